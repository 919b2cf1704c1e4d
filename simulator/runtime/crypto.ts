/**
 * The hash function of the interpreter's crypto module that the firmware uses: one shot, over byte
 * strings or buffers, answering with an ArrayBuffer. The board has no HMAC; its other hashes, AES
 * and PBKDF2 are left out.
 */
import { createHash } from "node:crypto";
import { byteString, bytesOf } from "./bytes";

/** Longer data does not fit the interpreter's stack when it is not in flash. */
const HASH_BYTES_MAX = 20000;

function sha256(data: unknown): ArrayBuffer {
  const text = byteString(data);
  if (text === undefined) throw new TypeError(`Expecting data to hash, got ${String(data)}`);
  if (text.length > HASH_BYTES_MAX) throw new Error("Not enough stack memory for data");
  const digest = createHash("sha256").update(bytesOf(text)).digest();
  return new Uint8Array(digest).buffer;
}

/** What `require("crypto")` answers; it has no state, so all devices share it. */
export const CRYPTO_MODULE = Object.freeze({ SHA256: sha256 });
