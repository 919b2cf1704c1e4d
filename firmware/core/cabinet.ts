/**
 * What the sensor knows of its cabinet, and what counts as a change worth a report. Findings of
 * the drivers go in; the sections of a report come out. Pure: no pins, no clock.
 *
 * Several sources may see the same check. What each of them saw is kept apart, and told is the
 * worst of it: bad evidence of one source is never outvoted by another.
 *
 * An AED that is not in its place cannot be read: whatever its light sensor, its status port and
 * pads contact see then is "unknown", never the value of the AED that was there before.
 */
import type { FaultCode } from "../../protocol/faults";
import type {
  BatteryState,
  DoorState,
  IndicatorState,
  Method,
  PadsState,
  Presence,
  ReportCause,
  SelfTestResult,
} from "../../protocol/report";

/** One thing a driver has found out; states are as observed now. */
export type CabinetEvent =
  | { readonly kind: "door"; readonly door: DoorState }
  | { readonly kind: "presence"; readonly present: Presence }
  | { readonly kind: "pads"; readonly pads: PadsState }
  | {
      readonly kind: "indicator";
      readonly indicator: IndicatorState;
      readonly battery: BatteryState;
      readonly method: Method;
      /** When the light last confirmed the state, in seconds since boot. */
      readonly confirmedS: number | undefined;
    }
  | {
      readonly kind: "serial";
      readonly indicator: IndicatorState;
      readonly battery: BatteryState;
      readonly percent: number | undefined;
      readonly pads: PadsState;
      readonly selfTest: SelfTestResult;
      /** When that self-test was, in seconds since boot; below 0 before it. */
      readonly selfTestS: number | undefined;
      readonly confirmedS: number | undefined;
      readonly isLapsed: boolean;
    }
  | { readonly kind: "chirp"; readonly isHeard: boolean }
  | {
      readonly kind: "climate";
      readonly temperatureC: number | undefined;
      readonly humidityPercent: number | undefined;
      readonly isProven: boolean;
    }
  | {
      readonly kind: "supply";
      readonly supplyMv: number | undefined;
      readonly state: "ok" | "low" | "unknown";
    };

/**
 * What each source has seen, side by side: the light sensor, the contact of the pads, the AED's
 * status port, the microphone, and the sensors of climate and supply. What no source has spoken of
 * is left out, which takes no memory.
 */
export interface CabinetState {
  readonly door: DoorState;
  readonly present: Presence;
  /** How often the AED went, or was found to be away. */
  readonly removals: number;
  readonly light?: IndicatorState;
  readonly lightBattery?: BatteryState;
  readonly lightS?: number | undefined;
  readonly padsContact?: PadsState;
  readonly portIndicator?: IndicatorState;
  readonly portBattery?: BatteryState;
  readonly portPads?: PadsState;
  readonly portS?: number | undefined;
  readonly percent?: number | undefined;
  readonly selfTest?: SelfTestResult;
  readonly selfTestS?: number | undefined;
  readonly isPortLapsed?: boolean;
  readonly isChirping?: boolean;
  readonly temperatureC?: number | undefined;
  readonly humidityPercent?: number | undefined;
  readonly isClimateUnproven?: boolean;
  readonly supplyMv?: number | undefined;
  readonly supply?: "ok" | "low" | "unknown";
}

type Draft = { -readonly [Name in keyof CabinetState]: CabinetState[Name] };

/** The state as it may be told: for each check the worst that a source saw, and which one. */
export interface ToldCabinet {
  readonly door: DoorState;
  readonly present: Presence;
  readonly removals: number;
  readonly indicator: IndicatorState;
  readonly indicatorMethod: Method | undefined;
  readonly confirmedS: number | undefined;
  readonly battery: BatteryState;
  readonly batteryMethod: Method | undefined;
  readonly percent: number | undefined;
  readonly pads: PadsState;
  readonly padsMethod: Method | undefined;
  readonly selfTest: SelfTestResult;
  readonly selfTestMethod: Method | undefined;
  readonly selfTestS: number | undefined;
  readonly isChirping: boolean;
}

/** Nothing observed yet; `removals` are those from before that nobody was told of. */
export function unobserved(removals: number): CabinetState {
  return { door: "not-sensed", present: "not-sensed", removals: removals };
}

function unlessNotSensed<State>(value: State): State | "unknown" {
  const isSensed = value !== undefined && (value as unknown) !== "not-sensed";
  return isSensed ? "unknown" : value;
}

function copyOf(state: CabinetState): Draft {
  const copy: { [name: string]: unknown } = {};
  const values = state as unknown as { readonly [name: string]: unknown };
  for (const name in values) copy[name] = values[name];
  return copy as unknown as Draft;
}

/** What was seen of the AED before proves nothing about the one that is there now. */
function forgetAed(state: Draft): void {
  if (state.light) state.light = unlessNotSensed(state.light);
  if (state.lightBattery) state.lightBattery = unlessNotSensed(state.lightBattery);
  if (state.portIndicator) state.portIndicator = unlessNotSensed(state.portIndicator);
  if (state.portBattery) state.portBattery = unlessNotSensed(state.portBattery);
  if (state.portPads) state.portPads = unlessNotSensed(state.portPads);
  if (state.selfTest) state.selfTest = unlessNotSensed(state.selfTest);
  state.lightS = undefined;
  state.portS = undefined;
  state.percent = undefined;
  state.selfTestS = undefined;
  state.isPortLapsed = false;
  state.isChirping = false;
}

