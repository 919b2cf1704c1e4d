/**
 * A scenario, or a kept plan, in virtual time against the project's own broker: reads it, runs it
 * with its progress on the screen, prints the verdict and writes it where it was asked for.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { loadFirmware } from "../simulator/fleet/firmware-bundle";
import type { Plan } from "../simulator/scenario/plan";
import { readPlan } from "../simulator/scenario/plan-file";
import { nearestWord, problemText } from "../simulator/scenario/problem";
import {
  type PlanResult,
  readScenario,
  type ScenarioOptions,
} from "../simulator/scenario/scenario";
import { writeVerdict } from "../simulator/verdict/outputs";
import { verdictTable, wrapped } from "../simulator/verdict/table";
import type { Verdict } from "../simulator/verdict/verdict";
import { UsageError } from "./command-line";
import { buildFirmwareQuietly } from "./firmware-folder";
import { makeOutputFolder } from "./output-folder";
import { RunProgress } from "./run-progress";
import { runPlan } from "./sim/laboratory";
import { TraceFile } from "./trace-file";

/** As the user starts the commands: from the project's folder. */
export const LIBRARY_FOLDER = "simulator/scenario/library";
const COLUMNS_DEFAULT = 100;

export interface ScenarioRequest {
  /** A name of the library, or the path of a file. */
  readonly scenario: string | undefined;
  /** The path of a plan, as exploration keeps them. */
  readonly plan: string | undefined;
  readonly seed: number;
  /** Undefined = as the scenario says. */
  readonly cabinetCount: number | undefined;
  /** Parameters of the scenario as "name=value,name=value". */
  readonly parameters: string | undefined;
  /** Folder for verdict.json, verdict.xml and verdict.html; undefined = none are written. */
  readonly out: string | undefined;
  /** File for all events, one line of JSON each; undefined = none is written. */
  readonly trace: string | undefined;
}

/** The names in the library. */
export function libraryNames(): string[] {
  const files = readdirSync(LIBRARY_FOLDER).filter((file) => file.endsWith(".yaml"));
  return files.map((file) => basename(file, ".yaml")).sort();
}

/** Name and purpose of each scenario in the library, for people, in lines of so many columns. */
export function libraryLines(columns: number): string[] {
  return libraryNames().flatMap((name) => {
    const { purpose } = demandPlan(readScenario(scenarioFile(name), readingWith(1)));
    return [name, ...wrapped(purpose.replaceAll("\n", " ").trim(), 2, columns)];
  });
}

/** `theft-wave` → its file in the library; anything that is a file stays what it is. */
function scenarioFile(name: string): string {
  const inLibrary = join(LIBRARY_FOLDER, `${name}.yaml`);
  if (existsSync(inLibrary)) return inLibrary;
  if (existsSync(name)) return name;
  const names = libraryNames();
  const nearest = nearestWord(name, names);
  const hint = nearest === undefined ? "" : ` Did you mean "${nearest}"?`;
  throw new UsageError(
    `--scenario is "${name}"; it must be a file or one of ${names.join(", ")}.${hint}`,
  );
}

function readParameters(text: string | undefined): Record<string, string> {
  if (text === undefined) return {};
  const pairs = text.split(",").map((word) => {
    const at = word.indexOf("=");
    if (at > 0) return [word.slice(0, at).trim(), word.slice(at + 1).trim()] as const;
    throw new UsageError(`--set has "${word}"; write it as name=value,name=value.`);
  });
  return Object.fromEntries(pairs);
}

function demandPlan(result: PlanResult): Plan {
  if (result.plan) return result.plan;
  throw new UsageError(result.problems.map(problemText).join("\n"));
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`The file ${file} cannot be read: ${reason}.`);
  }
}

function readingWith(seed: number): ScenarioOptions {
  return { seed, readFile: readText };
}

function planOf(request: ScenarioRequest): Plan {
  if (request.plan !== undefined) return demandPlan(readPlan(request.plan, readText(request.plan)));
  const { seed, cabinetCount } = request;
  const parameters = readParameters(request.parameters);
  const file = scenarioFile(request.scenario ?? "");
  return demandPlan(readScenario(file, { ...readingWith(seed), cabinetCount, parameters }));
}

/** The words that give exactly this run again. */
function replayOf(request: ScenarioRequest, plan: Plan): string {
  if (request.plan !== undefined) return `npm run fleet -- --plan ${request.plan}`;
  const words = [`npm run fleet -- --scenario ${request.scenario} --seed ${plan.seed}`];
  if (request.cabinetCount !== undefined) words.push(`--count ${request.cabinetCount}`);
  if (request.parameters !== undefined) words.push(`--set "${request.parameters}"`);
  return words.join(" ");
}

async function write(verdict: Verdict, folder: string): Promise<void> {
  const paths = await writeVerdict(verdict, {
    folder,
    writeFile: (path, text) => {
      writeFileSync(path, text);
    },
  });
  console.log(`Written: ${paths.join(", ")}`);
}

/** Runs the plan with its progress on the screen, which is left clean however it ends. */
async function runShown(plan: Plan, request: ScenarioRequest): Promise<Verdict> {
  const firmware = loadFirmware(await buildFirmwareQuietly());
  const trace = request.trace === undefined ? undefined : new TraceFile(request.trace);
  const progress = new RunProgress(process.stdout, plan);
  const stopped = () => progress.stop();
  process.once("exit", stopped);
  try {
    return await runPlan({
      plan,
      firmware,
      replay: replayOf(request, plan),
      onProgress: (atMs) => progress.show(atMs),
      ...(trace && { onTraceLine: (line: string) => trace.write(line) }),
    });
  } finally {
    process.off("exit", stopped);
    progress.end();
    trace?.close();
  }
}

/** Runs it; resolves with whether it passed. */
export async function runScenario(request: ScenarioRequest): Promise<boolean> {
  const plan = planOf(request);
  // Before the run, which may be long.
  if (request.out !== undefined) makeOutputFolder("out", request.out);
  const verdict = await runShown(plan, request);
  const columns = process.stdout.columns ?? COLUMNS_DEFAULT;
  console.log(verdictTable(verdict, { columns, hasColour: process.stdout.isTTY === true }));
  if (request.out !== undefined) await write(verdict, request.out);
  return verdict.isPassed;
}
