/**
 * The hash functions of the interpreter's crypto module: one shot, over byte strings or buffers,
 * answering with an ArrayBuffer. The board has no HMAC; AES and PBKDF2 are left out until used.
 */
import { createHash } from "node:crypto";
import { byteString, bytesOf } from "./bytes";

/** Longer data does not fit the interpreter's stack when it is not in flash. */
const HASH_BYTES_MAX = 20000;

type Hash = (data: unknown) => ArrayBuffer;

function hashFunction(algorithm: string): Hash {
  return (data) => {
    const text = byteString(data);
    if (text === undefined) throw new TypeError(`Expecting data to hash, got ${String(data)}`);
    if (text.length > HASH_BYTES_MAX) throw new Error("Not enough stack memory for data");
    const digest = createHash(algorithm).update(bytesOf(text)).digest();
    return new Uint8Array(digest).buffer;
  };
}

/** What `require("crypto")` answers; it has no state, so all devices share it. */
export const CRYPTO_MODULE = Object.freeze({
  SHA1: hashFunction("sha1"),
  SHA224: hashFunction("sha224"),
  SHA256: hashFunction("sha256"),
  SHA384: hashFunction("sha384"),
  SHA512: hashFunction("sha512"),
});
