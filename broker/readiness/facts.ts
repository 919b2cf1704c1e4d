/**
 * What the accepted reports of one cabinet add up to. Bad evidence latches from any accepted
 * report, late ones too; only a newer report that is current evidence clears it. Pure: `facts` in,
 * `facts` out; plain JSON, so that the store can keep it.
 */
import {
  ACTION_FAULT_CODES,
  type ActionFaultCode,
  DEVICE_FAULT_CODES,
  type DeviceFaultCode,
} from "../../protocol/faults";
import { REPORT_TIME_TOLERANCE_S } from "../../protocol/limits";
import type { Report } from "../../protocol/report";
import { type Binding, followBinding } from "./binding";
import { SENSED_CHECKS, type SensedCheck } from "./cabinet-rules";
import { REPORT_GRACE_S, WILL_GRACE_S } from "./limits";
import { type Observation, type Observations, observationsOf } from "./observations";

/** Bad evidence that stands until newer good evidence for the same check arrives. */
export interface BadEvidence {
  readonly code: ActionFaultCode;
  readonly observation: Observation;
  /** When the broker first heard of it, milliseconds since 1970. */
  readonly sinceMs: number;
}

export interface Facts extends Binding {
  /** The newest accepted report. */
  readonly boot: number;
  readonly seq: number;
  readonly receivedAtMs: number;
  /** True when that report is current evidence, not history. */
  readonly isCurrent: boolean;
  /** Until when its evidence holds, milliseconds since 1970. */
  readonly deadlineMs: number;
  readonly isSimulated: boolean;
  readonly seen: Observations;
  readonly bad: Readonly<Partial<Record<SensedCheck, BadEvidence>>>;
  readonly badFaults: readonly BadEvidence[];
  readonly warnings: readonly DeviceFaultCode[];
  /** Until when a sensor that vanished may come back, milliseconds since 1970. */
  readonly willDeadlineMs: number | null;
}

/** True when (boot, seq) of `a` comes after that of `b`. */
export function isNewer(
  a: { readonly boot: number; readonly seq: number },
  b: { readonly boot: number; readonly seq: number },
): boolean {
  return a.boot > b.boot || (a.boot === b.boot && a.seq > b.seq);
}

/**
 * Current evidence: the device has not restarted since, knows the time, and its time and the
 * broker's agree.
 */
function isCurrentEvidence(report: Report, receivedAtMs: number, linkBoot: number): boolean {
  if (report.boot !== linkBoot) return false;
  if (report.clock !== "synced") return false;
  return Math.abs(report.at - receivedAtMs / 1000) <= REPORT_TIME_TOLERANCE_S;
}

/** The bad evidence for one check after an observation of it. */
export function latched(
  before: BadEvidence | undefined,
  observation: Observation,
  when: When,
): BadEvidence | undefined {
  const { proves } = observation;
  if (proves === "good") return when.isCurrent ? undefined : before;
  if (proves === null) return before;
  const sinceMs = before?.code === proves ? before.sinceMs : when.receivedAtMs;
  return { code: proves, observation, sinceMs };
}

function isDeviceFault(code: string): code is DeviceFaultCode {
  return (DEVICE_FAULT_CODES as readonly string[]).includes(code);
}

/** Faults that the device names and that are not about itself; a strange one is unknown-fault. */
function namedFaults(report: Report): ActionFaultCode[] {
  const codes = report.faults.filter((code) => !isDeviceFault(code));
  return codes.map((code) => ACTION_FAULT_CODES.find((known) => known === code) ?? "unknown-fault");
}

/** An AED that is heard no more may have lost its voice: only a person says that it is well. */
export const HEARD: ActionFaultCode = "service-chirp-heard";

/** The named faults in force after a report. */
export function latchedFaults(
  before: readonly BadEvidence[],
  report: Report,
  when: When,
): BadEvidence[] {
  const named = [...new Set(namedFaults(report))].map((code): BadEvidence => {
    const known = before.find((fault) => fault.code === code);
    const method = report.simulated ? "simulated" : "sensor";
    const observation: Observation = { value: code, method, at: report.at, proves: code };
    return { code, observation, sinceMs: known?.sinceMs ?? when.receivedAtMs };
  });
  const unnamed = before.filter(({ code }) => !named.some((fault) => fault.code === code));
  return [...named, ...unnamed.filter(({ code }) => !when.isCurrent || code === HEARD)];
}

/** Whether a report is current evidence, and when it came. */
export interface When {
  readonly isCurrent: boolean;
  readonly receivedAtMs: number;
}

function latchedChecks(before: Facts["bad"], seen: Observations, when: When): Facts["bad"] {
  const after: Partial<Record<SensedCheck, BadEvidence>> = {};
  for (const check of SENSED_CHECKS) {
    const bad = latched(before[check], seen[check], when);
    if (bad) after[check] = bad;
  }
  return after;
}

/**
 * The facts after `report`, which the caller has verified and found newer than the last one.
 * `receivedAtMs` is the broker's wall clock, `linkBoot` the boot of the session it came over: a
 * report that was kept over a restart tells what was before it.
 */
export function applyReport(
  facts: Facts | undefined,
  report: Report,
  receivedAtMs: number,
  linkBoot: number = report.boot,
): Facts {
  const isCurrent = isCurrentEvidence(report, receivedAtMs, linkBoot);
  const when = { isCurrent, receivedAtMs };
  const seen = observationsOf(report);
  const sinceMs = Math.min(report.at * 1000, receivedAtMs);
  return {
    boot: report.boot,
    seq: report.seq,
    receivedAtMs,
    isCurrent,
    deadlineMs: sinceMs + (report.dueS + REPORT_GRACE_S) * 1000,
    isSimulated: report.simulated === true,
    seen,
    bad: latchedChecks(facts?.bad ?? {}, seen, when),
    badFaults: latchedFaults(facts?.badFaults ?? [], report, when),
    warnings: report.faults.filter(isDeviceFault),
    ...followBinding(facts, report, receivedAtMs),
    willDeadlineMs: null,
  };
}

/** The facts after a verified will of the current connection: less time, and nothing else. */
export function applyWill(facts: Facts, receivedAtMs: number): Facts {
  return { ...facts, willDeadlineMs: receivedAtMs + WILL_GRACE_S * 1000 };
}
