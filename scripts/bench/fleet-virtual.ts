/** What a run in virtual time costs: quiet days of few and of many cabinets, broker included. */
import { readFileSync } from "node:fs";
import type { Firmware } from "../../simulator/fleet/firmware-bundle";
import { readScenario } from "../../simulator/scenario/scenario";
import { runPlan } from "../sim/laboratory";

const SCENARIO = "simulator/scenario/library/quiet-year.yaml";
const DAY_S = 86_400;

export interface VirtualFigures {
  readonly cabinets: number;
  readonly days: number;
  /** Time of the run by the time that it took, and by the processor time. */
  readonly timesRealTime: number;
  readonly timesRealTimeCpu: number;
  readonly cabinetDaysPerCpuS: number;
}

async function measure(
  firmware: Firmware,
  cabinets: number,
  days: number,
): Promise<VirtualFigures> {
  const options = {
    seed: 1,
    cabinetCount: cabinets,
    parameters: { days },
    readFile: (path: string) => readFileSync(path, "utf8"),
  };
  const { plan } = readScenario(SCENARIO, options);
  if (!plan) throw new Error(`The scenario ${SCENARIO} cannot be read.`);
  const before = process.cpuUsage();
  const verdict = await runPlan({ plan, firmware, replay: "" });
  const used = process.cpuUsage(before);
  if (!verdict.isPassed) throw new Error(`The run of ${cabinets} cabinets did not pass.`);
  const cpuS = (used.user + used.system) / 1e6;
  return {
    cabinets,
    days,
    timesRealTime: (days * DAY_S) / (verdict.tookMs / 1000),
    timesRealTimeCpu: (days * DAY_S) / cpuS,
    cabinetDaysPerCpuS: (cabinets * days) / cpuS,
  };
}

/** Few cabinets for a week, many for a day, after a run that only warms up. */
export async function benchVirtualFleet(firmware: Firmware): Promise<readonly VirtualFigures[]> {
  await measure(firmware, 20, 1);
  return [await measure(firmware, 20, 7), await measure(firmware, 1000, 1)];
}

/** The figures in sentences. */
export function virtualFleetLines(figures: readonly VirtualFigures[]): string[] {
  const lines = figures.map((one) => {
    return (
      `  ${one.cabinets} cabinets, ${one.days} days: ` +
      `${Math.round(one.timesRealTime)} x real time ` +
      `(${Math.round(one.timesRealTimeCpu)} x by processor time), ` +
      `${one.cabinetDaysPerCpuS.toFixed(1)} cabinet-days per CPU-second`
    );
  });
  const [few, many] = figures;
  if (!few || !many) return lines;
  const ratio = few.cabinetDaysPerCpuS / many.cabinetDaysPerCpuS;
  lines.push(`  A cabinet-day among ${many.cabinets} costs ${ratio.toFixed(2)} x one among 20.`);
  return lines;
}
