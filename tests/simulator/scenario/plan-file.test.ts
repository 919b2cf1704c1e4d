/** Plans kept as JSON: read back as they were, or told what does not hold any more. */
import { expect, test } from "vitest";
import { readPlan } from "../../../simulator/scenario/plan-file";
import { planOf, problemsOf, readLibrary } from "./scenario-files";

const plan = planOf(readLibrary("theft-wave.yaml", { cabinetCount: 3 }));
const changed = (from: string | RegExp, to: string) =>
  problemsOf(readPlan("r.json", JSON.stringify(plan, null, 2).replace(from, to)));

test("a plan is the same after it was kept", () => {
  expect(planOf(readPlan("r.json", JSON.stringify(plan)))).toEqual(plan);
});

test("a verb that there is no more is told with its line and the nearest", () => {
  const [problem] = changed('"verb": "take-aed"', '"verb": "take-aedd"');

  expect(problem).toMatch(/^r\.json:\d+: verb: take-aedd: .* Did you mean "take-aed"\?$/);
});

test.each([
  [
    "a model that is not simulated",
    /"aedModelId": "[^"]+"/,
    '"aedModelId": "lp-9000"',
    "aedModelId",
  ],
  [
    "a cabinet that the plan has not",
    /"cabinetIds": \[\s+"anyang-0001/,
    '"cabinetIds": ["anyang-0009',
    "no such cabinet",
  ],
  ["a step after the end", /"atMs": \d+/, '"atMs": 999999999999', "milliseconds"],
  ["a heartbeat that no sensor has", /"heartbeatS": \d+/, '"heartbeatS": 1', "10 to 86400"],
  ["a missing seed", /"seed": 1,/, "", "seed is missing"],
  ["a date that is none", /"padsExpireOn": "[^"]+"/, '"padsExpireOn": "soon"', "YYYY-MM-DD"],
  ["text that is no JSON", "{", "{{", "YAML"],
])("%s is refused", (_, from, to, sentence) => {
  expect(changed(from, to).join("\n")).toContain(sentence);
});

test("a scenario is no plan, and is told how it is run", () => {
  const text = "name: Village\npurpose: To be read.\nfor: 1 h\nsteps: [{ at: 1 h }]\n";

  expect(problemsOf(readPlan("village.yaml", text))).toEqual([
    "village.yaml:1: plan: this is a scenario; run it with --scenario.",
  ]);
});
