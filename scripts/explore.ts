/**
 * `npm run explore`: invents plans, seed after seed, and runs them on all cores until a promise is
 * broken; then makes the plan that broke it small, keeps it, and says how to run it again. Exit
 * codes: 0 nothing found, 1 something was, 2 it was called wrongly.
 */
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { performance } from "node:perf_hooks";
import type { Violation } from "../simulator/check/checker";
import { randomPlan } from "../simulator/explore/random-plan";
import type { Plan } from "../simulator/scenario/plan";
import { VERBS } from "../simulator/scenario/verbs";
import { writeVerdict } from "../simulator/verdict/outputs";
import { verdictTable } from "../simulator/verdict/table";
import { helpText, readOptions, UsageError, type Values } from "./command-line";
import { runExploreGuards } from "./explore-guards";
import { ExplorePool } from "./explore-pool";
import { type Found, searchSeeds, shrinkFound } from "./explore-search";
import { buildFirmwareQuietly } from "./firmware-folder";
import { makeOutputFolder } from "./output-folder";
import type { StoreKind } from "./sim/broker-store";
import { builtFirmware, runPlan } from "./sim/laboratory";

const SUMMARY =
  "Invents runs and looks for a broken promise. With --guards [seeds] [word ...] it takes the " +
  "guards of the product out instead, one at a time, and demands that each is missed.";
/** A run of usual size takes seconds. */
const RUN_MS_MAX = 900_000;
const COLUMNS_MAX = 100;
const PROGRESS_MS = 10_000;
const REGRESSIONS = join(__dirname, "../simulator/explore/regressions");

const OPTIONS = {
  seeds: { kind: "integer", min: 1, max: 1e9, default: 100, help: "how many plans" },
  "first-seed": { kind: "integer", min: 0, max: 1e9, default: 1, help: "the seed of the first" },
  days: { kind: "integer", min: 1, max: 366, default: 7, help: "days of each run" },
  cabinets: { kind: "integer", min: 1, max: 1000, default: 20, help: "cabinets of each run" },
  workers: { kind: "integer", min: 1, max: 256, help: "processes; as many as cores by default" },
  store: {
    kind: "choice",
    choices: ["by-plan", "memory-file", "disk-model"],
    default: "by-plan",
    help: "where the broker's data lie",
  },
  only: { kind: "text", valueName: "VERB,VERB", help: "nothing but these verbs of verbs.md" },
  prefer: { kind: "text", valueName: "VERB,VERB", help: "these verbs much more often" },
  "shrink-s": { kind: "integer", min: 0, max: 86_400, default: 300, help: "time to make it small" },
  keep: { kind: "text", valueName: "FOLDER", help: "where a plan that breaks something is kept" },
  replay: { kind: "integer", min: 0, max: 1e9, help: "runs this one seed and shows its verdict" },
  out: { kind: "text", valueName: "FOLDER", help: "with --replay: verdict.json, .xml and .html" },
} as const;
type Given = Values<typeof OPTIONS>;

function words(text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  const names = text.split(",").filter(Boolean);
  for (const name of names) {
    if (VERBS.some((verb) => verb.name === name)) continue;
    throw new UsageError(`There is no verb "${name}"; see simulator/scenario/verbs.md.`);
  }
  return names;
}

function planOptions(given: Given) {
  const only = words(given.only);
  const prefer = words(given.prefer);
  const { days, cabinets: cabinetCount } = given;
  return { days, cabinetCount, ...(only && { only }), ...(prefer && { prefer }) };
}

function storeOf({ store }: Given): { readonly store?: StoreKind } {
  return store === "by-plan" ? {} : { store: store as StoreKind };
}

function violationText({ property, atMs, cabinetId, sentence }: Violation): string {
  const hours = (atMs / 3_600_000).toFixed(3);
  return `  ${property} at ${hours} h${cabinetId ? ` (${cabinetId})` : ""}: ${sentence}`;
}

/** Progress on one line of a terminal, or a line now and then. */
function createProgress(seeds: number) {
  const startedMs = performance.now();
  const isTerminal = process.stdout.isTTY;
  let toldMs = startedMs;
  return ({ seedsDone, cabinetDays }: { seedsDone: number; cabinetDays: number }): void => {
    const nowMs = performance.now();
    if (!isTerminal && nowMs - toldMs < PROGRESS_MS && seedsDone < seeds) return;
    toldMs = nowMs;
    const perS = seedsDone / ((nowMs - startedMs) / 1000);
    const leftS = Math.round((seeds - seedsDone) / perS);
    const text =
      `${seedsDone} of ${seeds} seeds, ${Math.round(cabinetDays)} cabinet-days, ` +
      `${perS.toFixed(2)} seeds/s, ${leftS} s to go`;
    if (isTerminal) process.stdout.write(`\r\x1b[K${text}${seedsDone === seeds ? "\n" : ""}`);
    else console.log(text);
  };
}

