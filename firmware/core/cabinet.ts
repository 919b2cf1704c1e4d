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
  readonly pads: PadsState;
  readonly indicator: IndicatorState;
  readonly battery: BatteryState;
  readonly method: Method | undefined;
  readonly confirmedS: number | undefined;
}

/** Nothing observed yet. */
export const UNOBSERVED: CabinetState = {
  door: "not-sensed",
  present: "not-sensed",
  pads: "not-sensed",
  indicator: "not-sensed",
  battery: "not-sensed",
  method: undefined,
  confirmedS: undefined,
};

/** The state after `event`. */
export function withEvent(state: CabinetState, event: CabinetEvent): CabinetState {
  const isIndicator = event.kind === "indicator";
  return {
    door: event.kind === "door" ? event.door : state.door,
    present: event.kind === "presence" ? event.present : state.present,
    pads: event.kind === "pads" ? event.pads : state.pads,
    indicator: isIndicator ? event.indicator : state.indicator,
    battery: isIndicator ? event.battery : state.battery,
    method: isIndicator ? event.method : state.method,
    confirmedS: isIndicator ? event.confirmedS : state.confirmedS,
  };
}

function unlessAbsent<State>(state: CabinetState, value: State): State | "unknown" {
  const isSensed = (value as unknown) !== "not-sensed";
  return state.present === false && isSensed ? "unknown" : value;
}

/** The state as it may be told: nothing about an AED that is not there. */
export function asTold(state: CabinetState): CabinetState {
  const indicator = unlessAbsent(state, state.indicator);
  return {
    door: state.door,
    present: state.present,
    pads: unlessAbsent(state, state.pads),
    indicator: indicator,
    battery: unlessAbsent(state, state.battery),
    method: state.method,
    confirmedS: state.present === false ? undefined : state.confirmedS,
  };
}

/** Why the change from `before` to `after` must be reported; undefined when nothing changed. */
export function causeOf(before: CabinetState, after: CabinetState): ReportCause | undefined {
  const old = asTold(before);
  const now = asTold(after);
  if (now.present !== old.present) return now.present === true ? "aed-returned" : "aed-removed";
  if (now.door !== old.door) return now.door === "closed" ? "door-closed" : "door-opened";
  if (now.pads !== old.pads) return now.pads === "ok" ? "pads-connected" : "pads-disconnected";
  if (now.indicator !== old.indicator || now.battery !== old.battery) return "indicator-changed";
  return undefined;
}
