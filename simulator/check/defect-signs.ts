/**
 * How each defect can become known: the fault codes that tell of it, and how much longer than a
 * report it may take. As data, so that what is asked of a broker can be read in one place.
 */
import type { FaultCode } from "../../protocol/faults";
import type { Defect } from "../cabinet/defects";

export interface DefectSigns {
  /** Codes of which any tells people of this defect. */
  readonly codes: readonly FaultCode[];
  /** Time until the AED itself knows, in milliseconds. */
  readonly unseenMs: number;
}

/** AEDs test themselves daily or weekly; a pass older than this proves nothing. */
const NEXT_SELF_TEST_MS = 8 * 86_400_000;
const INDICATOR: readonly FaultCode[] = [
  "indicator-fault",
  "indicator-dark",
  "indicator-unproven",
  "self-test-failed",
  "self-test-unproven",
  "service-chirp-heard",
  "unknown-fault",
];

/** Who has to look whether it is the right AED at all reads its dates. */
const UNCONFIRMED: FaultCode = "aed-unconfirmed";

/**
 * Alerts that send somebody to look at the AED itself, or that say that the sensor tells nothing:
 * whoever follows one finds what that AED suffers from.
 */
const GENERAL: readonly FaultCode[] = [
  UNCONFIRMED,
  "never-seen",
  "report-overdue",
  "sensor-vanished",
  "presence-unproven",
  "indicator-unproven",
  "battery-unproven",
  "pads-unproven",
  "self-test-unproven",
];
/** What has a sign of its own, which nothing else may stand for. */
const NEVER_GENERAL: readonly Defect[] = [
  "aed-missing",
  "pads-expired",
  "battery-expired",
  "body-expired",
];

/** True when an alert with this code tells people of `defect`; `isUnready`: as not READY. */
export function isSignOf(defect: Defect, code: string, isUnready: boolean): boolean {
  if (DEFECT_SIGNS[defect].codes.some((each) => each === code)) return true;
  return isUnready && !NEVER_GENERAL.includes(defect) && GENERAL.some((each) => each === code);
}

/** A defect that nobody can know of has no code. */
export const DEFECT_SIGNS: Readonly<Record<Defect, DefectSigns>> = {
  // Where the presence contact is stuck, the light sensor misses the AED's indicator.
  "aed-missing": {
    codes: ["aed-missing", "presence-unproven", "indicator-dark"],
    unseenMs: 0,
  },
  "battery-low": {
    codes: ["battery-low", "battery-replace", "battery-unproven", ...INDICATOR],
    unseenMs: NEXT_SELF_TEST_MS,
  },
  "battery-expired": {
    codes: ["battery-expired", "battery-date-unknown", UNCONFIRMED],
    unseenMs: 0,
  },
  "pads-disconnected": {
    codes: ["pads-disconnected", "pads-unproven", ...INDICATOR],
    unseenMs: 0,
  },
  "pads-expired": { codes: ["pads-expired", "pads-date-unknown", UNCONFIRMED], unseenMs: 0 },
  "pads-spent": {
    codes: ["aed-missing", "aed-unconfirmed", "pads-disconnected", "pads-unproven", ...INDICATOR],
    unseenMs: 0,
  },
  "body-expired": { codes: ["body-expired", "body-date-unknown", UNCONFIRMED], unseenMs: 0 },
  "aed-fault": { codes: INDICATOR, unseenMs: NEXT_SELF_TEST_MS },
  "too-cold": { codes: INDICATOR, unseenMs: 0 },
  "too-hot": { codes: INDICATOR, unseenMs: 0 },
  "hidden-fault": { codes: [], unseenMs: 0 },
  "unfound-fault": { codes: [], unseenMs: 0 },
};
