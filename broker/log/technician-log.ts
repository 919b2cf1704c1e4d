/**
 * The technician log as the broker writes it: rows are numbered here, committed by the caller in
 * the same transaction as what they tell about, and only then shown and appended to the day's
 * file. Files that fell behind, by a crash or a full disk, are completed from the store.
 */
import type { Clock } from "../clock";
import { reasonOf } from "../errors";
import { LOG_ROWS_PER_READ } from "../limits";
import { dateAt } from "../readiness/calendar";
import type { LogRow, Store } from "../store/store";
import { appendRows, repairNewest } from "./day-files";
import { formatLine } from "./format-line";
import type { LogDraft, LogEntry } from "./log-entry";
import type { Text } from "./text";

export interface TechnicianLogOptions {
  readonly folder: string;
  readonly timeZone: string;
  readonly language: keyof Text;
  readonly store: Store;
  readonly clock: Clock;
  readonly printLine: (line: string) => void;
  readonly onEntry?: ((entry: LogEntry) => void) | undefined;
}

/** `YYYY-MM-DD HH:MM:SS` in a zone. */
function timeFormat(timeZone: string): (atMs: number) => string {
  const options = { timeZone, hourCycle: "h23", timeStyle: "medium", dateStyle: "short" } as const;
  const format = new Intl.DateTimeFormat("sv-SE", options);
  return (atMs) => format.format(atMs);
}

export class TechnicianLog {
  private nextRow = 1;
  private fileRow = 0;
  private waiting: LogRow[] = [];
  private isFlushPlanned = false;
  private isBehind = false;
  /** `YYYY-MM-DD HH:MM:SS` in the log's zone. */
  readonly timeOf: (atMs: number) => string;

  constructor(private readonly options: TechnicianLogOptions) {
    this.timeOf = timeFormat(options.timeZone);
  }

  /** Completes the files from the store. Throws when the log folder cannot be written. */
  async start(): Promise<void> {
    const { folder, store } = this.options;
    this.fileRow = repairNewest(folder);
    this.nextRow = Math.max(this.fileRow, await store.lastLogRow()) + 1;
    await this.completeFiles();
  }

  /** Numbers the drafts; the rows must be committed in the order of these calls. */
  rowsOf(drafts: readonly LogDraft[]): LogRow[] {
    if (drafts.length === 0) return [];
    const atMs = this.options.clock.wallMs();
    const day = dateAt(atMs, this.options.timeZone);
    return drafts.map((draft) => {
      const json = JSON.stringify({ atMs, time: this.timeOf(atMs), ...draft });
      return { row: this.nextRow++, atMs, day, json };
    });
  }

  /** Shows committed rows and appends them to their files, after all that now runs. */
  publish(rows: readonly LogRow[]): void {
    if (rows.length === 0) return;
    this.waiting.push(...rows);
    if (this.isFlushPlanned) return;
    this.isFlushPlanned = true;
    setImmediate(() => this.flush());
  }

  /** Writes what waits; for the end of the broker. */
  flush(): void {
    this.isFlushPlanned = false;
    const rows = this.waiting;
    this.waiting = [];
    for (const row of rows) this.print(row);
    if (this.isBehind) void this.completeFiles().catch((error) => this.tellBehind(error));
    else this.append(rows);
  }

  private print({ row, json }: LogRow): void {
    const entry = { row, ...(JSON.parse(json) as Omit<LogEntry, "row">) };
    this.options.printLine(formatLine(entry, this.options.language));
    this.options.onEntry?.(entry);
  }

  private append(rows: readonly LogRow[]): void {
    const last = rows.at(-1);
    if (!last) return;
    try {
      appendRows(this.options.folder, rows);
      this.fileRow = last.row;
    } catch (error) {
      this.tellBehind(error);
    }
  }

  private tellBehind(error: unknown): void {
    if (!this.isBehind) {
      const reason = reasonOf(error);
      this.options.printLine(
        `The log file could not be written (${reason}); its lines are kept in the database and ` +
          "follow when the folder can be written again.",
      );
    }
    this.isBehind = true;
  }

  private async completeFiles(): Promise<void> {
    const { folder, store } = this.options;
    if (this.isBehind) this.fileRow = repairNewest(folder);
    for (;;) {
      const rows = await store.logRowsAfter(this.fileRow, LOG_ROWS_PER_READ);
      const last = rows.at(-1);
      if (!last) break;
      appendRows(folder, rows);
      this.fileRow = last.row;
    }
    this.isBehind = false;
  }
}
