/**
 * What the broker keeps, as one interface: it appends in groups, each group wholly or not at all
 * and durably, and reads back at start. Texts are sealed by the caller; nothing here judges them.
 */
import type { SealedText } from "./seal";

/** One accepted report exactly as it was signed. */
export interface StoredReport {
  readonly id: string;
  readonly boot: number;
  readonly seq: number;
  readonly receivedAtMs: number;
  /** The signed body, one character per byte. */
  readonly body: string;
  readonly mac: string;
}

/** One line of the technician log; `json` is everything but the row number. */
export interface LogRow {
  readonly row: number;
  readonly atMs: number;
  readonly day: string;
  readonly json: string;
}

export interface StoredRegistration extends SealedText {
  readonly revision: number;
}

/** What a technician did, as it was recorded. */
export interface StoredAct {
  readonly row: number;
  readonly id: string;
  readonly kind: string;
  /** Last good day of the part, or null. */
  readonly date: string | null;
}

/** Where a command stands: it waits, it was sent, or it has ended in one of three ways. */
export const COMMAND_STATES = ["queued", "sent", "done", "refused", "expired"] as const;
export type CommandState = (typeof COMMAND_STATES)[number];

/** A command of one cabinet; the text holds all of it. */
export interface StoredCommand extends SealedText {
  readonly n: number;
  readonly state: CommandState;
}

/** What one event changes; all parts of one change are committed together. */
export interface Change {
  readonly report?: StoredReport;
  readonly facts?: SealedText;
  /** The newest login (boot, n). */
  readonly attempt?: SealedText;
  /** What the log has last said about a cabinet. */
  readonly logged?: SealedText;
  readonly logRows?: readonly LogRow[];
  /** A command that is in the store already, with what has become of it. */
  readonly command?: StoredCommand;
}

/** Everything of one cabinet that a start needs. */
export interface StoredCabinet {
  readonly registration: StoredRegistration;
  readonly facts: SealedText | undefined;
  readonly attempt: SealedText | undefined;
  readonly logged: SealedText | undefined;
  readonly newestReport: StoredReport | undefined;
}

export interface Store {
  /** Commits all changes or none; resolved means on disk. */
  commit(changes: readonly Change[]): Promise<void>;
  cabinets(): Promise<readonly StoredCabinet[]>;
  /** Registrations written after `revision`, in order. */
  registrationsAfter(revision: number): Promise<readonly StoredRegistration[]>;
  /** Acts recorded after row `row`, in order. */
  actsAfter(row: number): Promise<readonly StoredAct[]>;
  /** A number that differs after another program has written. */
  foreignVersion(): Promise<number>;
  findReport(id: string, boot: number, seq: number): Promise<StoredReport | undefined>;
  /** All reports of a cabinet, oldest first. */
  reportsOf(id: string): AsyncIterable<StoredReport>;
  /** Commands that have not ended, in order. */
  openCommands(): Promise<readonly StoredCommand[]>;
  findCommand(id: string, n: number): Promise<StoredCommand | undefined>;
  logRowsAfter(row: number, limit: number): Promise<readonly LogRow[]>;
  lastLogRow(): Promise<number>;
  close(): Promise<void>;
}
