/** The same plan gives the same run, to the last event. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { Plan } from "../../../simulator/scenario/plan";
import { planOf, run } from "./short-run";

const PROJECT_FOLDER = join(__dirname, "../../..");
/** A bit of everything that is random or has to do with the host. */
const EVENTFUL = [
  "  - { at: 4 min, do: weaken-wifi, cabinets: some 1, for: 20 min }",
  "  - { at: 5 min, do: lose-connections, per-hour: 60, for: 10 min }",
  "  - { at: 6 min, do: use-aed, cabinets: 50 %, spread: 5 min, for: 3 min }",
  "  - { at: 16 min, do: cut-server-power, for: 1 min }",
  "  - { at: 20 min, do: roll-out good }",
].join("\n");

async function freshHash(plan: Plan): Promise<string> {
  const script = join("tests", "simulator", "run", "fresh-run.ts");
  const args = ["-r", "ts-node/register/transpile-only", script, JSON.stringify(plan)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: PROJECT_FOLDER });
  return stdout.trim();
}

test("in this process and in a fresh one; another seed gives another", async () => {
  const plan = planOf(EVENTFUL);

  const fresh = freshHash(plan);
  const first = await run(plan);
  const second = await run(plan);
  const other = await run(planOf(EVENTFUL, { seed: 2 }));

  expect(second.verdict.traceHash).toBe(first.verdict.traceHash);
  expect(await fresh).toBe(first.verdict.traceHash);
  expect(other.verdict.traceHash).not.toBe(first.verdict.traceHash);
  expect(first.events.length).toBeGreaterThan(100);
});
