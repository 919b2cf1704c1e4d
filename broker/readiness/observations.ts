/**
 * Reads a report into one observation per check: the value, how it was seen, and what it proves.
 * Only words that are listed here prove anything; every other word proves nothing.
 */
import type { ActionFaultCode } from "../../protocol/faults";
import type { Report } from "../../protocol/report";
import type { SensedCheck } from "./cabinet-rules";
import { INDICATOR_AGE_S_MAX, SELF_TEST_AGE_S_MAX } from "./limits";

export interface Observation {
  readonly value: string;
  readonly method: string;
  /** When the device saw it by its own clock, seconds since 1970; 0 when it could not tell. */
  readonly at: number;
  /** The fault it proves, "good" when it proves health, or nothing at all. */
  readonly proves: ActionFaultCode | "good" | null;
}

export type Observations = Readonly<Record<SensedCheck, Observation>>;

/** What each value of each check proves; a value that is not listed proves nothing. */
const PROOFS: Readonly<Record<SensedCheck, Readonly<Record<string, ActionFaultCode | "good">>>> = {
  presence: { true: "good", false: "aed-missing" },
  indicator: { ready: "good", fault: "indicator-fault", dark: "indicator-dark" },
  door: { closed: "good", open: "door-open" },
  pads: { ok: "good", disconnected: "pads-disconnected" },
  battery: { ok: "good", low: "battery-low", replace: "battery-replace" },
  "self-test": { pass: "good", fail: "self-test-failed" },
};

interface Seen {
  readonly value: string;
  readonly method?: string | undefined;
  readonly at?: number | undefined;
  /** True when it was seen too long before the report to prove health. */
  readonly isOld?: boolean;
}

function observe(check: SensedCheck, seen: Seen, report: Report): Observation {
  const proof = PROOFS[check][seen.value] ?? null;
  return {
    value: seen.value,
    method: report.simulated ? "simulated" : (seen.method ?? "contact"),
    at: seen.at ?? report.at,
    proves: seen.isOld && proof === "good" ? null : proof,
  };
}

/** True when something was seen at most `ageS` before the report, and not after it. */
function isRecent(report: Report, at: number | undefined, ageS: number): boolean {
  return at !== undefined && at <= report.at + 1 && report.at - at <= ageS;
}

/** What `report` says about each check. */
export function observationsOf(report: Report): Observations {
  const { aed, cabinet } = report;
  const light = aed.indicator.method ?? "status-light";
  const of = (check: SensedCheck, seen: Seen) => observe(check, seen, report);
  return {
    presence: of("presence", { value: String(aed.present) }),
    indicator: of("indicator", {
      value: aed.indicator.state,
      method: light,
      at: aed.indicator.at,
      isOld: !isRecent(report, aed.indicator.at, INDICATOR_AGE_S_MAX),
    }),
    door: of("door", { value: cabinet.door }),
    pads: of("pads", { value: aed.pads.state, method: aed.pads.method }),
    battery: of("battery", { value: aed.battery.state, method: aed.battery.method ?? light }),
    "self-test": of("self-test", {
      value: aed.selfTest.result,
      method: aed.selfTest.method ?? light,
      at: aed.selfTest.at,
      isOld: !isRecent(report, aed.selfTest.at, SELF_TEST_AGE_S_MAX),
    }),
  };
}
