/** The times that readiness is judged by, in one place. */

/** A report may be this late before the AED's state counts as unknown, in seconds. */
export const REPORT_GRACE_S = 90;
/** A sensor that vanished has this long to come back with a report, in seconds. */
export const WILL_GRACE_S = 120;
/** The indicator must have been seen within this time before the report, in seconds. */
export const INDICATOR_AGE_S_MAX = 120;
/** AEDs test themselves daily or weekly; a pass older than this proves nothing, in seconds. */
export const SELF_TEST_AGE_S_MAX = 8 * 86_400;
/** An absence that is provably no longer than this leaves the AED the same, in seconds. */
export const ABSENCE_S_MAX = 10;
/** A door open for longer than this was left open, in seconds. */
export const DOOR_LEFT_OPEN_S = 120;
/** Evidence from further in the future than this means that a clock is wrong, in milliseconds. */
export const FUTURE_MS_MAX = 5_000;
/** No answer is valid for longer than this, in milliseconds. */
export const VALIDITY_MS_MAX = 86_400_000;
