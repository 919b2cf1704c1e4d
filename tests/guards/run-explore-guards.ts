/**
 * `npm run explore -- --guards [seeds] [word ...]`: takes guards out, one at a time, in a copy of
 * the project, and demands that exploration finds a broken promise which the whole project keeps,
 * within so many seeds. Prints how many seeds each took, and what was broken.
 */
import { spawn } from "node:child_process";
import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { EXPLORE_GUARDS, type ExploreGuard } from "./explore-guards";
import { copyProject, projectFolder, takeOut } from "./project-copy";

const SEEDS_DEFAULT = 200;
const FIRMWARE = "dist/firmware";
const isCount = (word: string) => /^[1-9]\d*$/.test(word);
const WORDS = process.argv.slice(2).filter((word) => !isCount(word));
const SEEDS_MAX = Number(process.argv.slice(2).find(isCount) ?? SEEDS_DEFAULT);
const GUARDS = EXPLORE_GUARDS.filter(({ file, promise }) => {
  return WORDS.length === 0 || WORDS.some((word) => `${file} ${promise}`.includes(word));
});

interface Finding {
  readonly guard: ExploreGuard;
  /** Undefined = nothing was found. */
  readonly seed?: number;
  readonly property?: string;
  /** Why that proves nothing. */
  readonly problem?: string;
}

interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
}

function runScript(folder: string, script: string, args: readonly string[]): Promise<Ended> {
  const words = ["-r", "ts-node/register", join(folder, script), ...args];
  const child = spawn(process.execPath, words, { cwd: folder, env: process.env });
  let output = "";
  const take = (chunk: Buffer) => {
    output += chunk.toString("utf8");
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  return new Promise((resolve) => child.on("close", (exitCode) => resolve({ exitCode, output })));
}

function choiceOf({ prefer, days, cabinets }: ExploreGuard): readonly string[] {
  return ["--prefer", prefer.join(","), "--days", String(days), "--cabinets", String(cabinets)];
}

/** Builds the firmware where the guard was part of it; else it is the one of the project. */
async function prepareFirmware({ file }: ExploreGuard, folder: string): Promise<void> {
  if (!/^(firmware|protocol)\//.test(file)) {
    cpSync(join(projectFolder, FIRMWARE), join(folder, FIRMWARE), { recursive: true });
    return;
  }
  const { exitCode, output } = await runScript(folder, "scripts/build-firmware.ts", []);
  if (exitCode !== 0) throw new Error(`the firmware could not be built without it:\n${output}`);
}

async function exploreWithout(guard: ExploreGuard, folder: string): Promise<Finding> {
  await prepareFirmware(guard, folder);
  const broken: number[] = [];
  for (let first = 1; first <= SEEDS_MAX; ) {
    const seeds = ["--first-seed", String(first), "--seeds", String(SEEDS_MAX + 1 - first)];
    const search = [...seeds, "--shrink-s", "0", "--keep", join(folder, "kept")];
    const without = await runScript(folder, "scripts/explore.ts", [...choiceOf(guard), ...search]);
    if (without.exitCode === 0) break;
    const found = /Seed (\d+) breaks a promise:\s+(\S+)/.exec(without.output);
    if (!found) return { guard, problem: `exploration did not run:\n${without.output}` };
    const seed = Number(found[1]);
    const replay = ["--replay", String(seed), ...choiceOf(guard)];
    const whole = await runScript(projectFolder, "scripts/explore.ts", replay);
    if (whole.exitCode === 0) return { guard, seed, property: String(found[2]) };
    // What the whole project breaks as well says nothing about the guard.
    console.error(`Seed ${seed} breaks the whole project: ${replay.join(" ")}`);
    broken.push(seed);
    first = seed + 1;
  }
  return broken.length === 0
    ? { guard }
    : { guard, problem: `seeds ${broken.join(", ")} break all` };
}

async function findingOf(guard: ExploreGuard, folder: string): Promise<Finding> {
  try {
    const putBack = takeOut(guard, folder);
    try {
      return await exploreWithout(guard, folder);
    } finally {
      putBack();
    }
  } catch (error) {
    return { guard, problem: error instanceof Error ? error.message : String(error) };
  }
}

function resultText({ seed, property, problem }: Finding): string {
  if (problem) return `${seed ?? "-"}\t${property ?? "-"}\tNOT PROVEN: ${problem}`;
  if (seed !== undefined) return `${seed}\t${property}\tcaught`;
  return `> ${SEEDS_MAX}\t-\tNOT CAUGHT`;
}

function isAsExpected({ seed, problem }: Finding): boolean {
  return problem === undefined && seed !== undefined;
}

async function main(): Promise<number> {
  if (!existsSync(join(projectFolder, FIRMWARE))) {
    console.error("There is no built firmware; run npm run build:firmware first.");
    return 2;
  }
  const folder = copyProject();
  const findings: Finding[] = [];
  console.log("seeds\tbroken promise\tresult\tguard");
  for (const guard of GUARDS) {
    const finding = await findingOf(guard, folder);
    findings.push(finding);
    console.log(`${resultText(finding)}\t${guard.promise}`);
  }
  rmSync(folder, { recursive: true, force: true });
  const good = findings.filter(isAsExpected).length;
  console.log(`${good} of ${findings.length} guards as expected`);
  return good === findings.length ? 0 : 1;
}

void main().then((exitCode) => process.exit(exitCode));
