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

/** A defect that nobody can know of has no code. */
export const DEFECT_SIGNS: Readonly<Record<Defect, DefectSigns>> = {
  "aed-missing": { codes: ["aed-missing", "presence-unproven"], unseenMs: 0 },
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
