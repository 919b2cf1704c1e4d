/**
 * What a report changes that comes after newer ones and was never stored: bad evidence latches
 * unless newer evidence shows the contrary, and nothing else. Pure.
 */
import type { Report } from "../../protocol/report";
import type { Binding } from "./binding";
import { SENSED_CHECKS, type SensedCheck } from "./cabinet-rules";
import { type BadEvidence, type Facts, latched, latchedFaults } from "./facts";
import { observationsOf } from "./observations";

function lateChecks(facts: Facts, report: Report, receivedAtMs: number): Facts["bad"] {
  const seen = observationsOf(report);
  const bad: Partial<Record<SensedCheck, BadEvidence>> = { ...facts.bad };
  for (const check of SENSED_CHECKS) {
    const isShownGood = facts.isCurrent && facts.seen[check].proves === "good";
    if (bad[check] || isShownGood) continue;
    const late = latched(undefined, seen[check], { isCurrent: false, receivedAtMs });
    if (late) bad[check] = late;
  }
  return bad;
}

function lateFaults(facts: Facts, report: Report, receivedAtMs: number): readonly BadEvidence[] {
  // A newer current report names all there is.
  if (facts.isCurrent) return facts.badFaults;
  const late = latchedFaults([], report, { isCurrent: false, receivedAtMs });
  const isKnown = ({ code }: BadEvidence) => facts.badFaults.some((fault) => fault.code === code);
  return [...facts.badFaults, ...late.filter((fault) => !isKnown(fault))];
}

/** An AED that was out, or that nobody knows of, may be another one since. */
function lateBinding(facts: Facts, { boot, aed }: Report): Binding {
  const { absence, returnedAtMs, removals } = facts;
  // The newest report of this boot counts every removal before it, and was judged by that.
  const isCounted = boot === facts.boot && aed.removals !== undefined;
  const wasAway = !isCounted && (aed.present !== true || (aed.removals ?? 0) > 0);
  if (!wasAway) return { absence, returnedAtMs, removals };
  if (absence) return { absence: { ...absence, isGapless: false }, returnedAtMs, removals };
  // It was back when the newest report came, at the latest.
  return { absence, returnedAtMs: Math.max(returnedAtMs ?? 0, facts.receivedAtMs), removals };
}

/** The facts after `report`, which is verified, and not newer than what `facts` are made of. */
export function applyLateReport(facts: Facts, report: Report, receivedAtMs: number): Facts {
  return {
    ...facts,
    bad: lateChecks(facts, report, receivedAtMs),
    badFaults: lateFaults(facts, report, receivedAtMs),
    ...lateBinding(facts, report),
  };
}
