/**
 * Reads the sensor's own supply voltage through a divider. A reading at either end of the scale
 * comes from a broken wire as well, and proves nothing.
 */
import type { AnalogInput } from "../hal/pins";
import type { AedDriver, FindingListener } from "./aed-driver";

/** From this fraction of full scale on, the converter may be saturated. */
export const SATURATED_LEVEL = 0.98;
/** A low supply counts as good again this far above the limit, so that it does not flap. */
export const SUPPLY_RISE_PERCENT = 2;
/** The step of what is told, in millivolts. */
const STEP_MV = 10;

export interface SupplyOptions {
  readonly input: AnalogInput;
  /** Supply that reads as 1, in millivolts. */
  readonly supplyFullScaleMv: number;
  /** Below this the supply is low, in millivolts. */
  readonly supplyLowMv: number;
}

export function createSupply(options: SupplyOptions): AedDriver {
  let report: FindingListener | undefined;
  let isLow = false;

  /** The middle of three; NaN when one of them is. */
  function median(a: number, b: number, c: number): number {
    return a + b + c - Math.max(a, Math.max(b, c)) - Math.min(a, Math.min(b, c));
  }

  function check(): void {
    const input = options.input;
    const level = median(input.level(), input.level(), input.level());
    if (!report) return;
    // Written so that NaN ends here too.
    if (!(level > 0 && level < SATURATED_LEVEL)) {
      report({ kind: "supply", supplyMv: undefined, state: "unknown" });
      return;
    }
    const supplyMv = Math.round((level * options.supplyFullScaleMv) / STEP_MV) * STEP_MV;
    const risePercent = isLow ? SUPPLY_RISE_PERCENT : 0;
    isLow = supplyMv < (options.supplyLowMv * (100 + risePercent)) / 100;
    report({ kind: "supply", supplyMv: supplyMv, state: isLow ? "low" : "ok" });
  }
  return {
    start: function (listener) {
      report = listener;
      check();
    },
    check: check,
    // The supply is the sensor's own, whichever AED stands there.
    restart: function () {},
  };
}
