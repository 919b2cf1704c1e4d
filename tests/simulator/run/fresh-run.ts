/** A process of its own that carries out the plan of its argument and prints the trace's hash. */
import { builtFirmware, runPlan } from "../../../scripts/sim/laboratory";
import type { Plan } from "../../../simulator/scenario/plan";

const plan = JSON.parse(process.argv[2] ?? "") as Plan;
void runPlan({ plan, firmware: builtFirmware(), replay: "test" }).then(({ traceHash }) => {
  console.log(traceHash);
});
