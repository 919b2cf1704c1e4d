/**
 * The second master key, which signs applications. It belongs to whoever makes releases and stays
 * off the broker's machine as far as possible: whoever has it decides what every sensor runs.
 */
import { existsSync, mkdirSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { makeKeyFile, readKeyFile } from "../broker/store/master-key";
import { deriveUpdateKey, UPDATE_KEY_VERSION } from "../protocol/host/authenticator";
import { UsageError } from "./command-line";

export const UPDATE_KEY_FILE = "release/update-master.key";

/** The path with every link on the way to it followed, as far as it exists. */
function realPath(path: string): string {
  const full = resolve(path);
  if (existsSync(full)) return realpathSync(full);
  const above = dirname(full);
  return above === full ? full : resolve(realPath(above), relative(above, full));
}

function isInside(path: string, folder: string): boolean {
  const way = relative(realPath(folder), realPath(path));
  return way.split(sep)[0] !== ".." && !isAbsolute(way);
}

/**
 * Reads the key, making it when there is none, which `tell` is told. Throws a UsageError for a key
 * inside the broker's data folder, and MASTER_KEY_BAD.
 */
export function readUpdateMasterKey(
  path: string,
  dataFolder: string,
  tell: (line: string) => void,
): Buffer {
  if (isInside(path, dataFolder)) {
    throw new UsageError(
      `The update key "${path}" is inside the broker's data folder "${dataFolder}", where the ` +
        "broker could read it. Keep it elsewhere, best on another machine.",
    );
  }
  if (!existsSync(path)) {
    mkdirSync(dirname(resolve(path)), { recursive: true, mode: 0o700 });
    makeKeyFile(path);
    tell(`A new update key was made: ${path}. Back it up and keep it secret: sensors provisioned`);
    tell("with it take applications that are signed with it, and no others.");
  }
  return readKeyFile(path);
}

/** The update key of one sensor, as 64 hexadecimal digits. */
export function updateKeyHexOf(masterKey: Uint8Array, cabinetId: string): string {
  return deriveUpdateKey(masterKey, cabinetId, UPDATE_KEY_VERSION).toString("hex");
}
