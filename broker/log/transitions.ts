/**
 * What the log says when a cabinet's status changes: each fault when it opens and when it ends,
 * and the return to ready, each once. Pure: takes what was said last and returns what to say now.
 */
import type { FaultCode } from "../../protocol/faults";
import { AED_RETURN_SETTLE_MS, UNPROVEN_SETTLE_MS } from "../limits";
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
  /** When an AED came back whose readings are still settling, milliseconds since 1970. */
  readonly returnedAtMs: number | null;
  /** The newest act of a technician that was told. */
  readonly actRow: number;
}

export const NOTHING_LOGGED: Logged = {
  openCodes: [],
  settling: {},
  isReady: false,
  hasBeenReady: false,
  returnedAtMs: null,
  actRow: 0,
};

/** What the log is to say something about. */
export interface Moment {
  readonly status: Status;
  readonly atMs: number;
  /** Until when silence may be this server's own, milliseconds since 1970. */
  readonly silenceHeldUntilMs?: number | undefined;
}

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
const AED_CHECK_CODES: readonly FaultCode[] = [
  "indicator-unproven",
  "battery-unproven",
  "pads-unproven",
  "self-test-unproven",
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
/** The same silence in other words: only the reason of a status tells them apart. */
const SILENT_CODES: readonly FaultCode[] = ["report-overdue", "sensor-vanished"];
/** Not said of a server that was off itself, until its sensors had time to come back. */
const HELD_CODES: readonly FaultCode[] = [...SILENT_CODES, "never-seen", "report-not-current"];
/** About the AED itself: an AED that is away says nothing, and one put back says it late. */
const AED_CODES: readonly FaultCode[] = FAMILIES.filter((family) => {
  return AED_CHECK_CODES.some((code) => family.includes(code));
}).flat();
/** About the registration, which a damaged one cannot tell. */
const DATE_CODES: readonly FaultCode[] = [
  "pads-date-unknown",
  "battery-date-unknown",
  "body-date-unknown",
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
  if (a.returnedAtMs !== b.returnedAtMs || a.actRow !== b.actRow) return false;
  if (a.openCodes.length !== b.openCodes.length) return false;
  const settling = Object.keys(a.settling) as FaultCode[];
  return (
    a.openCodes.every((code, index) => code === b.openCodes[index]) &&
    settling.length === Object.keys(b.settling).length &&
    settling.every((code) => a.settling[code] === b.settling[code])
  );
}

/** When the AED came back, while its readings are still settling. */
function returnAfter(logged: Logged, codes: readonly FaultCode[], atMs: number): number | null {
  if (codes.includes("aed-missing")) return null;
  if (logged.openCodes.includes("aed-missing")) return atMs;
  const { returnedAtMs } = logged;
  return returnedAtMs !== null && atMs < returnedAtMs + AED_RETURN_SETTLE_MS ? returnedAtMs : null;
}

/** Codes of which nothing is to be said now: they neither open nor end. */
function mutedCodes(
  codes: readonly FaultCode[],
  returnedAtMs: number | null,
  { atMs, silenceHeldUntilMs = atMs }: Moment,
): FaultCode[] {
  const isAedUnsettled = codes.includes("aed-missing") || returnedAtMs !== null;
  return [
    ...(isAedUnsettled ? AED_CODES : []),
    ...(codes.includes("evidence-damaged") ? DATE_CODES : []),
    ...(atMs < silenceHeldUntilMs ? HELD_CODES : []),
  ];
}

function isAlreadyOpen(logged: Logged, code: FaultCode): boolean {
  const same = SILENT_CODES.includes(code) ? SILENT_CODES : [code];
  return same.some((each) => logged.openCodes.includes(each));
}

interface Opening {
  readonly openCodes: readonly FaultCode[];
  readonly settling: Readonly<Partial<Record<FaultCode, number>>>;
  readonly drafts: readonly LogDraft[];
}

/** What of the codes in force is open from now on, and what opens now. */
function opening(
  about: Named,
  logged: Logged,
  now: {
    readonly inForce: readonly FaultCode[];
    readonly muted: readonly FaultCode[];
    readonly atMs: number;
  },
): Opening {
  const { inForce, muted, atMs } = now;
  const settling: Partial<Record<FaultCode, number>> = {};
  const drafts: LogDraft[] = [];
  const openCodes: FaultCode[] = [];
  for (const code of inForce) {
    const isKnown = isAlreadyOpen(logged, code);
    if (!isKnown && muted.includes(code)) continue;
    const sinceMs = logged.settling[code] ?? atMs;
    if (!isKnown && SETTLING_CODES.includes(code) && atMs - sinceMs < UNPROVEN_SETTLE_MS) {
      settling[code] = sinceMs;
      continue;
    }
    openCodes.push(code);
    if (!isKnown) drafts.push(faultOpened(about, code));
  }
  // What cannot be told now stays as it was last told.
  const kept = logged.openCodes.filter((code) => muted.includes(code) && AED_CODES.includes(code));
  return { openCodes: [...new Set([...openCodes, ...kept])], settling, drafts };
}

/** When the answer for the log changes without news; undefined when it does not. */
function nextLookMs(after: Logged, silenceHeldUntilMs: number, atMs: number): number | undefined {
  const timesMs = Object.values(after.settling).map((sinceMs) => sinceMs + UNPROVEN_SETTLE_MS);
  if (after.returnedAtMs !== null) timesMs.push(after.returnedAtMs + AED_RETURN_SETTLE_MS);
  if (silenceHeldUntilMs > atMs) timesMs.push(silenceHeldUntilMs);
  return timesMs.length > 0 ? Math.min(...timesMs) : undefined;
}

/** What to say at a moment after `logged`: what has ended first, then what has begun. */
export function transition(about: Named, logged: Logged, moment: Moment): Transition {
  const { status, atMs, silenceHeldUntilMs = atMs } = moment;
  const inForce = codesInForce(status, logged);
  const returnedAtMs = returnAfter(logged, inForce, atMs);
  const muted = mutedCodes(inForce, returnedAtMs, moment);
  const opened = opening(about, logged, { inForce, muted, atMs });
  const { openCodes, settling } = opened;
  const ended = logged.openCodes.filter((code) => {
    if (openCodes.includes(code)) return false;
    return !familyOf(code).some((relative) => inForce.includes(relative));
  });
  const drafts = [...ended.map((code) => faultCleared(about, code)), ...opened.drafts];
  const isReady = status.value === "ready";
  if (isReady && !logged.hasBeenReady) drafts.push(firstReady(about));
  else if (isReady && !logged.isReady) drafts.push(readyAgain(about));

  const isWarning = (code: FaultCode) => status.warnings.some((warning) => warning === code);
  const isStillSaidReady = logged.isReady && openCodes.every(isWarning);
  const after = {
    ...logged,
    openCodes,
    settling,
    isReady: isReady || isStillSaidReady,
    hasBeenReady: logged.hasBeenReady || isReady,
    returnedAtMs,
  };
  return {
    drafts,
    logged: isSame(logged, after) ? logged : after,
    lookAgainAtMs: nextLookMs(after, silenceHeldUntilMs, atMs),
  };
}
