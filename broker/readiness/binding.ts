/**
 * Follows the AED out of the cabinet and back, report by report. One that was away for longer than
 * a moment, or for a time nobody can tell, may be another one when it is back. Pure.
 */
import type { Report } from "../../protocol/report";
import { ABSENCE_S_MAX } from "./limits";

/** The AED is out of the cabinet or nobody knows, or it was at some time since. */
interface Absence {
  readonly boot: number;
  readonly upS: number;
  /** True while every report since then has arrived, so that its length can be known. */
  readonly isGapless: boolean;
}

export interface Binding {
  readonly absence: Absence | null;
  /** When an AED came back that may be another one, milliseconds since 1970. */
  readonly returnedAtMs: number | null;
  /** Removals since boot that the sensor has told of; 0 when it does not count them. */
  readonly removals: number;
}

/** The newest report before, and what it made of the binding. */
export interface BoundReport extends Binding {
  readonly boot: number;
  readonly seq: number;
}

function isFollowedBy(before: BoundReport, report: Report): boolean {
  return report.boot === before.boot && report.seq === before.seq + 1;
}

/**
 * True when the AED was taken out at a time of which no report has come: by the sensor's count, or
 * by a gap in the reports of a sensor that does not count.
 */
function hidesRemoval(before: BoundReport | undefined, report: Report): boolean {
  const isSameBoot = before?.boot === report.boot;
  const { present, removals } = report.aed;
  if (removals === undefined) return isSameBoot && !isFollowedBy(before, report);
  const known = isSameBoot ? before.removals : 0;
  const told = !before?.absence && present === false ? 1 : 0;
  return removals > known + told;
}

function absenceAfter(before: BoundReport | undefined, report: Report): Absence | null {
  const isHidden = hidesRemoval(before, report);
  if (before?.absence) {
    const isGapless = before.absence.isGapless && isFollowedBy(before, report) && !isHidden;
    return { ...before.absence, isGapless };
  }
  if (report.aed.present === true && !isHidden) return null;
  return { boot: report.boot, upS: report.upS, isGapless: !isHidden };
}

/** The binding after `report`, which is newer than the one before it. */
export function followBinding(
  before: BoundReport | undefined,
  report: Report,
  receivedAtMs: number,
): Binding {
  const absence = absenceAfter(before, report);
  const removals = report.aed.removals ?? 0;
  const returnedAtMs = before?.returnedAtMs ?? null;
  if (!absence || report.aed.present !== true) return { absence, returnedAtMs, removals };
  const isProvablyShort = absence.isGapless && report.upS - absence.upS <= ABSENCE_S_MAX;
  const atMs = isProvablyShort ? returnedAtMs : receivedAtMs;
  return { absence: null, returnedAtMs: atMs, removals };
}
