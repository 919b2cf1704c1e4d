/**
 * The 32-byte master key of an installation: made once, readable by its owner only, and never
 * replaced by itself, because a new key would shut out every sensor that was provisioned.
 */
import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { KEY_BYTES } from "../../protocol/host/authenticator";
import { brokerError, systemCodeOf } from "../errors";

export const MASTER_KEY_FILE = "master.key";
/** Rights of group and others; a key must have none of them. */
const RIGHTS_OF_OTHERS = 0o077;

/** Writes a new key completely before it gets its name; another program may be first. */
export function makeKeyFile(path: string): void {
  const unnamed = `${path}.${randomBytes(6).toString("hex")}`;
  const file = openSync(unnamed, "wx", 0o600);
  try {
    writeSync(file, randomBytes(KEY_BYTES));
    fsyncSync(file);
    linkSync(unnamed, path);
  } catch (error) {
    if (systemCodeOf(error) !== "EEXIST") throw error;
  } finally {
    closeSync(file);
    rmSync(unnamed);
  }
}

/** The key in a file. Throws MASTER_KEY_BAD when it has another size or others may read it. */
export function readKeyFile(path: string): Buffer {
  const bad = (problem: string, next: string) =>
    brokerError("MASTER_KEY_BAD", { path, problem, next });
  const { mode } = statSync(path);
  if ((mode & RIGHTS_OF_OTHERS) !== 0) {
    const rights = (mode & 0o777).toString(8);
    throw bad(`may be read by others (mode ${rights})`, `Run: chmod 600 ${JSON.stringify(path)}`);
  }
  const key = readFileSync(path);
  if (key.length === KEY_BYTES) return key;
  const next = "Restore it from its backup; do not make a new one for sensors in service.";
  throw bad(`has ${key.length} bytes instead of ${KEY_BYTES}`, next);
}

/**
 * The key of the installation in `folder`, made when there is none and no data either. Throws
 * MASTER_KEY_BAD.
 */
export function readMasterKey(folder: string, hasData: boolean): Buffer {
  const path = join(folder, MASTER_KEY_FILE);
  if (!existsSync(path)) {
    if (hasData) {
      const problem = "is missing although there is data";
      const next = "Restore it from its backup: a new key would shut out every sensor.";
      throw brokerError("MASTER_KEY_BAD", { path, problem, next });
    }
    makeKeyFile(path);
  }
  return readKeyFile(path);
}
