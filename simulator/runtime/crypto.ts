/**
 * The hash functions of the interpreter's crypto module: one shot, over byte strings or buffers,
 * answering with an ArrayBuffer. The board has no HMAC; its AES and PBKDF2 are left out.
 */
import { createHash } from "node:crypto";
import { byteString, bytesOf, STACK_DATA_BYTES_MAX } from "./bytes";

/** True for data that the board reads where it is, in flash. */
export type IsInFlash = (text: string) => boolean;

/** What `require("crypto")` answers. */
export function createCrypto(isInFlash: IsInFlash) {
  const hashWith = (algorithm: string) => {
    return (data: unknown): ArrayBuffer => {
      const text = byteString(data);
      if (text === undefined) throw new TypeError(`Expecting data to hash, got ${String(data)}`);
      if (text.length > STACK_DATA_BYTES_MAX && !isInFlash(text)) {
        throw new Error("Not enough stack memory for data");
      }
      const digest = createHash(algorithm).update(bytesOf(text)).digest();
      return new Uint8Array(digest).buffer;
    };
  };
  return {
    SHA1: hashWith("sha1"),
    SHA224: hashWith("sha224"),
    SHA256: hashWith("sha256"),
    SHA384: hashWith("sha384"),
    SHA512: hashWith("sha512"),
  };
}
