/** A scenario from the command line: what it prints and writes, and what is said of mistakes. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { watch } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CommandProcess } from "../system/process";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "aed-scenario-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const VILLAGE = `name: Village
purpose: Somebody takes an AED, and it is missed.
for: 30 min
cabinets: { count: 3, models: [onsite] }
steps:
  - { at: 10 min, do: take-aed, cabinets: first 1, as: stolen }
expect:
  - { after: stolen, within: 1 min, status: STATUS, reason: aed-missing }
`;

function written(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const fleet = (...words: string[]) => new CommandProcess("fleet", words).ended();

test("a story that goes as expected passes, and its verdict is written", async () => {
  const scenario = written("village.yaml", VILLAGE.replace("STATUS", "action"));
  const out = join(folder, "verdict");
  const trace = join(folder, "trace.jsonl");

  const { exitCode, output } = await fleet("--scenario", scenario, "--out", out, "--trace", trace);

  expect(output).toContain("PASSED  Village");
  expect(exitCode).toBe(0);
  for (const name of ["verdict.json", "verdict.xml", "verdict.html"]) {
    expect(existsSync(join(out, name))).toBe(true);
  }
  const first = readFileSync(trace, "utf8").split("\n")[0] ?? "";
  expect(JSON.parse(first)).toMatchObject({ kind: "broker", isUp: true });
}, 60_000);

test("one that goes otherwise fails, and says how to see it again", async () => {
  const scenario = written(
    "village.yaml",
    VILLAGE.replace(/within.*(?= })/, "throughout: 1 min, status: ready"),
  );

  const { exitCode, output } = await fleet("--scenario", scenario, "--seed", "3");

  expect(exitCode).toBe(1);
  expect(output).toContain("village.yaml:8");
  expect(output).toContain(`npm run fleet -- --scenario ${scenario} --seed 3`);
}, 60_000);

test("a word that is no verb is told with its line and the nearest one", async () => {
  const scenario = written("village.yaml", VILLAGE.replace("take-aed", "take-aid"));

  const { exitCode, output } = await fleet("--scenario", scenario);

  expect(exitCode).toBe(1);
  expect(output).toContain("village.yaml:6");
  expect(output).toContain("take-aed");
}, 60_000);

test("a scenario that is not there is told with those that are", async () => {
  const { exitCode, output } = await fleet("--scenario", "thef-wave");

  expect(exitCode).toBe(1);
  expect(output).toContain('Did you mean "theft-wave"?');
}, 60_000);

test("a plan that is none is told with its line, and nothing runs", async () => {
  const plan = written("plan.json", '{ "name": "half a plan" }\n');

  const { exitCode, output } = await fleet("--plan", plan);

  expect(exitCode).toBe(1);
  expect(output).toContain("plan.json:1");
}, 60_000);

test("a folder for the verdict that cannot be made is told before the run", async () => {
  const scenario = written("village.yaml", VILLAGE.replace("STATUS", "action"));
  const out = join(scenario, "verdict");

  const { exitCode, output } = await fleet("--scenario", scenario, "--out", out);

  expect(exitCode).toBe(1);
  expect(output).toContain(`--out is "${out}", which cannot be written`);
  expect(output).not.toContain("PASSED");
}, 60_000);

test("a run that is stopped leaves no folder behind", async () => {
  const scenario = written(
    "year.yaml",
    VILLAGE.replace("30 min", "365 days").replace("STATUS", "action"),
  );
  const parent = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  const began = watch(parent);
  const words = ["-r", "ts-node/register", "scripts/fleet.ts", "--scenario", scenario];
  const run = spawn(process.execPath, words);
  const ended = once(run, "exit");
  let runFolder = "";
  for await (const { filename } of began) {
    runFolder = join(parent, filename ?? "");
    if (filename?.startsWith(`aed-run-${run.pid}-`)) break;
  }

  run.kill("SIGINT");

  expect(await ended).toEqual([130, null]);
  expect(existsSync(runFolder)).toBe(false);
}, 60_000);
