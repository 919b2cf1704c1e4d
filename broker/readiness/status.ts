/**
 * The answer to the only question that matters: would this AED work right now? A pure function of
 * facts, registration and time whose default is "unknown". Bad evidence makes it "action"; a
 * required check without fresh, positive evidence makes it "unknown"; only otherwise "ready".
 */
import type { DeviceFaultCode, FaultCode } from "../../protocol/faults";
import { bindingFindings } from "./check-binding";
import { dateFindings } from "./check-dates";
import { freshness } from "./check-freshness";
import { sensedFindings } from "./check-sensed";
import type { Finding } from "./finding";
import { VALIDITY_MS_MAX } from "./limits";
import type { Situation } from "./situation";

export type StatusValue = "ready" | "action" | "unknown";

/** One reason why an AED is not ready, with the evidence behind it. */
export interface Reason {
  readonly code: FaultCode;
  readonly check: string;
  /** How it was observed: status-light, contact, sensor, date, human, simulated, broker. */
  readonly method: string;
  /** When it was observed, seconds since 1970; null when nothing was. */
  readonly at: number | null;
  readonly value: string;
}

export interface Status {
  readonly value: StatusValue;
  /** Bad evidence first, then missing evidence; empty only for "ready". */
  readonly reasons: readonly Reason[];
  /** Faults of the sensor itself that leave its evidence valid. */
  readonly warnings: readonly DeviceFaultCode[];
  /** The answer must not be shown as current after this, milliseconds since 1970. */
  readonly validUntilMs: number;
}

function reasonsOf(findings: readonly Finding[], severity: Finding["severity"]): Reason[] {
  const reasons: Reason[] = [];
  for (const { severity: own, code, check, method, at, value } of findings) {
    if (own === severity) reasons.push({ code, check, method, at, value });
  }
  return reasons;
}

/** The status of a cabinet in a situation. */
export function status(situation: Situation): Status {
  const { facts, nowMs } = situation;
  const fresh = freshness(situation);
  const judged = [
    fresh,
    sensedFindings(situation, fresh.isFresh),
    bindingFindings(situation),
    dateFindings(situation),
  ];
  const findings = judged.flatMap((part) => part.findings);
  const actions = reasonsOf(findings, "action");
  const unknowns = reasonsOf(findings, "unknown");
  const changesMs = judged.flatMap((part) => part.changesAtMs).filter((atMs) => atMs > nowMs);
  const warnings = facts?.warnings ?? [];
  const reasons = [...actions, ...unknowns];
  const validUntilMs = Math.min(...changesMs, nowMs + VALIDITY_MS_MAX);
  if (actions.length > 0) return { value: "action", reasons, warnings, validUntilMs };
  if (fresh.isFresh && reasons.length === 0)
    return { value: "ready", reasons, warnings, validUntilMs };
  return { value: "unknown", reasons, warnings, validUntilMs };
}
