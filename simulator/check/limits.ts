/** The limits that checkers judge by, in one place; what they promise is said with each. */

/** An answer may rest on evidence of so many report intervals and this grace. */
export const INTERVALS_OF_EVIDENCE = 2;
export const EVIDENCE_GRACE_MS = 90_000;
/** After the last fault everything is shown as it is within so many intervals and that grace. */
export const INTERVALS_TO_CONVERGE = 3;
/** From a report on its way to the alert about it. */
export const ALERT_GRACE_MS = 60_000;
/** Counters of memory and queues are read once in this time. */
export const SAMPLE_INTERVAL_MS = 60_000;
/** Reports that were written and not acknowledged, remembered per cabinet. */
export const WRITTEN_PER_CABINET_MAX = 256;
/** Of each property so many violations are kept; all are counted. */
export const VIOLATIONS_KEPT_MAX = 20;

/** How old the evidence for READY may be, in milliseconds. */
export function evidenceAgeMsMax(heartbeatS: number): number {
  return INTERVALS_OF_EVIDENCE * heartbeatS * 1000 + EVIDENCE_GRACE_MS;
}

/** How long the alert about a bad change may take while the link works, in milliseconds. */
export function alertMsMax(heartbeatS: number): number {
  return heartbeatS * 1000 + EVIDENCE_GRACE_MS + ALERT_GRACE_MS;
}

/** How long after the last fault a cabinet may still be shown as it is not, in milliseconds. */
export function convergenceMsMax(heartbeatS: number): number {
  return INTERVALS_TO_CONVERGE * heartbeatS * 1000 + EVIDENCE_GRACE_MS;
}
