/** All that a status depends on; nothing else may influence it. */
import type { CabinetRules } from "./cabinet-rules";
import type { Facts } from "./facts";

export interface Situation {
  /** Undefined for a cabinet that has never reported. */
  readonly facts: Facts | undefined;
  readonly rules: CabinetRules;
  readonly nowMs: number;
  /** True when simulated cabinets may count as ready. */
  readonly isSimulation: boolean;
  /** True when what is stored about the cabinet was found changed, until a current report. */
  readonly isDamaged: boolean;
  /** True when no report has come since the broker started. */
  readonly isFromEarlierRun: boolean;
  /** True when the broker's clock has fallen back since the facts arrived. */
  readonly isClockDoubtful: boolean;
}
