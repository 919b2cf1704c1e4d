/**
 * The folder that holds all an installation knows: key, database, log. Makes it, finds out whether
 * it can be written, and keeps a second broker out; the lock ends with its process in any case.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import Database from "better-sqlite3";
import { brokerError, reasonOf, systemCodeOf } from "../errors";
import type { OpenDatabase } from "./database";
import { readMasterKey } from "./master-key";

export interface DataFolder {
  readonly path: string;
  readonly databasePath: string;
  readonly logFolder: string;
  readonly masterKey: Buffer;
  /** Opens the database; undefined = as a file of this computer. */
  readonly open: OpenDatabase | undefined;
}

const DATABASE_FILE = "aed.sqlite";
const LOG_FOLDER = "log";
const LOCK_FILE = "broker.lock";
const WRITE_PROBE_FILE = ".may-i-write";

/**
 * Makes a folder and those above it, one by one: the recursive way of the runtime never returns
 * below a place where nothing can be made, such as /proc.
 */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another program may have made it in the meantime.
    if (systemCodeOf(error) !== "EEXIST") throw error;
  }
}

function makeWritable(path: string): void {
  try {
    makeFolder(resolve(path, LOG_FOLDER));
    const probe = join(path, WRITE_PROBE_FILE);
    writeFileSync(probe, "");
    rmSync(probe, { force: true });
  } catch (error) {
    throw brokerError("DATA_FOLDER_UNWRITABLE", { path, reason: reasonOf(error) }, error);
  }
}

/**
 * Opens or makes the folder; `open` when its database is no file of this computer. Throws
 * DATA_FOLDER_UNWRITABLE or MASTER_KEY_BAD.
 */
export function openDataFolder(path: string, open?: OpenDatabase): DataFolder {
  makeWritable(path);
  const databasePath = join(path, DATABASE_FILE);
  // Data that are somewhere else may be there already: then a key has to be here, too.
  const masterKey = readMasterKey(path, open !== undefined || existsSync(databasePath));
  return { path, databasePath, logFolder: join(path, LOG_FOLDER), masterKey, open };
}

/**
 * Claims the folder for one broker. The claim is the database engine's own lock on an empty file,
 * which the system takes back when the process is gone. Throws DATA_FOLDER_IN_USE. Returns the
 * release.
 */
export function claimDataFolder(path: string): () => void {
  const lock = new Database(join(path, LOCK_FILE), { timeout: 0 });
  try {
    lock.pragma("journal_mode = DELETE");
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if (!systemCodeOf(error).startsWith("SQLITE_BUSY")) throw error;
    throw brokerError("DATA_FOLDER_IN_USE", { path }, error);
  }
  return () => lock.close();
}
