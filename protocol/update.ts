/**
 * The signed manifest of one application for one device (design sections 4 and 6). It is a frame
 * sealed with the device's UPDATE key for the purpose below, so that neither the broker nor
 * another device's owner can make one. Device-safe.
 */

/** Stands in for the topic in the mac's input. */
export const MANIFEST_PURPOSE = "update-manifest";
/** Format of slots and state that a loader has to know. */
export const LOADER_VERSION = 1;

export interface UpdateManifest {
  v: 1;
  id: string;
  /** See `versionNumber`; must be higher than what the device runs. */
  version: number;
  bytes: number;
  /** Of the application's bytes, 64 hexadecimal digits. */
  sha256: string;
  /** Lowest LOADER_VERSION that can start it. */
  loader: number;
}

/** Characters of `sha256` that name an application in update/get and update/chunk. */
export const SHA_LENGTH = 16;

/** "1.2.3" as 1002003, so that newer is higher; NaN when it is no version. Parts are 0 to 999. */
export function versionNumber(version: string): number {
  const parts = version.split(".");
  let number = parts.length === 3 ? 0 : NaN;
  for (let i = 0; i < parts.length; i++) {
    const part = parseInt("" + parts[i], 10);
    number = "" + part === parts[i] && part <= 999 ? number * 1000 + part : NaN;
  }
  return number;
}
