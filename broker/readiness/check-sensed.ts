/**
 * What the sensor saw: presence, indicator, door, pads, battery, self-test, and the faults it
 * names. Latched bad evidence counts however old it is; good evidence only while it is fresh.
 */
import type { UnknownFaultCode } from "../../protocol/faults";
import {
  type CabinetRules,
  CHECKS_ALWAYS_REQUIRED,
  SENSED_CHECKS,
  type SensedCheck,
} from "./cabinet-rules";
import { type BadEvidence, type Facts, HEARD } from "./facts";
import type { Finding, Judged } from "./finding";
import { DOOR_LEFT_OPEN_S } from "./limits";
import type { Situation } from "./situation";

const UNPROVEN: Readonly<Record<SensedCheck, UnknownFaultCode>> = {
  presence: "presence-unproven",
  indicator: "indicator-unproven",
  door: "door-unproven",
  pads: "pads-unproven",
  battery: "battery-unproven",
  "self-test": "self-test-unproven",
};

function doorLeftOpenMs(bad: BadEvidence): number {
  return bad.sinceMs + DOOR_LEFT_OPEN_S * 1000;
}

function badFinding(check: string, bad: BadEvidence, nowMs: number): Finding {
  const { value, method, at } = bad.observation;
  const isLeftOpen = bad.code === "door-open" && nowMs >= doorLeftOpenMs(bad);
  const code = isLeftOpen ? "door-left-open" : bad.code;
  return { severity: "action", code, check, method, at: at || null, value };
}

function isRequired(check: SensedCheck, rules: CabinetRules): boolean {
  return CHECKS_ALWAYS_REQUIRED.includes(check) || rules.requiredChecks.includes(check);
}

/** Finding about one check of fresh facts that shows nothing bad; undefined when it is good. */
function unprovenFinding(check: SensedCheck, facts: Facts): Finding | undefined {
  const { proves, value, method, at } = facts.seen[check];
  if (proves === "good") return undefined;
  return { severity: "unknown", code: UNPROVEN[check], check, method, at: at || null, value };
}

/** What was heard and not since, until somebody has confirmed that the AED is well. */
function isSettled(fault: BadEvidence, rules: CabinetRules, nowMs: number): boolean {
  if (fault.code !== HEARD) return false;
  const { confirmedAtMs } = rules;
  const heardMs = Math.max(fault.sinceMs, fault.observation.at * 1000);
  return confirmedAtMs !== null && confirmedAtMs > heardMs && confirmedAtMs <= nowMs;
}

/** Judges what was sensed; `isFresh` tells whether good evidence still counts. */
export function sensedFindings(
  situation: Pick<Situation, "facts" | "rules" | "nowMs">,
  isFresh: boolean,
): Judged {
  const { facts, rules, nowMs } = situation;
  if (!facts) return { findings: [], changesAtMs: [] };
  const findings: Finding[] = [];
  for (const check of SENSED_CHECKS) {
    const bad = facts.bad[check];
    if (bad) findings.push(badFinding(check, bad, nowMs));
    else if (isFresh && isRequired(check, rules)) {
      const unproven = unprovenFinding(check, facts);
      if (unproven) findings.push(unproven);
    }
  }
  for (const fault of facts.badFaults) {
    if (!isSettled(fault, rules, nowMs)) findings.push(badFinding("sensor", fault, nowMs));
  }
  const { door } = facts.bad;
  return { findings, changesAtMs: door ? [doorLeftOpenMs(door)] : [] };
}
