/**
 * `npm run explore -- --guards [word ...]`: takes guards out, one at a time, in a copy of the
 * project, and demands that exploration finds a broken promise which the whole project keeps.
 * Prints how many seeds each took, and what was broken.
 */
import { spawn } from "node:child_process";
import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { EXPLORE_GUARDS, type ExploreGuard } from "./explore-guards";
import { copyProject, projectFolder, takeOut } from "./project-copy";

const SEEDS_MAX = 200;
const FIRMWARE = "dist/firmware";
const WORDS = process.argv.slice(2);
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
  const search = ["--seeds", String(SEEDS_MAX), "--shrink-s", "0", "--keep", join(folder, "kept")];
  const without = await runScript(folder, "scripts/explore.ts", [...choiceOf(guard), ...search]);
  const found = /Seed (\d+) breaks a promise:\s+(\S+)/.exec(without.output);
  if (without.exitCode === 0) return { guard };
  if (!found) return { guard, problem: `exploration did not run:\n${without.output}` };
  const seed = Number(found[1]);
  const property = String(found[2]);
  const replay = ["--replay", String(seed), ...choiceOf(guard)];
  const whole = await runScript(projectFolder, "scripts/explore.ts", replay);
  const problem = whole.exitCode === 0 ? {} : { problem: "the whole project breaks it as well" };
  return { guard, seed, property, ...problem };
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

function resultText({ guard, seed, property, problem }: Finding): string {
  if (problem) return `${seed ?? "-"}\t${property ?? "-"}\tNOT PROVEN: ${problem}`;
  if (seed !== undefined) return `${seed}\t${property}\tmissed`;
  return `> ${SEEDS_MAX}\t-\t${guard.heldBy ? `held by ${guard.heldBy}` : "NOT MISSED"}`;
}

function isAsExpected({ guard, seed, problem }: Finding): boolean {
  return problem === undefined && (seed !== undefined || guard.heldBy !== undefined);
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
