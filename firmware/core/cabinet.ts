/**
 * What the sensor knows of its cabinet, and what counts as a change worth a report. Findings of
 * the drivers go in; the sections of a report come out. Pure: no pins, no clock.
 *
 * An AED that is not in its place cannot be read: whatever its light sensor and pads contact see
 * then is "unknown", never the value of the AED that was there before.
 */
import type {
  BatteryState,
  DoorState,
  IndicatorState,
  Method,
  PadsState,
  Presence,
  ReportCause,
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
    };

export interface CabinetState {
  readonly door: DoorState;
  readonly present: Presence;
  /** How often the AED went, or was found to be away. */
  readonly removals: number;
  readonly pads: PadsState;
  readonly indicator: IndicatorState;
  readonly battery: BatteryState;
  readonly method: Method | undefined;
  readonly confirmedS: number | undefined;
}

/** Nothing observed yet; `removals` are those from before that nobody was told of. */
export function unobserved(removals: number): CabinetState {
  return {
    door: "not-sensed",
    present: "not-sensed",
    removals: removals,
    pads: "not-sensed",
    indicator: "not-sensed",
    battery: "not-sensed",
    method: undefined,
    confirmedS: undefined,
  };
}

function unlessNotSensed<State>(value: State): State | "unknown" {
  return (value as unknown) === "not-sensed" ? value : "unknown";
}

/** What the light showed of the AED before proves nothing about the one that is there now. */
function withPresence(state: CabinetState, present: Presence): CabinetState {
  if (present === state.present) return state;
  return {
    door: state.door,
    present: present,
    removals: state.removals + (present === false ? 1 : 0),
    pads: state.pads,
    indicator: unlessNotSensed(state.indicator),
    battery: unlessNotSensed(state.battery),
    method: state.method,
    confirmedS: undefined,
  };
}

/** The state after `event`. */
export function withEvent(state: CabinetState, event: CabinetEvent): CabinetState {
  if (event.kind === "presence") return withPresence(state, event.present);
  const isIndicator = event.kind === "indicator";
  return {
    door: event.kind === "door" ? event.door : state.door,
    present: state.present,
    removals: state.removals,
    pads: event.kind === "pads" ? event.pads : state.pads,
    indicator: isIndicator ? event.indicator : state.indicator,
    battery: isIndicator ? event.battery : state.battery,
    method: isIndicator ? event.method : state.method,
    confirmedS: isIndicator ? event.confirmedS : state.confirmedS,
  };
}

function unlessAbsent<State>(state: CabinetState, value: State): State | "unknown" {
  return state.present === false ? unlessNotSensed(value) : value;
}

/** The state as it may be told: nothing about an AED that is not there. */
export function asTold(state: CabinetState): CabinetState {
  const indicator = unlessAbsent(state, state.indicator);
  return {
    door: state.door,
    present: state.present,
    removals: state.removals,
    pads: unlessAbsent(state, state.pads),
    indicator: indicator,
    battery: unlessAbsent(state, state.battery),
    method: state.method,
    confirmedS: state.present === false ? undefined : state.confirmedS,
  };
}

/**
 * Why the change from `before` to `after` must be reported; undefined when nothing changed. A
 * contact that settles after the start has not changed: it belongs to the boot.
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
    if (old.pads === "unknown") return "boot";
    return now.pads === "ok" ? "pads-connected" : "pads-disconnected";
  }
  if (now.indicator !== old.indicator || now.battery !== old.battery) return "indicator-changed";
  return undefined;
}
