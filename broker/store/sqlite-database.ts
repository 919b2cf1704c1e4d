/**
 * Opens the database file: checks it, makes or refuses its format, and sets what durability needs.
 * The broker and the commands that write the registry open it the same way.
 */
import BetterSqlite from "better-sqlite3";
import { brokerError, reasonOf, systemCodeOf } from "../errors";
import { BROKER_BUSY_MS_MAX, DATABASE_BUSY_MS_MAX } from "../limits";
import type { Database, OpenDatabase } from "./database";

/** Version of the format this program writes. */
export const SCHEMA_VERSION = 2;

const FIRST_FORMAT = `
  CREATE TABLE reports (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    boot INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    received_at_ms INTEGER NOT NULL,
    body BLOB NOT NULL,
    mac TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX reports_in_order ON reports (id, boot, seq);
  CREATE TABLE registrations (
    id TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    text TEXT NOT NULL,
    seal TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX registrations_in_order ON registrations (revision);
  CREATE TABLE acts (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    date TEXT,
    at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE facts (id TEXT PRIMARY KEY, text TEXT NOT NULL, seal TEXT NOT NULL)
    STRICT, WITHOUT ROWID;
  CREATE TABLE attempts (id TEXT PRIMARY KEY, text TEXT NOT NULL, seal TEXT NOT NULL)
    STRICT, WITHOUT ROWID;
  CREATE TABLE logged (id TEXT PRIMARY KEY, text TEXT NOT NULL, seal TEXT NOT NULL)
    STRICT, WITHOUT ROWID;
  CREATE TABLE log_rows (
    row INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    day TEXT NOT NULL,
    json TEXT NOT NULL
  ) STRICT;
`;

/** Since format 2: what sensors are told to do. `state` is also inside the sealed text. */
const COMMANDS = `
  CREATE TABLE commands (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    n INTEGER NOT NULL,
    state TEXT NOT NULL,
    text TEXT NOT NULL,
    seal TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX commands_in_order ON commands (id, n);
  CREATE INDEX commands_open ON commands (id, n) WHERE state IN ('queued', 'sent');
`;

/** Step i makes format i + 1 of format i, an empty file being format 0. Steps are never changed. */
const STEPS: readonly string[] = [FIRST_FORMAT, COMMANDS];

/** SQLite's codes for a file that is no sound database. */
const CORRUPT_CODES = ["SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT", "SQLITE_SCHEMA"];

function translate(path: string, error: unknown): unknown {
  const code = systemCodeOf(error);
  if (CORRUPT_CODES.some((corrupt) => code.startsWith(corrupt))) {
    return brokerError("DATA_CORRUPT", { path, reason: reasonOf(error) }, error);
  }
  if (/^SQLITE_(CANTOPEN|READONLY|PERM|FULL|IOERR)/.test(code)) {
    return brokerError("DATA_FOLDER_UNWRITABLE", { path, reason: reasonOf(error) }, error);
  }
  return error;
}

function versionOf(database: Database): number {
  return Number(database.pragma("user_version", { simple: true }));
}

function demandSound(database: Database, path: string): void {
  const verdict = String(database.pragma("quick_check(1)", { simple: true }));
  if (verdict !== "ok") throw brokerError("DATA_CORRUPT", { path, reason: verdict });
}

/** Brings the file to the newest format, in one transaction: a file is never between formats. */
function prepareSchema(database: Database, path: string): void {
  const version = versionOf(database);
  if (version > SCHEMA_VERSION) {
    throw brokerError("DATA_NEWER", { path, version, supported: SCHEMA_VERSION });
  }
  if (version === SCHEMA_VERSION) return;
  const make = database.transaction(() => {
    // Another program may have been first.
    for (const step of STEPS.slice(versionOf(database))) database.exec(step);
    database.pragma(`user_version = ${SCHEMA_VERSION}`);
  });
  make.immediate();
}

/** Proves that every table is there and readable, before anything relies on it. */
function demandTables(database: Database): void {
  const tables = ["reports", "registrations", "acts", "facts", "attempts", "logged", "commands"];
  for (const table of [...tables, "log_rows"]) {
    database.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get();
  }
}

/** Opens a database file of this computer; others may have it open too. */
const openFile: OpenDatabase = (path) => {
  // Its own types tell the parameters of a statement by a condition that cannot be compared.
  return new BetterSqlite(path, { timeout: DATABASE_BUSY_MS_MAX }) as unknown as Database;
};

/**
 * Opens the database, making it when absent. `isChecked`, for the broker, also reads the whole file
 * for damage, and later waits only briefly for other programs: SQLITE_BUSY then means "again soon".
 * `open` puts another engine in place of the usual one.
 * Throws DATA_CORRUPT, DATA_NEWER or DATA_FOLDER_UNWRITABLE.
 */
export function openDatabase(
  path: string,
  isChecked: boolean,
  open: OpenDatabase = openFile,
): Database {
  let database: Database | undefined;
  try {
    database = open(path);
    database.pragma("journal_mode = WAL");
    database.pragma("synchronous = FULL");
    if (isChecked) demandSound(database, path);
    prepareSchema(database, path);
    demandTables(database);
    if (isChecked) database.pragma(`busy_timeout = ${BROKER_BUSY_MS_MAX}`);
    return database;
  } catch (error) {
    database?.close();
    throw translate(path, error);
  }
}
