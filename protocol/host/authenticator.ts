/** Node's implementation of the frame's authenticator, and the derivation of device keys. */
import { createHmac, hkdfSync } from "node:crypto";
import { type Authenticator, MAC_BYTES } from "../frame";

/** Bytes of a master key and of a device key. */
export const KEY_BYTES = 32;
/** Version of the device keys derived today. */
export const DEVICE_KEY_VERSION = 1;

/**
 * Device key = HKDF-SHA256 (RFC 5869) of the 32-byte master key with the cabinet id as salt and
 * `aed/1 device v<version>` as info; 32 bytes.
 */
export function deriveDeviceKey(masterKey: Uint8Array, cabinetId: string, version: number): Buffer {
  if (masterKey.length !== KEY_BYTES) {
    throw new RangeError(`A master key has ${KEY_BYTES} bytes, not ${masterKey.length}.`);
  }
  const info = `aed/1 device v${version}`;
  return Buffer.from(hkdfSync("sha256", masterKey, cabinetId, info, KEY_BYTES));
}

/** The authenticator of one key; messages are byte strings (`latin1`). */
export function createAuthenticator(key: Uint8Array): Authenticator {
  return (message) =>
    createHmac("sha256", key)
      .update(message, "latin1")
      .digest()
      .toString("base64url", 0, MAC_BYTES);
}
