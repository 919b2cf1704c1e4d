/**
 * The one list of fault codes: what is wrong with a cabinet, or what is not proven. Codes are
 * never recycled or given another meaning; new ones are appended to their group. Device-safe: the
 * firmware uses the types, so the table itself stays out of its bundle. Sentences, severities and
 * next steps are the broker's (broker/log).
 */

/** Faults of the sensor itself, sent in a report's `faults`. */
export const DEVICE_FAULT_CODES = [
  "software-error",
  "memory-low",
  "flash-failing",
  "stack-overflow",
  "state-copy-damaged",
  "restart-loop",
  "safe-mode",
  "update-failed",
  "settings-reverted",
  "climate-unproven",
  "supply-unproven",
  "supply-low",
  "serial-unproven",
  "drill",
] as const;

/** Bad evidence: somebody must act before the AED counts as ready again. */
export const ACTION_FAULT_CODES = [
  "aed-missing",
  "aed-unconfirmed",
  "indicator-fault",
  "indicator-dark",
  "battery-low",
  "battery-replace",
  "pads-disconnected",
  "self-test-failed",
  "door-open",
  "door-left-open",
  "pads-expired",
  "battery-expired",
  "body-expired",
  "unknown-fault",
  "service-chirp-heard",
] as const;

/** Missing evidence: the AED may be fine, but nothing proves it. */
export const UNKNOWN_FAULT_CODES = [
  "never-seen",
  "report-overdue",
  "sensor-vanished",
  "report-not-current",
  "presence-unproven",
  "indicator-unproven",
  "battery-unproven",
  "pads-unproven",
  "self-test-unproven",
  "door-unproven",
  "pads-date-unknown",
  "battery-date-unknown",
  "body-date-unknown",
  "simulated-in-service",
  "evidence-damaged",
  "clock-doubtful",
] as const;

export type DeviceFaultCode = (typeof DEVICE_FAULT_CODES)[number];
export type ActionFaultCode = (typeof ACTION_FAULT_CODES)[number];
export type UnknownFaultCode = (typeof UNKNOWN_FAULT_CODES)[number];
/** Every code there is. */
export type FaultCode = DeviceFaultCode | ActionFaultCode | UnknownFaultCode;

export const FAULT_CODES: readonly FaultCode[] = [
  ...DEVICE_FAULT_CODES,
  ...ACTION_FAULT_CODES,
  ...UNKNOWN_FAULT_CODES,
];
