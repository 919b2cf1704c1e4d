/**
 * Every scenario of the library, with a few cabinets, on the built firmware and the real broker:
 * all that it expects is shown, and all that the design promises is kept.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { builtFirmware, runPlan } from "../../scripts/sim/laboratory";
import { readScenario } from "../../simulator/scenario/scenario";
import { verdictTable } from "../../simulator/verdict/table";

const LIBRARY = join(__dirname, "../../simulator/scenario/library");
const CABINETS = 6;
/** Days of many reports, or others once more: these are run by hand and by the simulator's CI. */
const LONG = ["ci", "summer-heat", "cold-snap"];
const SHORTER: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "quiet-year": { days: "1" },
};

const NAMES = readdirSync(LIBRARY)
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => file.slice(0, -".yaml".length));

function planOf(name: string) {
  const result = readScenario(join(LIBRARY, `${name}.yaml`), {
    seed: 1,
    cabinetCount: CABINETS,
    parameters: SHORTER[name] ?? {},
    readFile: (file) => readFileSync(file, "utf8"),
  });
  if (!result.plan) throw new Error(JSON.stringify(result));
  return result.plan;
}

test.each(NAMES.filter((name) => !LONG.includes(name)))("%s passes", async (name) => {
  const verdict = await runPlan({ plan: planOf(name), firmware: builtFirmware(), replay: name });

  expect(verdict.isPassed, verdictTable(verdict, { columns: 120, hasColour: false })).toBe(true);
});

test.each(LONG)("%s can be read and is left to longer runs", (name) => {
  expect(NAMES).toContain(name);
  expect(planOf(name).steps).not.toEqual([]);
});
