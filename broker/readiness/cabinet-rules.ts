/** What the registry says about a cabinet as far as readiness depends on it. */
import type { CalendarDate } from "./calendar";

/** What a sensor can observe about an AED and its cabinet. */
export const SENSED_CHECKS = [
  "presence",
  "indicator",
  "door",
  "pads",
  "battery",
  "self-test",
] as const;
export type SensedCheck = (typeof SENSED_CHECKS)[number];

/** No AED counts as ready without positive evidence of these. */
export const CHECKS_ALWAYS_REQUIRED: readonly SensedCheck[] = ["presence", "indicator"];

export interface CabinetRules {
  /** Zone in which the expiry dates are days, e.g. Asia/Seoul. */
  readonly timeZone: string;
  /** Checks that need fresh positive evidence; the others only count when they are bad. */
  readonly requiredChecks: readonly SensedCheck[];
  /** Last good days; null while nobody has recorded them. */
  readonly padsExpireOn: CalendarDate | null;
  readonly batteryExpireOn: CalendarDate | null;
  readonly bodyExpireOn: CalendarDate | null;
  /** True for a cabinet that exists in a simulation only. */
  readonly isSimulated: boolean;
  /** When somebody last confirmed that the right AED is in place, milliseconds since 1970. */
  readonly confirmedAtMs: number | null;
}
