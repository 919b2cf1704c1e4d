/** The guards that keep a defective AED from being shown as ready (design, section 2). */
import type { Guard } from "./guard";

const FACTS = "broker/readiness/facts.ts";
const OBSERVATIONS = "broker/readiness/observations.ts";
const FRESHNESS = "broker/readiness/check-freshness.ts";
const BINDING = "broker/readiness/check-binding.ts";
const FOLLOW = "broker/readiness/binding.ts";
const DATES = "broker/readiness/check-dates.ts";
const SENSED = "broker/readiness/check-sensed.ts";
const STATUS = "broker/readiness/status.ts";
const CALENDAR = "broker/readiness/calendar.ts";
const tests = ["tests/broker/readiness"];

export const READINESS_GUARDS: readonly Guard[] = [
  {
    promise: "a report of a device that does not know the time is history",
    file: FACTS,
    find: 'if (report.clock !== "synced") return false;',
    replace: "",
    tests,
  },
  {
    promise: "a report signed too long ago, or ahead of time, is history",
    file: FACTS,
    find: "return Math.abs(report.at - receivedAtMs / 1000) <= REPORT_TIME_TOLERANCE_S;",
    replace: "return true;",
    tests,
  },
  {
    promise: "late good evidence does not clear what is bad",
    file: FACTS,
    find: 'if (proves === "good") return when.isCurrent ? undefined : before;',
    replace: 'if (proves === "good") return undefined;',
    tests,
  },
  {
    promise: "evidence that proves nothing does not clear what is bad",
    file: FACTS,
    find: "if (proves === null) return before;",
    replace: "if (proves === null) return undefined;",
    tests,
  },
  {
    promise: "a late report does not clear a fault that the device named",
    file: FACTS,
    find: "!when.isCurrent || code === HEARD",
    replace: "code === HEARD",
    tests,
  },
  {
    promise: "a fault this version does not know needs action",
    file: FACTS,
    find: '?? "unknown-fault"',
    replace: '?? "door-open"',
    tests,
  },
  {
    promise: "an absence across a restart or a gap is never provably short",
    file: FOLLOW,
    find: "absence.isGapless && report.upS - absence.upS <= ABSENCE_S_MAX",
    replace: "report.upS - absence.upS <= ABSENCE_S_MAX",
    tests,
  },
  {
    promise: "an AED away for long may be another one",
    file: FOLLOW,
    find: "absence.isGapless && report.upS - absence.upS <= ABSENCE_S_MAX",
    replace: "absence.isGapless",
    tests,
  },
  {
    promise: "a removal that no report told of unbinds the AED",
    file: FOLLOW,
    find: "return removals > known + told;",
    replace: "return false;",
    tests,
  },
  {
    promise: "a gap unbinds the AED of a sensor that does not count removals",
    file: FOLLOW,
    find: "return isSameBoot && !isFollowedBy(before, report);",
    replace: "return false;",
    tests,
  },
  {
    promise: "a hidden removal makes the length of an absence unknown",
    file: FOLLOW,
    find: "isFollowedBy(before, report) && !isHidden;",
    replace: "isFollowedBy(before, report);",
    tests,
  },
  {
    promise: "an indicator that does not say when it was seen proves nothing",
    file: OBSERVATIONS,
    find: "return at !== undefined && at <= report.at + 1 && report.at - at <= ageS;",
    replace: "return at === undefined || report.at - at <= ageS;",
    tests,
  },
  {
    promise: "the age of a report counts from the earlier of both clocks",
    file: FACTS,
    find: "const sinceMs = Math.min(report.at * 1000, receivedAtMs);",
    replace: "const sinceMs = Math.max(report.at * 1000, receivedAtMs);",
    tests,
  },
  {
    promise: "an indicator seen long before the report proves nothing",
    file: OBSERVATIONS,
    find: 'proves: seen.isOld && proof === "good" ? null : proof,',
    replace: "proves: proof,",
    tests,
  },
  {
    promise: "a word that is not listed proves nothing",
    file: OBSERVATIONS,
    find: "const proof = PROOFS[check][seen.value] ?? null;",
    replace: 'const proof = PROOFS[check][seen.value] ?? "good";',
    tests,
  },
  {
    promise: "a cabinet that never reported is unknown",
    file: FRESHNESS,
    find: "if (!facts) return { findings, changesAtMs: [], isFresh: false };",
    replace: "if (!facts) return { findings: [], changesAtMs: [], isFresh: true };",
    tests,
  },
  {
    promise: "a clock that fell back, or evidence from the future, makes everything doubtful",
    file: FRESHNESS,
    find: 'return "clock-doubtful";',
    replace: "return undefined;",
    tests,
  },
  {
    promise: "a sensor that vanished loses its say after the grace",
    file: FRESHNESS,
    find: 'return "sensor-vanished";',
    replace: "return undefined;",
    tests,
  },
  {
    promise: "history is no evidence of the present",
    file: FRESHNESS,
    find: 'return "report-not-current";',
    replace: "return undefined;",
    tests,
  },
  {
    promise: "silence ends readiness at the deadline",
    file: FRESHNESS,
    find: 'return nowMs >= facts.deadlineMs ? "report-overdue" : undefined;',
    replace: "return undefined;",
    tests,
  },
  {
    promise: "simulated cabinets are not ready for a broker in service",
    file: FRESHNESS,
    find: "return !isSimulation && (",
    replace: "return false && (",
    tests,
  },
  {
    promise: "an AED that came back is not ready before it is confirmed",
    file: BINDING,
    find: "if (returnedAtMs === null) return { findings: [], changesAtMs: [] };",
    replace: "if (returnedAtMs !== undefined) return { findings: [], changesAtMs: [] };",
    tests,
  },
  {
    promise: "a confirmation from before the return confirms nothing",
    file: BINDING,
    find: "confirmedAtMs > returnedAtMs &&",
    replace: "confirmedAtMs > 0 &&",
    tests,
  },
  {
    promise: "a date nobody knows is not a good one",
    file: DATES,
    find: "findings.push(unknownDate(part));",
    replace: "",
    tests,
  },
  {
    promise: "a part is good to the end of its last day, and not longer",
    file: DATES,
    find: "if (nowMs >= endMs) findings",
    replace: "if (nowMs >= endMs + 1) findings",
    tests,
  },
  {
    promise: "the end of a last good day ends the validity of the answer",
    file: DATES,
    find: "changesAtMs.push(endMs);",
    replace: "",
    tests,
  },
  {
    promise: "the day ends in the site's own time zone",
    file: CALENDAR,
    find: "const options = { timeZone, year",
    replace: 'const options = { timeZone: "UTC", year',
    tests,
  },
  {
    promise: "bad evidence counts however old it is",
    file: SENSED,
    find: "if (bad) findings.push(badFinding(check, bad, nowMs));",
    replace: "if (bad && isFresh) findings.push(badFinding(check, bad, nowMs));",
    tests,
  },
  {
    promise: "a required check without proof makes it unknown",
    file: SENSED,
    find: "if (unproven) findings.push(unproven);",
    replace: "",
    tests,
  },
  {
    promise: "faults that the sensor names need action",
    file: SENSED,
    find: "for (const fault of facts.badFaults)",
    replace: "for (const fault of facts.badFaults.slice(1))",
    tests,
  },
  {
    promise: "without fresh evidence nothing is ready",
    file: STATUS,
    find: "if (fresh.isFresh && reasons.length === 0)",
    replace: "if (actions.length === 0)",
    tests,
  },
  {
    promise: "what is bad makes it an action",
    file: STATUS,
    find: "if (actions.length > 0) return",
    replace: "if (actions.length > 99) return",
    tests,
  },
];
