/**
 * The contract of every way to read an AED or its cabinet. A driver turns electrical signals into
 * findings; what they mean for the cabinet is decided in core. Each kind of finding has one source,
 * so that a check seen by several of them keeps apart who saw what.
 */
import type {
  BatteryState,
  DoorState,
  IndicatorState,
  Method,
  PadsState,
  Presence,
  SelfTestResult,
} from "../../protocol/report";

/** All that one line of the AED's status port says; "not-sensed" is what it does not speak of. */
export interface SerialFinding {
  readonly kind: "serial";
  readonly indicator: IndicatorState;
  readonly battery: BatteryState;
  readonly percent: number | undefined;
  readonly pads: PadsState;
  readonly selfTest: SelfTestResult;
  /** When that self-test was, in seconds since boot; below 0 before it. */
  readonly selfTestS: number | undefined;
  /** The maker's error code, for the log. */
  readonly code: string | undefined;
  /** When the line came, in seconds since boot. */
  readonly confirmedS: number | undefined;
  /** No valid line for too long: nothing is proven. */
  readonly isLapsed: boolean;
}

export type Finding =
  | { readonly kind: "door"; readonly door: DoorState }
  | { readonly kind: "presence"; readonly present: Presence }
  /** By the contact of the pads connector. */
  | { readonly kind: "pads"; readonly pads: PadsState }
  /** By the light of the AED's status indicator. */
  | {
      readonly kind: "indicator";
      readonly indicator: IndicatorState;
      readonly battery: BatteryState;
      readonly method: Method;
      /** When the signal last confirmed the state, in seconds since boot. */
      readonly confirmedS: number | undefined;
    }
  | SerialFinding
  /** The AED calls for service; false = not heard, which proves nothing. */
  | { readonly kind: "chirp"; readonly isHeard: boolean }
  /** Values are undefined unless proven. */
  | {
      readonly kind: "climate";
      readonly temperatureC: number | undefined;
      readonly humidityPercent: number | undefined;
      readonly isProven: boolean;
    }
  /** The value is undefined when the state is unknown. */
  | {
      readonly kind: "supply";
      readonly supplyMv: number | undefined;
      readonly state: "ok" | "low" | "unknown";
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
