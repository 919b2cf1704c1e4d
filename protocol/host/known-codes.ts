/**
 * Reads the code words of a checked report: what this version does not know becomes "unknown"
 * (states) or `unknown-fault` (faults), never something good.
 */
import { FAULT_CODES, type FaultCode } from "../faults";
import type {
  BatteryState,
  DoorState,
  IndicatorState,
  PadsState,
  Presence,
  Report,
  SelfTestResult,
} from "../report";
import type { WireReport } from "./schemas";

const INDICATOR_STATES: readonly IndicatorState[] = ["ready", "fault", "dark", "not-sensed"];
const BATTERY_STATES: readonly BatteryState[] = ["ok", "low", "replace", "not-sensed"];
const PADS_STATES: readonly PadsState[] = ["ok", "disconnected", "not-sensed"];
const SELF_TEST_RESULTS: readonly SelfTestResult[] = ["pass", "fail", "not-sensed"];
const DOOR_STATES: readonly DoorState[] = ["open", "closed", "not-sensed"];

function known<State extends string>(states: readonly State[], word: string): State | "unknown" {
  return states.find((state) => state === word) ?? "unknown";
}

function presence(word: boolean | string): Presence {
  if (typeof word === "boolean") return word;
  return word === "not-sensed" ? "not-sensed" : "unknown";
}

function fault(word: string): FaultCode {
  return FAULT_CODES.find((code) => code === word) ?? "unknown-fault";
}

/** The report with every code word in the vocabulary of this version. */
export function withKnownCodes(report: WireReport): Report {
  const { aed, cabinet } = report;
  return {
    ...(report as Report),
    aed: {
      ...(aed as Report["aed"]),
      present: presence(aed.present),
      indicator: {
        ...(aed.indicator as Report["aed"]["indicator"]),
        state: known(INDICATOR_STATES, aed.indicator.state),
      },
      selfTest: { ...aed.selfTest, result: known(SELF_TEST_RESULTS, aed.selfTest.result) },
      battery: { ...aed.battery, state: known(BATTERY_STATES, aed.battery.state) },
      pads: { ...aed.pads, state: known(PADS_STATES, aed.pads.state) },
    },
    cabinet: { ...cabinet, door: known(DOOR_STATES, cabinet.door) },
    faults: report.faults.map(fault),
  };
}
