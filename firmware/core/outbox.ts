/**
 * Reports that the broker has not acknowledged yet, oldest first. Bounded: when it is full the
 * oldest heartbeat goes first, and is counted; what people did at the cabinet stays longest.
 * A report keeps the bytes it was signed with. In memory: a restart loses it.
 */
import type { ByteString } from "../../protocol/frame";
import type { ReportCause } from "../../protocol/report";

/** Most reports that wait; each takes about 60 variables. */
export const OUTBOX_REPORTS_MAX = 16;
/** Good connections without PUBACK after which the broker will never take a report. */
export const REFUSALS_MAX = 3;

export interface OutboxEntry {
  readonly seq: number;
  readonly why: ReportCause;
  readonly payload: ByteString;
  /** It was on the wire before, so the next time it is a repetition. */
  wasSent: boolean;
  /** Good connections in a row that ended without its PUBACK. */
  refusals: number;
}

export interface Outbox {
  readonly entries: OutboxEntry[];
  /** Reports given up since boot. */
  dropped: number;
}

export function createOutbox(): Outbox {
  return { entries: [], dropped: 0 };
}

/** The lowest go first: what a later report says again as well. */
function worthOf(why: ReportCause): number {
  if (why === "heartbeat" || why === "connected") return 0;
  if (why === "indicator-changed") return 1;
  return why === "fault-changed" || why === "boot" ? 2 : 3;
}

/** Index of the entry to give up: the oldest of those worth least. */
function victimOf(outbox: Outbox): number {
  let victim = 0;
  let leastWorth = Infinity;
  for (let i = 0; i < outbox.entries.length; i++) {
    const entry = outbox.entries[i];
    const worth = entry ? worthOf(entry.why) : Infinity;
    if (worth < leastWorth) {
      victim = i;
      leastWorth = worth;
    }
  }
  return victim;
}

function giveUp(outbox: Outbox, index: number): void {
  outbox.entries.splice(index, 1);
  outbox.dropped++;
}

/** Makes room for one more report. Called before the report is built, so that it counts this. */
export function makeRoom(outbox: Outbox): void {
  while (outbox.entries.length >= OUTBOX_REPORTS_MAX) {
    giveUp(outbox, victimOf(outbox));
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
    refusals: 0,
  });
}

/** The report to send next; undefined when there is none. */
export function oldest(outbox: Outbox): OutboxEntry | undefined {
  return outbox.entries[0];
}

function indexOf(outbox: Outbox, seq: number): number {
  for (let i = 0; i < outbox.entries.length; i++) {
    const entry = outbox.entries[i];
    if (entry && entry.seq === seq) return i;
  }
  return -1;
}

/** The broker has stored the report `seq`. */
export function confirm(outbox: Outbox, seq: number): void {
  const index = indexOf(outbox, seq);
  if (index >= 0) outbox.entries.splice(index, 1);
}

/** A connection that was good otherwise has ended without the PUBACK of the report `seq`. */
export function refuse(outbox: Outbox, seq: number): void {
  const index = indexOf(outbox, seq);
  const entry = outbox.entries[index];
  if (!entry) return;
  entry.refusals++;
  if (entry.refusals >= REFUSALS_MAX) giveUp(outbox, index);
}
