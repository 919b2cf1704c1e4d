/**
 * The hash function of the interpreter's crypto module that the firmware uses: one shot, over byte
 * strings or buffers, answering with an ArrayBuffer. The board has no HMAC; its other hashes, AES
 * and PBKDF2 are left out.
 */
import { createHash } from "node:crypto";
import { byteString, bytesOf, STACK_DATA_BYTES_MAX } from "./bytes";

/** True for data that the board reads where it is, in flash. */
export type IsInFlash = (text: string) => boolean;

/** What `require("crypto")` answers. */
export function createCrypto(isInFlash: IsInFlash) {
  return {
    SHA256(data: unknown): ArrayBuffer {
      const text = byteString(data);
      if (text === undefined) throw new TypeError(`Expecting data to hash, got ${String(data)}`);
      if (text.length > STACK_DATA_BYTES_MAX && !isInFlash(text)) {
        throw new Error("Not enough stack memory for data");
      }
      const digest = createHash("sha256").update(bytesOf(text)).digest();
      return new Uint8Array(digest).buffer;
    },
  };
}
