/**
 * The catalogue of what can go wrong around the broker: a stable code and a sentence each, saying
 * what was being done, to what, what was wrong, and what to do next. `errors.md` lists the codes;
 * a test keeps the two alike. Codes are never given another meaning.
 */

/** The sentence of each code, made from its details. */
export const ERROR_SENTENCES = {
  OPTION_INVALID: (d: { name: string; value: string; rule: string }) =>
    `Starting the broker: the option ${d.name} is ${d.value}; it must be ${d.rule}.`,
  PORT_TAKEN: (d: { name: string; host: string; port: number }) =>
    `Starting the broker: ${d.name} ${d.port} on ${d.host} is in use by another program. ` +
    "Stop that program, or choose another port.",
  LISTEN_FAILED: (d: { name: string; host: string; port: number; reason: string }) =>
    `Starting the broker: listening on ${d.name} ${d.port} of ${d.host} failed (${d.reason}). ` +
    "Check the address, and use a port from 1024 up unless this user may use lower ones.",
  DATA_FOLDER_UNWRITABLE: (d: { path: string; reason: string }) =>
    `Opening the data folder: "${d.path}" cannot be written (${d.reason}). ` +
    "Give this user the right to write there, or choose another folder.",
  DATA_FOLDER_IN_USE: (d: { path: string }) =>
    `Opening the data folder: "${d.path}" belongs to another broker that is running. ` +
    "Stop that one, or choose another folder.",
  DATA_CORRUPT: (d: { path: string; reason: string }) =>
    `Opening the data: "${d.path}" is damaged (${d.reason}). Keep master.key where it is, move ` +
    "this file with its -wal and -shm neighbours away, and put a backup of it in its place. " +
    "Without a backup, register the cabinets again; each of them reports by itself within one " +
    "heartbeat and is unknown until then.",
  DATA_NEWER: (d: { path: string; version: number; supported: number }) =>
    `Opening the data: "${d.path}" has format ${d.version}; this broker knows formats up to ` +
    `${d.supported}. Start the newer broker that wrote it, or restore a backup made before.`,
  MASTER_KEY_BAD: (d: { path: string; problem: string; next: string }) =>
    `Reading the master key: "${d.path}" ${d.problem}. ${d.next}`,
  MASTER_KEY_FOREIGN: (d: { path: string }) =>
    `Opening the data: master.key does not belong to this database, "${d.path}": nothing in it ` +
    "was written with this key. Restore the master.key that was used with it, or the database of " +
    "this key.",
  LOG_UNREADABLE: (d: { path: string; reason: string }) =>
    `Reading the log: "${d.path}" cannot be read (${d.reason}). ` +
    "Name the data folder of a broker that has run, with the rights to read it.",
  COMMIT_FAILED: (d: { reason: string }) =>
    `Storing reports failed (${d.reason}). Nothing of them was acknowledged, so the sensors send ` +
    "them again. Check the disk, then start the broker again.",
  REGISTRATION_INVALID: (d: { cabinet: string; field: string; value: string; rule: string }) =>
    `Registering cabinet "${d.cabinet}": ${d.field} is ${d.value}; it must be ${d.rule}. ` +
    "Nothing was changed.",
  CABINET_UNKNOWN: (d: { cabinet: string }) =>
    `Looking for cabinet "${d.cabinet}": it is not registered. ` +
    "Check the id, or provision it first.",
  ACT_INVALID: (d: { cabinet: string; act: string; problem: string }) =>
    `Recording ${d.act} for cabinet "${d.cabinet}": ${d.problem}. Nothing was changed.`,
  COMMAND_INVALID: (d: { cabinet: string; command: string; problem: string }) =>
    `Telling cabinet "${d.cabinet}" to ${d.command}: ${d.problem}. Nothing was sent.`,
  APPLICATION_INVALID: (d: { path: string; problem: string }) =>
    `Offering an application to sensors: "${d.path}" ${d.problem}. Nothing was sent; make the ` +
    "release again.",
} as const;

export type BrokerErrorCode = keyof typeof ERROR_SENTENCES;
type Details<Code extends BrokerErrorCode> = Parameters<(typeof ERROR_SENTENCES)[Code]>[0];

/** An error of the catalogue; `message` is its sentence. */
export class BrokerError extends Error {
  constructor(
    readonly code: BrokerErrorCode,
    sentence: string,
    cause?: unknown,
  ) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.name = "BrokerError";
  }
}

/** Makes the error of a code; `cause` keeps what lies underneath. */
export function brokerError<Code extends BrokerErrorCode>(
  code: Code,
  details: Details<Code>,
  cause?: unknown,
): BrokerError {
  const sentence = ERROR_SENTENCES[code] as (details: Details<Code>) => string;
  return new BrokerError(code, sentence(details), cause);
}

/** The first line of whatever was thrown. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n")[0] ?? "";
}

/** The system's or SQLite's code of an error, or an empty text. */
export function systemCodeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
}
