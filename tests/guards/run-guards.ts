/**
 * `npm run test:guards`: takes each guard of the product out, one at a time, in a copy of the
 * project, and demands that a test then fails. A guard nobody would miss is reported by name.
 * With words behind it (`npm run test:guards -- outbox command`) only guards whose file or promise
 * has one of them.
 */
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { ALL_GUARDS } from "./all-guards";
import type { Guard } from "./guard";
import { copyProject, takeOut } from "./project-copy";

const WORDS = process.argv.slice(2);
const GUARDS = ALL_GUARDS.filter(({ file, promise }) => {
  return WORDS.length === 0 || WORDS.some((word) => `${file} ${promise}`.includes(word));
});
/** Copies of the project that work side by side; each runs its guards one after the other. */
const COPIES = 2;

interface TestRun {
  readonly exitCode: number | null;
  readonly output: string;
}

function runTests(folder: string, tests: readonly string[]): Promise<TestRun> {
  const vitest = join(folder, "node_modules/vitest/vitest.mjs");
  const child = spawn(process.execPath, [vitest, "run", "--bail", "1", ...tests], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: "1" },
  });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output += chunk;
  });
  return new Promise((resolve) => child.on("close", (exitCode) => resolve({ exitCode, output })));
}

/** Why the guard is not proven, or undefined when a test failed without it. */
async function problemOf(guard: Guard, folder: string): Promise<string | undefined> {
  let putBack: () => void;
  try {
    putBack = takeOut(guard, folder);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const run = await runTests(folder, guard.tests);
  putBack();
  if (run.exitCode === 0) return `no test of ${guard.tests.join(", ")} fails without it`;
  if (!/Tests .*\d+ failed/.test(run.output)) return `the tests did not run:\n${run.output}`;
  return undefined;
}

async function main(): Promise<number> {
  const waiting = [...GUARDS];
  const problems: string[] = [];

  async function work(): Promise<void> {
    const folder = copyProject();
    for (let guard = waiting.shift(); guard; guard = waiting.shift()) {
      const problem = await problemOf(guard, folder);
      console.log(`${problem ? "NOT PROVEN" : "proven"}: ${guard.promise}`);
      if (problem) problems.push(`${guard.promise}: ${problem}`);
    }
    rmSync(folder, { recursive: true, force: true });
  }

  await Promise.all(Array.from({ length: COPIES }, work));
  console.log(`${GUARDS.length - problems.length} guards proven, ${problems.length} not`);
  for (const problem of problems) console.error(problem);
  return problems.length === 0 ? 0 : 1;
}

void main().then((exitCode) => process.exit(exitCode));
