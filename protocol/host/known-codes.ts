/**
 * Reads the code words of a checked message: what this version does not know becomes "unknown"
 * (states), `unknown-fault` (faults) or "unknown-reason" (replies), never something good. What was
 * seen in a way this version does not know proves nothing good either.
 */
import { REPLY_REASONS, type ReplyReason } from "../commands";
import { FAULT_CODES, type FaultCode } from "../faults";
import type {
  BatteryState,
  DoorState,
  IndicatorState,
  Method,
  NodeSection,
  PadsState,
  Presence,
  Report,
  SelfTestResult,
} from "../report";
import type { WireReply, WireReport } from "./schemas";

const INDICATOR_STATES: readonly IndicatorState[] = ["ready", "fault", "dark", "not-sensed"];
const BATTERY_STATES: readonly BatteryState[] = ["ok", "low", "replace", "not-sensed"];
const PADS_STATES: readonly PadsState[] = ["ok", "disconnected", "not-sensed"];
const SELF_TEST_RESULTS: readonly SelfTestResult[] = ["pass", "fail", "not-sensed"];
const DOOR_STATES: readonly DoorState[] = ["open", "closed", "not-sensed"];
/** States that prove health, and so need a way of seeing that is known. */
const GOOD_STATES: readonly string[] = ["ready", "ok", "pass"];

const METHODS: Readonly<Record<Method, true>> = {
  "status-light": true,
  "service-chirp": true,
  "serial-status": true,
  contact: true,
};
const MODES: readonly NodeSection["mode"][] = ["trial", "safe"];
const POWERS: readonly Report["cabinet"]["power"][] = ["mains", "backup", "battery"];

function known<State extends string>(states: readonly State[], word: string): State | "unknown" {
  return states.find((state) => state === word) ?? "unknown";
}

/** A state together with the way it was seen. */
function seen<State extends string>(
  states: readonly State[],
  word: string,
  method: string | undefined,
): State | "unknown" {
  const isKnownWay = method === undefined || Object.hasOwn(METHODS, method);
  return !isKnownWay && GOOD_STATES.includes(word) ? "unknown" : known(states, word);
}

function presence(word: boolean | string): Presence {
  if (typeof word === "boolean") return word;
  return word === "not-sensed" ? "not-sensed" : "unknown";
}

function fault(word: string): FaultCode {
  return FAULT_CODES.find((code) => code === word) ?? "unknown-fault";
}

/** The words that only inform, left out where this version does not know them. */
function informing({ cabinet, node }: WireReport): Pick<Report, "cabinet" | "node"> {
  const { power, ...restOfCabinet } = cabinet;
  const { mode, ...restOfNode } = node;
  const knownPower = POWERS.find((word) => word === power);
  const knownMode = MODES.find((word) => word === mode);
  return {
    cabinet: {
      ...restOfCabinet,
      door: known(DOOR_STATES, cabinet.door),
      ...(knownPower ? { power: knownPower } : {}),
    },
    node: { ...restOfNode, ...(knownMode ? { mode: knownMode } : {}) },
  };
}

/** The report with every code word in the vocabulary of this version. */
export function withKnownCodes(report: WireReport): Report {
  const aed = report.aed as Report["aed"];
  const { indicator, selfTest, battery, pads } = report.aed;
  return {
    ...(report as Report),
    aed: {
      ...aed,
      present: presence(report.aed.present),
      indicator: {
        ...aed.indicator,
        state: seen(INDICATOR_STATES, indicator.state, indicator.method),
      },
      selfTest: {
        ...aed.selfTest,
        result: seen(SELF_TEST_RESULTS, selfTest.result, selfTest.method),
      },
      battery: { ...aed.battery, state: seen(BATTERY_STATES, battery.state, battery.method) },
      pads: { ...aed.pads, state: seen(PADS_STATES, pads.state, pads.method) },
    },
    ...informing(report),
    faults: report.faults.map(fault),
  };
}

/** Why a device refused, "unknown-reason" for a word this version does not know, or for none. */
export type KnownReason = ReplyReason | "unknown-reason";

/** The reason of a refusal; null when the device did as told. */
export function reasonOfReply(reply: WireReply): KnownReason | null {
  if (reply.result === "done") return null;
  return REPLY_REASONS.find((reason) => reason === reply.reason) ?? "unknown-reason";
}
