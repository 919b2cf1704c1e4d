/**
 * The contract of every way to read an AED or its cabinet. A driver turns electrical signals into
 * findings; what they mean for the cabinet is decided in core.
 */
import type {
  BatteryState,
  DoorState,
  IndicatorState,
  Method,
  PadsState,
  Presence,
} from "../../protocol/report";

export type Finding =
  | { readonly kind: "door"; readonly door: DoorState }
  | { readonly kind: "presence"; readonly present: Presence }
  | { readonly kind: "pads"; readonly pads: PadsState }
  | {
      readonly kind: "indicator";
      readonly indicator: IndicatorState;
      readonly battery: BatteryState;
      readonly method: Method;
      /** When the signal last confirmed the state, in seconds since boot. */
      readonly confirmedS: number | undefined;
    };

/** Called with each finding, also when it only refreshes the one before. */
export type FindingListener = (finding: Finding) => void;

export interface AedDriver {
  /** Reports what can be told at once, then every change. Called once. */
  start(listener: FindingListener): void;
  /** Looks again, in case a signal was missed. Called now and then. */
  check(): void;
  /** Forgets its evidence: another AED may stand there now. */
  restart(): void;
}
