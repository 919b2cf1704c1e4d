/**
 * Reports that the broker has not acknowledged yet, oldest first. Bounded: when it is full the
 * oldest heartbeat goes first, and is counted; what says that something changed stays longest.
 * A report keeps the bytes it was signed with. In memory: a restart loses it.
 */
import type { ByteString } from "../../protocol/frame";
import type { ReportCause } from "../../protocol/report";

/** Most reports that wait; each takes about 60 variables. */
export const OUTBOX_REPORTS_MAX = 16;

export interface OutboxEntry {
  readonly seq: number;
  readonly why: ReportCause;
  readonly payload: ByteString;
  /** It was on the wire before, so the next time it is a repetition. */
  wasSent: boolean;
}

export interface Outbox {
  readonly entries: OutboxEntry[];
  /** Reports discarded since boot. */
  dropped: number;
}

export function createOutbox(): Outbox {
  return { entries: [], dropped: 0 };
}

function isRepeatable(why: ReportCause): boolean {
  return why === "heartbeat" || why === "connected";
}

/** Index of the entry to give up: the oldest heartbeat, else the oldest of all. */
function victimOf(outbox: Outbox): number {
  for (let i = 0; i < outbox.entries.length; i++) {
    const entry = outbox.entries[i];
    if (entry && isRepeatable(entry.why)) return i;
  }
  return 0;
}

/** Makes room for one more report. Called before the report is built, so that it counts this. */
export function makeRoom(outbox: Outbox): void {
  while (outbox.entries.length >= OUTBOX_REPORTS_MAX) {
    outbox.entries.splice(victimOf(outbox), 1);
    outbox.dropped++;
  }
}

export function add(
  outbox: Outbox,
  report: { readonly seq: number; readonly why: ReportCause; readonly payload: ByteString },
): void {
  makeRoom(outbox);
  outbox.entries.push({
    seq: report.seq,
    why: report.why,
    payload: report.payload,
    wasSent: false,
  });
}

/** The report to send next; undefined when there is none. */
export function oldest(outbox: Outbox): OutboxEntry | undefined {
  return outbox.entries[0];
}

/** The broker has stored the report `seq`. */
export function confirm(outbox: Outbox, seq: number): void {
  for (let i = 0; i < outbox.entries.length; i++) {
    const entry = outbox.entries[i];
    if (entry && entry.seq === seq) {
      outbox.entries.splice(i, 1);
      return;
    }
  }
}
