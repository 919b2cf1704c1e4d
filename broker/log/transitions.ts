/**
 * What the log says when a cabinet's status changes: each fault when it opens and when it ends,
 * and the return to ready, each once. Pure: takes what was said last and returns what to say now.
 */
import type { FaultCode } from "../../protocol/faults";
import { UNPROVEN_SETTLE_MS } from "../limits";
import type { Status } from "../readiness/status";
import {
  faultCleared,
  faultOpened,
  firstReady,
  type LogDraft,
  type Named,
  readyAgain,
} from "./log-entry";

/** What the log has said about a cabinet; kept in the store, so that a restart repeats nothing. */
export interface Logged {
  readonly openCodes: readonly FaultCode[];
  /** Unproven checks that may settle by themselves, and since when, milliseconds since 1970. */
  readonly settling: Readonly<Partial<Record<FaultCode, number>>>;
  readonly isReady: boolean;
  readonly hasBeenReady: boolean;
}

export const NOTHING_LOGGED: Logged = {
  openCodes: [],
  settling: {},
  isReady: false,
  hasBeenReady: false,
};

export interface Transition {
  readonly drafts: readonly LogDraft[];
  /** The very object that was given when nothing of it has changed. */
  readonly logged: Logged;
  /** When something that is settling will have lasted long enough to be said. */
  readonly lookAgainAtMs: number | undefined;
}

/** Codes that say the same thing in different degrees: one replaces the other without an end. */
const FAMILIES: readonly (readonly FaultCode[])[] = [
  ["door-open", "door-left-open", "door-unproven"],
  ["indicator-fault", "indicator-dark", "indicator-unproven"],
  ["battery-low", "battery-replace", "battery-unproven"],
  ["pads-disconnected", "pads-unproven"],
  ["self-test-failed", "self-test-unproven"],
  ["aed-missing", "presence-unproven"],
  ["pads-expired", "pads-date-unknown"],
  ["battery-expired", "battery-date-unknown"],
  ["body-expired", "body-date-unknown"],
];
/** While one of these stands, nothing is known about the checks below it. */
const STALE_CODES: readonly FaultCode[] = [
  "never-seen",
  "report-overdue",
  "sensor-vanished",
  "report-not-current",
  "evidence-damaged",
  "clock-doubtful",
];
const UNPROVEN_CODES: readonly FaultCode[] = [
  "presence-unproven",
  "indicator-unproven",
  "battery-unproven",
  "pads-unproven",
  "self-test-unproven",
  "door-unproven",
];
/** Said only when they last: a sensor that has just started proves nothing for some seconds. */
const SETTLING_CODES: readonly FaultCode[] = [
  "never-seen",
  "report-not-current",
  ...UNPROVEN_CODES,
];

function familyOf(code: FaultCode): readonly FaultCode[] {
  if (STALE_CODES.includes(code)) return STALE_CODES;
  return FAMILIES.find((family) => family.includes(code)) ?? [code];
}

/** The codes in force, with those that are merely hidden behind stale evidence. */
function codesInForce(status: Status, logged: Logged): FaultCode[] {
  const codes: FaultCode[] = [...status.reasons.map(({ code }) => code), ...status.warnings];
  const isStale = codes.some((code) => STALE_CODES.includes(code));
  const hidden = isStale ? logged.openCodes.filter((code) => UNPROVEN_CODES.includes(code)) : [];
  return [...new Set([...codes, ...hidden])];
}

function isSame(a: Logged, b: Logged): boolean {
  if (a.isReady !== b.isReady || a.hasBeenReady !== b.hasBeenReady) return false;
  if (a.openCodes.length !== b.openCodes.length) return false;
  const settling = Object.keys(a.settling) as FaultCode[];
  return (
    a.openCodes.every((code, index) => code === b.openCodes[index]) &&
    settling.length === Object.keys(b.settling).length &&
    settling.every((code) => a.settling[code] === b.settling[code])
  );
}

/** What to say about `status` at `nowMs` after `logged`. */
export function transition(
  about: Named,
  logged: Logged,
  now: { readonly status: Status; readonly atMs: number },
): Transition {
  const { status, atMs } = now;
  const inForce = codesInForce(status, logged);
  const settling: Partial<Record<FaultCode, number>> = {};
  const drafts: LogDraft[] = [];
  const openCodes: FaultCode[] = [];

  for (const code of inForce) {
    const isKnown = logged.openCodes.includes(code);
    const sinceMs = logged.settling[code] ?? atMs;
    if (!isKnown && SETTLING_CODES.includes(code) && atMs - sinceMs < UNPROVEN_SETTLE_MS) {
      settling[code] = sinceMs;
      continue;
    }
    openCodes.push(code);
    if (!isKnown) drafts.push(faultOpened(about, code));
  }
  for (const code of logged.openCodes) {
    const isReplaced = familyOf(code).some((relative) => inForce.includes(relative));
    if (!isReplaced) drafts.push(faultCleared(about, code));
  }
  const isReady = status.value === "ready";
  if (isReady && !logged.hasBeenReady) drafts.push(firstReady(about));
  else if (isReady && !logged.isReady) drafts.push(readyAgain(about));

  const isWarning = (code: FaultCode) => status.warnings.some((warning) => warning === code);
  const isStillSaidReady = logged.isReady && openCodes.every(isWarning);
  const sinceMs = Object.values(settling);
  const after = {
    openCodes,
    settling,
    isReady: isReady || isStillSaidReady,
    hasBeenReady: logged.hasBeenReady || isReady,
  };
  return {
    drafts,
    logged: isSame(logged, after) ? logged : after,
    lookAgainAtMs: sinceMs.length > 0 ? Math.min(...sinceMs) + UNPROVEN_SETTLE_MS : undefined,
  };
}
