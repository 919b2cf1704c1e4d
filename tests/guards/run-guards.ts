/**
 * `npm run test:guards`: takes each guard of the product out, one at a time, in a copy of the
 * project, and demands that a test then fails. A guard nobody would miss is reported by name.
 * With words behind it (`npm run test:guards -- outbox command`) only guards whose file or promise
 * has one of them.
 */
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BROKER_GUARDS } from "./broker-guards";
import { COMMAND_GUARDS } from "./command-guards";
import { DRIVER_GUARDS } from "./driver-guards";
import { FIRMWARE_GUARDS } from "./firmware-guards";
import { FLASH_GUARDS } from "./flash-guards";
import type { Guard } from "./guard";
import { OUTBOX_GUARDS } from "./outbox-guards";
import { PROVISION_GUARDS } from "./provision-guards";
import { READINESS_GUARDS } from "./readiness-guards";
import { REMOTE_GUARDS } from "./remote-guards";
import { SYSTEM_GUARDS } from "./system-guards";
import { UPDATE_GUARDS } from "./update-guards";

const projectFolder = join(__dirname, "../..");
const ALL_GUARDS: readonly Guard[] = [
  ...READINESS_GUARDS,
  ...BROKER_GUARDS,
  ...COMMAND_GUARDS,
  ...FIRMWARE_GUARDS,
  ...OUTBOX_GUARDS,
  ...DRIVER_GUARDS,
  ...UPDATE_GUARDS,
  ...REMOTE_GUARDS,
  ...SYSTEM_GUARDS,
  ...FLASH_GUARDS,
  ...PROVISION_GUARDS,
];
const WORDS = process.argv.slice(2);
const GUARDS = ALL_GUARDS.filter(({ file, promise }) => {
  return WORDS.length === 0 || WORDS.some((word) => `${file} ${promise}`.includes(word));
});
/** Copies of the project that work side by side; each runs its guards one after the other. */
const COPIES = 2;

/** A copy of every file git knows or would add, sharing the installed packages. */
function copyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), "guards-"));
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], {
    cwd: projectFolder,
    encoding: "utf8",
  });
  for (const path of listed.split("\n").filter(Boolean)) {
    cpSync(join(projectFolder, path), join(folder, path), { recursive: true });
  }
  symlinkSync(join(projectFolder, "node_modules"), join(folder, "node_modules"));
  return folder;
}

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
  const path = join(folder, guard.file);
  const text = readFileSync(path, "utf8");
  const places = text.split(guard.find).length - 1;
  if (places !== 1) return `its text is ${places} times in ${guard.file}; it must be there once`;
  writeFileSync(
    path,
    text.replace(guard.find, () => guard.replace),
  );
  const run = await runTests(folder, guard.tests);
  writeFileSync(path, text);
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
