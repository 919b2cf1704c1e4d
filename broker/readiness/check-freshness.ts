/**
 * Whether the newest report may still speak for the present. Its age counts by the broker's clock;
 * a last will only shortens it; a clock that fell back makes every age doubtful.
 */
import type { UnknownFaultCode } from "../../protocol/faults";
import type { Facts } from "./facts";
import type { Finding, Judged } from "./finding";
import { FUTURE_MS_MAX } from "./limits";
import type { Situation } from "./situation";

function staleness(facts: Facts | undefined, situation: Situation): UnknownFaultCode | undefined {
  const { nowMs } = situation;
  if (situation.isDamaged) return "evidence-damaged";
  if (!facts) return "never-seen";
  if (situation.isClockDoubtful || facts.receivedAtMs > nowMs + FUTURE_MS_MAX)
    return "clock-doubtful";
  // Who knows what happened, and for how long, while nobody listened.
  if (situation.isFromEarlierRun) {
    return nowMs >= facts.deadlineMs ? "report-overdue" : "report-not-current";
  }
  if (facts.willDeadlineMs !== null && nowMs >= facts.willDeadlineMs) return "sensor-vanished";
  if (!facts.isCurrent) return "report-not-current";
  return nowMs >= facts.deadlineMs ? "report-overdue" : undefined;
}

function isSimulatedInService({ facts, rules, isSimulation }: Situation): boolean {
  return !isSimulation && (rules.isSimulated || facts?.isSimulated === true);
}

/** `isFresh` is true when what the newest report says still counts. */
export function freshness(situation: Situation): Judged & { readonly isFresh: boolean } {
  const { facts } = situation;
  const at = facts ? Math.floor(facts.receivedAtMs / 1000) : null;
  const unknown = (code: UnknownFaultCode, value: string): Finding => {
    return { severity: "unknown", code, check: "report", method: "broker", at, value };
  };
  const stale = staleness(facts, situation);
  const newest = facts ? `boot ${facts.boot}, report ${facts.seq}` : "no report";
  const findings = stale ? [unknown(stale, newest)] : [];
  if (isSimulatedInService(situation)) findings.push(unknown("simulated-in-service", "simulated"));
  if (!facts) return { findings, changesAtMs: [], isFresh: false };
  const willMs = facts.willDeadlineMs === null ? [] : [facts.willDeadlineMs];
  const futureMs = facts.receivedAtMs - FUTURE_MS_MAX;
  const changesAtMs = [facts.deadlineMs, futureMs, ...willMs];
  return { findings, changesAtMs, isFresh: stale === undefined };
}
