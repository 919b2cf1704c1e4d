/** Events of a run in few words, for the stories that checkers are told. */

import type { Defect } from "../../../simulator/cabinet/defects";
import type { Violation } from "../../../simulator/check/checker";
import { bodyHash } from "../../../simulator/run/body-hash";
import type { KeptReport, Shown } from "../../../simulator/run/broker-under-test";
import type { RunEvent } from "../../../simulator/run/run-event";
import type {
  Plan,
  PlannedCabinet,
  PlannedExpectation,
  PlannedStatus,
} from "../../../simulator/scenario/plan";

export const START_MS = Date.UTC(2026, 0, 1);
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** Two intervals of 15 minutes and 90 s. */
export const EVIDENCE_MS = 2 * 15 * MINUTE_MS + 90_000;
/** One interval of 15 minutes, 90 s and 60 s. */
export const ALERT_MS = 15 * MINUTE_MS + 150_000;
/** Three intervals of 15 minutes and 90 s. */
export const CONVERGENCE_MS = 3 * 15 * MINUTE_MS + 90_000;

export function cabinet(id: string): PlannedCabinet {
  return {
    id,
    siteKo: "역",
    siteEn: "Station",
    placeKo: "입구",
    placeEn: `entrance ${id}`,
    aedModelId: "model",
    heartbeatS: 900,
    hasBackup: false,
    isOutdoors: false,
    padsExpireOn: "2028-01-01",
    batteryExpireOn: "2028-01-01",
    bodyExpireOn: "2030-01-01",
  };
}

export function plan(ids: readonly string[], expectations: PlannedExpectation[] = []): Plan {
  return {
    name: "a day",
    purpose: "to see it",
    seed: 7,
    startMs: START_MS,
    durationMs: DAY_MS,
    cabinets: ids.map(cabinet),
    steps: [],
    expectations,
  };
}

/** As the broker shows it; valid for a day unless told otherwise. */
export function shown(
  id: string,
  atMs: number,
  status: PlannedStatus | "down",
  more: Partial<Shown> & { readonly validUntilRunMs?: number } = {},
): RunEvent {
  if (status === "down") return { kind: "shown", atMs, id, shown: undefined };
  const { validUntilRunMs = atMs + DAY_MS, reasons = [], warnings = [] } = more;
  const validUntilMs = START_MS + validUntilRunMs;
  return { kind: "shown", atMs, id, shown: { status, reasons, warnings, validUntilMs } };
}

export function truth(id: string, atMs: number, ...defects: Defect[]): RunEvent {
  return { kind: "truth", atMs, id, defects };
}

export function alert(id: string, atMs: number, code: string, isOver = false): RunEvent {
  return { kind: "alert", atMs, alert: { cabinetId: id, code, isOver } };
}

export function link(id: string, atMs: number, isUp: boolean): RunEvent {
  return { kind: "link", atMs, id, isUp };
}

export function broker(atMs: number, isUp: boolean): RunEvent {
  return { kind: "broker", atMs, isUp };
}

export function published(
  id: string,
  atMs: number,
  [boot, seq]: readonly [number, number],
  isRepeated = false,
  body = "{}",
): RunEvent {
  const hash = bodyHash(body);
  return { kind: "published", atMs, id, boot, seq, why: "due", isRepeated, bodyHash: hash };
}

/** A report that a command has asked for, or so it says. */
export function reportedFor(
  id: string,
  atMs: number,
  why: string,
  options: { readonly seq: number; readonly isRepeated?: boolean },
): RunEvent {
  const { seq, isRepeated = false } = options;
  return { kind: "published", atMs, id, boot: 1, seq, why, isRepeated, bodyHash: seq };
}

export function acknowledged(
  id: string,
  atMs: number,
  [boot, seq]: readonly [number, number],
  afterMs = 40,
): RunEvent {
  return { kind: "acknowledged", atMs, id, boot, seq, afterMs };
}

export function commanded(id: string, atMs: number, n: number): RunEvent {
  return { kind: "commanded", atMs, id, n };
}

export function replied(id: string, atMs: number, n: number, result = "done"): RunEvent {
  return { kind: "replied", atMs, id, n, result };
}

export function kept(...numbers: (readonly [number, number])[]): KeptReport[] {
  return numbers.map(([boot, seq]) => ({ boot, seq, body: "{}" }));
}

interface Listening {
  observe(event: RunEvent): void;
  finish(nowMs: number): Promise<void> | void;
}

/** Tells a checker a whole run; returns what it found, each with its time. */
export async function tell(
  make: (onViolation: (violation: Violation) => void) => Listening,
  events: readonly RunEvent[],
  endMs: number,
): Promise<Violation[]> {
  const found: Violation[] = [];
  const checker = make((violation) => found.push(violation));
  for (const event of events) checker.observe(event);
  await checker.finish(endMs);
  return found;
}