/** The state after `event`. */
export function withEvent(state: CabinetState, event: CabinetEvent): CabinetState {
  const next = copyOf(state);
  if (event.kind === "door") next.door = event.door;
  else if (event.kind === "presence") {
    const present = event.present;
    if (present === state.present) return state;
    next.present = present;
    next.removals = state.removals + (present === false ? 1 : 0);
    forgetAed(next);
  } else if (event.kind === "pads") next.padsContact = event.pads;
  else if (event.kind === "indicator") {
    next.light = event.indicator;
    next.lightBattery = event.battery;
    next.lightS = event.confirmedS;
  } else if (event.kind === "serial") {
    next.portIndicator = event.indicator;
    next.portBattery = event.battery;
    next.portPads = event.pads;
    next.portS = event.confirmedS;
    next.percent = event.percent;
    next.selfTest = event.selfTest;
    next.selfTestS = event.selfTestS;
    next.isPortLapsed = event.isLapsed;
  } else if (event.kind === "chirp") next.isChirping = event.isHeard;
  else if (event.kind === "climate") {
    next.temperatureC = event.temperatureC;
    next.humidityPercent = event.humidityPercent;
    next.isClimateUnproven = !event.isProven;
  } else if (event.kind === "supply") {
    next.supplyMv = event.supplyMv;
    next.supply = event.state;
  }
  return next;
}

/**
 * True when `value` of a second source counts more than `other`: bad before unknown, unknown before
 * good, good before not sensed, and among the bad ones the worst. A source that falls silent after
 * bad news must not leave the word to the one that sees nothing wrong.
 */
function outranks(value: string | undefined, other: string): boolean {
  const order = [
    "not-sensed",
    "ok",
    "ready",
    "unknown",
    "low",
    "replace",
    "disconnected",
    "dark",
    "fault",
  ];
  return value !== undefined && order.indexOf(value) > order.indexOf(other);
}

/** The state as it may be told: nothing about an AED that is not there. */
export function asTold(state: CabinetState): ToldCabinet {
  const isAway = state.present === false;
  const light = state.light || "not-sensed";
  const lightBattery = state.lightBattery || "not-sensed";
  const padsContact = state.padsContact || "not-sensed";
  const byPort = outranks(state.portIndicator, light);
  const batteryByPort = outranks(state.portBattery, lightBattery);
  const padsByPort = outranks(state.portPads, padsContact);
  const indicator = (byPort && state.portIndicator) || light;
  const battery = (batteryByPort && state.portBattery) || lightBattery;
  const pads = (padsByPort && state.portPads) || padsContact;
  const selfTest = state.selfTest || "not-sensed";
  function told<State>(value: State): State | "unknown" {
    return state.present === false ? unlessNotSensed(value) : value;
  }
  function method(value: string, isByPort: boolean, other: Method): Method | undefined {
    if (value === "not-sensed") return undefined;
    return isByPort ? "serial-status" : other;
  }
  return {
    door: state.door,
    present: state.present,
    removals: state.removals,
    indicator: told(indicator),
    indicatorMethod: method(indicator, byPort, "status-light"),
    confirmedS: isAway ? undefined : byPort ? state.portS : state.lightS,
    battery: told(battery),
    batteryMethod: method(battery, batteryByPort, "status-light"),
    percent: !isAway && state.portBattery === battery ? state.percent : undefined,
    pads: told(pads),
    padsMethod: method(pads, padsByPort, "contact"),
    selfTest: told(selfTest),
    selfTestMethod: method(selfTest, true, "serial-status"),
    selfTestS: isAway ? undefined : state.selfTestS,
    isChirping: !isAway && state.isChirping === true,
  };
}

/** The faults that findings prove, or that they should disprove and do not; bad evidence first. */
export function faultsOf(state: CabinetState): FaultCode[] {
  const faults: FaultCode[] = [];
  const isAway = state.present === false;
  if (state.isChirping && !isAway) faults.push("service-chirp-heard");
  if (state.supply === "low") faults.push("supply-low");
  if (state.isPortLapsed && !isAway) faults.push("serial-unproven");
  if (state.isClimateUnproven) faults.push("climate-unproven");
  if (state.supply === "unknown") faults.push("supply-unproven");
  return faults;
}

/**
 * Why the change from `before` to `after` must be reported; undefined when nothing changed. A
 * contact that settles after the start has not changed: it belongs to the boot. Temperature,
 * humidity and millivolts are told with the next report.
 */
export function causeOf(before: CabinetState, after: CabinetState): ReportCause | undefined {
  const old = asTold(before);
  const now = asTold(after);
  if (now.present !== old.present) {
    if (old.present === "unknown") return "boot";
    return now.present === true ? "aed-returned" : "aed-removed";
  }
  if (now.door !== old.door) {
    if (old.door === "unknown") return "boot";
    return now.door === "closed" ? "door-closed" : "door-opened";
  }
  if (now.pads !== old.pads) {
    if (now.padsMethod !== "contact" || old.padsMethod === "serial-status") return "aed-changed";
    if (old.pads === "unknown") return "boot";
    return now.pads === "ok" ? "pads-connected" : "pads-disconnected";
  }
  if (now.indicator !== old.indicator) return "indicator-changed";
  if (now.battery !== old.battery) {
    const isByPort = now.batteryMethod === "serial-status" || old.batteryMethod === "serial-status";
    return isByPort ? "aed-changed" : "indicator-changed";
  }
  const isAedSame = now.selfTest === old.selfTest && now.isChirping === old.isChirping;
  if (!isAedSame) return "aed-changed";
  const isFaultSame = faultsOf(before).join(" ") === faultsOf(after).join(" ");
  return isFaultSame ? undefined : "fault-changed";
}
