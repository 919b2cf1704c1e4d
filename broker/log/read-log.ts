/**
 * Reads the technician log from its day files, for the logs command: works while a broker writes
 * and while none runs. A line that is not complete yet is left for later.
 */
import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { Clock } from "../clock";
import { brokerError, reasonOf } from "../errors";
import { LOG_FOLLOW_INTERVAL_MS, LOG_READ_BYTES } from "../limits";
import { dayFilePaths, rowOfLine } from "./day-files";
import type { LogEntry } from "./log-entry";
import { LOG_LEVELS, type LogLevel } from "./text";

/** The day in one zone began at most this long before it began in another. */
const ZONES_APART_MS_MAX = 36 * 3_600_000;

export interface LogQuery {
  readonly dataFolder: string;
  readonly cabinetId?: string | undefined;
  /** Only entries from this instant on, milliseconds since 1970. */
  readonly sinceMs?: number | undefined;
  /** Only entries that matter at least this much. */
  readonly levelMin?: LogLevel | undefined;
  /** True to go on with entries as they are written, until `signal` says stop. */
  readonly follow?: boolean | undefined;
}

export interface LogSurroundings {
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

function isWanted(entry: LogEntry, query: LogQuery): boolean {
  if (query.cabinetId !== undefined && entry.cabinetId !== query.cabinetId) return false;
  if (query.sinceMs !== undefined && entry.atMs < query.sinceMs) return false;
  const { levelMin = "info" } = query;
  return LOG_LEVELS.indexOf(entry.level) >= LOG_LEVELS.indexOf(levelMin);
}

/** The whole lines of a file from byte `fromByte` on, and where the next begins. */
function* wholeLines(path: string, fromByte: number): Generator<{ line: string; endByte: number }> {
  const file = openSync(path, "r");
  try {
    let rest = Buffer.alloc(0);
    let startByte = fromByte;
    let readByte = fromByte;
    const { size } = fstatSync(file);
    while (readByte < size) {
      const chunk = Buffer.alloc(Math.min(LOG_READ_BYTES, size - readByte));
      const bytes = readSync(file, chunk, 0, chunk.length, readByte);
      if (bytes === 0) return;
      readByte += bytes;
      rest = Buffer.concat([rest, chunk.subarray(0, bytes)]);
      for (let at = rest.indexOf(10); at >= 0; at = rest.indexOf(10)) {
        startByte += at + 1;
        yield { line: rest.toString("utf8", 0, at), endByte: startByte };
        rest = rest.subarray(at + 1);
      }
    }
  } finally {
    closeSync(file);
  }
}

/** Where reading stands in each file. */
class LogReader {
  private readonly readBytes = new Map<string, number>();

  constructor(
    private readonly folder: string,
    private readonly query: LogQuery,
  ) {}

  /** Entries that were completed since the last call. */
  *next(): Generator<LogEntry> {
    for (const path of dayFilePaths(this.folder)) {
      const fromByte = this.readBytes.get(path) ?? 0;
      if (statSync(path).size === fromByte || this.isTooOld(path)) continue;
      for (const { line, endByte } of wholeLines(path, fromByte)) {
        this.readBytes.set(path, endByte);
        if (rowOfLine(line) === undefined) continue;
        const entry = JSON.parse(line) as LogEntry;
        if (isWanted(entry, this.query)) yield entry;
      }
    }
  }

  /** True for the file of a day that was over everywhere before the wanted time. */
  private isTooOld(path: string): boolean {
    const { sinceMs } = this.query;
    if (sinceMs === undefined) return false;
    const firstDay = new Date(sinceMs - ZONES_APART_MS_MAX).toISOString().slice(0, 10);
    return basename(path).slice(0, firstDay.length) < firstDay;
  }
}

function pause({ clock, signal }: LogSurroundings): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const cancel = clock.after("follow the log", LOG_FOLLOW_INTERVAL_MS, done);
    signal?.addEventListener("abort", done);
  });
}

/** The wanted entries, oldest first. Throws LOG_UNREADABLE. */
export async function* readLog(
  query: LogQuery,
  surroundings: LogSurroundings,
): AsyncGenerator<LogEntry> {
  const folder = join(query.dataFolder, "log");
  const reader = new LogReader(folder, query);
  try {
    yield* reader.next();
    while (query.follow && !surroundings.signal?.aborted) {
      await pause(surroundings);
      yield* reader.next();
    }
  } catch (error) {
    if (!(error instanceof Error) || !("syscall" in error)) throw error;
    const reason = reasonOf(error);
    throw brokerError("LOG_UNREADABLE", { path: folder, reason }, error);
  }
}
