/**
 * HMAC-SHA256 under the device key, made from the board's SHA-256 (the interpreter has no HMAC).
 * The padded keys are computed once. All text is byte strings.
 */
import { type Authenticator, type ByteString, MAC_BYTES } from "../../protocol/frame";

export interface HashPrimitives {
  /** SHA-256, 32 bytes. */
  readonly sha256: (bytes: ByteString) => ByteString;
  /** Standard base64 with padding. */
  readonly toBase64: (bytes: ByteString) => string;
}

export interface KeyedHash {
  /** The whole HMAC, 32 bytes. */
  readonly digest: (message: ByteString) => ByteString;
  /** The first `byteCount` bytes of the HMAC in base64url without padding. */
  readonly text: (message: ByteString, byteCount: number) => string;
  /** The mac that goes on the wire. */
  readonly authenticate: Authenticator;
}

const BLOCK_BYTES = 64;
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

/** `keyHex` has at most 64 bytes as hexadecimal digits. */
function paddedKey(keyHex: string, pad: number): ByteString {
  let padded = "";
  for (let i = 0; i < BLOCK_BYTES; i++) {
    const byte = i * 2 < keyHex.length ? parseInt(keyHex.substr(i * 2, 2), 16) : 0;
    padded += String.fromCharCode(byte ^ pad);
  }
  return padded;
}

export function createKeyedHash(primitives: HashPrimitives, keyHex: string): KeyedHash {
  const innerKey = paddedKey(keyHex, INNER_PAD);
  const outerKey = paddedKey(keyHex, OUTER_PAD);

  function digest(message: ByteString): ByteString {
    return primitives.sha256(outerKey + primitives.sha256(innerKey + message));
  }
  function text(message: ByteString, byteCount: number): string {
    const base64 = primitives.toBase64(digest(message).substring(0, byteCount));
    return base64.replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  }
  return {
    digest: digest,
    text: text,
    authenticate: function (message) {
      return text(message, MAC_BYTES);
    },
  };
}
