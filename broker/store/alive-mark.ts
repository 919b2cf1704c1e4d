/**
 * When a broker last worked on a data folder, kept as the time of a file: tells a start how long
 * no broker was there, whichever way the last one ended. Decides nothing about cabinets.
 */
import { closeSync, futimesSync, openSync, statSync } from "node:fs";
import { join } from "node:path";

const MARK_FILE = "broker.alive";

/** When the last broker was alive, milliseconds since 1970; undefined when nobody knows. */
export function readAliveMark(folder: string): number | undefined {
  return statSync(join(folder, MARK_FILE), { throwIfNoEntry: false })?.mtimeMs;
}

/** Says that a broker is alive at `atMs`. A disk that takes no mark loses only the mark. */
export function leaveAliveMark(folder: string, atMs: number): void {
  try {
    const file = openSync(join(folder, MARK_FILE), "a", 0o600);
    futimesSync(file, atMs / 1000, atMs / 1000);
    closeSync(file);
  } catch {
    // The next mark may succeed; without any, the newest evidence tells the time.
  }
}
