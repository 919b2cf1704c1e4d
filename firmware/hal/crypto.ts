/** What the board computes natively for authentication and checksums. HMAC is made in core. */
import type { ByteString } from "../../protocol/frame";

export interface Crypto {
  /** SHA-256, 32 bytes. */
  sha256(bytes: ByteString): ByteString;
  /** CRC-32 of IEEE 802.3, unsigned. */
  crc32(bytes: ByteString): number;
  /** Standard base64 with padding. */
  toBase64(bytes: ByteString): string;
  /** The bytes of standard base64; rubbish gives rubbish, never an exception. */
  fromBase64(text: string): ByteString;
}
