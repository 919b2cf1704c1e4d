/** What exploration once found: every plan that broke a promise keeps it now. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { planFrom, violationsOf } from "../../../scripts/explore-worker";
import { builtFirmware, runPlan } from "../../../scripts/sim/laboratory";

const FOLDER = join(__dirname, "../../../simulator/explore/regressions");
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
const RUN_MS_MAX = 120_000;

test.each(FILES)("%s breaks no promise any more", { timeout: RUN_MS_MAX }, async (name) => {
  const plan = planFrom(join(FOLDER, name));
  const verdict = await runPlan({ plan, firmware: builtFirmware(), replay: "" });

  expect(violationsOf(verdict)).toEqual([]);
});