/** JSON as the project's formatter writes it: a list of ids stays on its line while it fits. */
function planText(plan: Plan): string {
  const list = /^( *"cabinetIds": )\[\n([^\]]*)\](,?)$/gm;
  const short = (whole: string, key: string, inside: string, comma: string) => {
    const ids = inside.trim().split(/\n */).join(" ");
    const line = `${key}[${ids}]${comma}`;
    return line.length <= COLUMNS_MAX ? line : whole;
  };
  return `${JSON.stringify(plan, null, 2).replace(list, short)}\n`;
}

function keepPlan(folder: string, name: string, plan: Plan): string {
  makeOutputFolder("keep", folder);
  const path = join(folder, `${name}.json`);
  writeFileSync(path, planText(plan));
  return path;
}

async function tellFound(found: Found, pool: ExplorePool, given: Given): Promise<void> {
  console.log(`\nSeed ${found.seed} breaks a promise:`);
  for (const violation of found.violations) console.log(violationText(violation));
  const property = found.violations[0]?.property ?? "unknown";
  const endMs = performance.now() + given["shrink-s"] * 1000;
  const plan = await shrinkFound(found, {
    pool,
    ...storeOf(given),
    isOver: () => performance.now() > endMs,
    onProgress: ({ steps, cabinets, durationMs }, tried) => {
      const hours = (durationMs / 3_600_000).toFixed(1);
      console.log(
        `smaller: ${steps.length} steps, ${cabinets.length} cabinets, ${hours} h (${tried} tried)`,
      );
    },
  });
  const name = `${property}-${found.seed}`;
  const told = { ...plan, name, purpose: `Broke the promise "${property}" once.` };
  const path = relative(process.cwd(), keepPlan(given.keep ?? REGRESSIONS, name, told));
  for (const { atMs, verb, cabinetIds, values } of plan.steps) {
    const extra = Object.entries(values).map(([key, value]) => `${key}=${value}`);
    console.log(`  ${atMs} ms  ${[verb, ...extra].join(" ")}  ${cabinetIds.join(" ")}`);
  }
  console.log(`Kept as ${path}. Again:\n  npm run fleet -- --plan ${path}`);
}

async function explore(given: Given): Promise<number> {
  // Said here, once and in time: what no run can do without.
  builtFirmware();
  const pool = new ExplorePool({
    workers: given.workers ?? availableParallelism(),
    runMsMax: RUN_MS_MAX,
  });
  try {
    const startedMs = performance.now();
    const { seeds, "first-seed": firstSeed } = given;
    const onProgress = createProgress(seeds);
    const random = planOptions(given);
    const result = await searchSeeds({
      pool,
      firstSeed,
      seeds,
      random,
      ...storeOf(given),
      onProgress,
    });
    const tookS = ((performance.now() - startedMs) / 1000).toFixed(1);
    const days = Math.round(result.cabinetDays);
    if (result.found) await tellFound(result.found, pool, given);
    const what = result.found ? "one breaks a promise" : "no promise was broken";
    console.log(`${result.seedsDone} seeds, ${days} cabinet-days in ${tookS} s: ${what}.`);
    return result.found ? 1 : 0;
  } finally {
    pool.close();
  }
}

async function replay(seed: number, given: Given): Promise<number> {
  const plan = randomPlan({ seed, ...planOptions(given) });
  const replayWords = `npm run explore -- ${process.argv.slice(2).join(" ")}`;
  const verdict = await runPlan({
    plan,
    firmware: builtFirmware(),
    replay: replayWords,
    ...storeOf(given),
  });
  const columns = process.stdout.columns ?? 100;
  console.log(verdictTable(verdict, { columns, hasColour: process.stdout.isTTY === true }));
  if (given.out !== undefined) {
    const paths = await writeVerdict(verdict, { folder: given.out, writeFile: writeFileSync });
    for (const path of paths) console.log(path);
  }
  return verdict.isPassed ? 0 : 1;
}

/** Before a search, which may be long. */
function makeOutputFolders({ out, keep, replay: seed }: Given): void {
  if (out !== undefined && seed === undefined) {
    throw new UsageError("--out does not go without --replay: a search keeps plans, with --keep.");
  }
  if (out !== undefined) makeOutputFolder("out", out);
  if (keep !== undefined) makeOutputFolder("keep", keep);
}

async function main(args: readonly string[]): Promise<number> {
  try {
    if (args[0] === "--guards") return await runExploreGuards(args.slice(1));
    const given = readOptions(args, OPTIONS);
    if (given === "help") {
      console.log(helpText("explore", SUMMARY, OPTIONS));
      return 0;
    }
    makeOutputFolders(given);
    await buildFirmwareQuietly();
    return await (given.replay === undefined ? explore(given) : replay(given.replay, given));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 2;
  }
}

void main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
  // What was printed leaves before the process does.
  process.stdout.write("", () => process.exit(exitCode));
});
