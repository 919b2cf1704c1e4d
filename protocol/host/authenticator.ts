/** Node's implementation of the frame's authenticator, and the derivation of keys. */
import { createHmac, hkdfSync } from "node:crypto";
import { type Authenticator, MAC_BYTES } from "../frame";

/** Bytes of a master key and of every key derived from one. */
export const KEY_BYTES = 32;
/** Version of the device keys derived today. */
export const DEVICE_KEY_VERSION = 1;
/** Version of the update keys derived today. */
export const UPDATE_KEY_VERSION = 1;

function deriveKey(masterKey: Uint8Array, cabinetId: string, info: string): Buffer {
  if (masterKey.length !== KEY_BYTES) {
    throw new RangeError(`A master key has ${KEY_BYTES} bytes, not ${masterKey.length}.`);
  }
  return Buffer.from(hkdfSync("sha256", masterKey, cabinetId, info, KEY_BYTES));
}

/**
 * Device key = HKDF-SHA256 (RFC 5869) of the 32-byte master key with the cabinet id as salt and
 * `aed/1 device v<version>` as info; 32 bytes.
 */
export function deriveDeviceKey(masterKey: Uint8Array, cabinetId: string, version: number): Buffer {
  return deriveKey(masterKey, cabinetId, `aed/1 device v${version}`);
}

/**
 * Update key = the same from the second master key, which stays offline, with
 * `aed/1 update v<version>` as info; 32 bytes.
 */
export function deriveUpdateKey(masterKey: Uint8Array, cabinetId: string, version: number): Buffer {
  return deriveKey(masterKey, cabinetId, `aed/1 update v${version}`);
}

/** The authenticator of one key; messages are byte strings (`latin1`). */
export function createAuthenticator(key: Uint8Array): Authenticator {
  return (message) =>
    createHmac("sha256", key)
      .update(message, "latin1")
      .digest()
      .toString("base64url", 0, MAC_BYTES);
}
