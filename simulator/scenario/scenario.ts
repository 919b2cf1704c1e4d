/**
 * Reads a scenario: YAML in, a plan out, or every problem that it has. The same file, seed, count
 * and parameters give the same plan.
 */
import { createRandom } from "../fleet/random";
import type { Plan, PlannedCabinet, PlannedExpectation } from "./plan";
import { readCabinets } from "./planned-cabinets";
import { readExpectations } from "./planned-expectations";
import { type NamedStep, type Scope, StepReader, type StepsOptions } from "./planned-steps";
import { Problems, type ScenarioProblem } from "./problem";
import { loadScenario, mergedCabinets, ownDurationMs, type ScenarioPart } from "./scenario-files";
import { DAY_MS, startOfRunMs } from "./time-words";

export interface ScenarioOptions {
  /** A whole number, 1 if not given; everything random in the plan and its run comes from it. */
  readonly seed?: number | undefined;
  /** Instead of the count that the file says. */
  readonly cabinetCount?: number | undefined;
  /** Instead of the defaults of the files. */
  readonly parameters?: Readonly<Record<string, string | number>> | undefined;
  /** The text of a file. Throws when there is none. */
  readonly readFile: (file: string) => string;
}

export type PlanResult =
  | { readonly plan: Plan; readonly problems?: undefined }
  | { readonly plan?: undefined; readonly problems: readonly ScenarioProblem[] };

const SEED_DEFAULT = 1;
/** An ordinary working day in summer, Korean time. */
const START_DEFAULT = "2026-07-15 09:00";

interface Whole {
  readonly main: ScenarioPart;
  readonly options: StepsOptions;
  readonly reader: StepReader;
  readonly expectations: PlannedExpectation[];
}

function startOf({ fields }: ScenarioPart): number {
  const standardMs = startOfRunMs(START_DEFAULT) ?? 0;
  const text = fields.text("start");
  if (text === undefined) return standardMs;
  const rule = `start is a day that exists and a Korean time, such as ${START_DEFAULT}`;
  return startOfRunMs(text) ?? fields.refuse("start", rule) ?? standardMs;
}

function durationOf({ fields }: ScenarioPart): number {
  const ms = fields.has("for") ? fields.duration("for") : DAY_MS;
  if (ms === 0) fields.refuse("for", "a run lasts longer than nothing");
  return ms ?? DAY_MS;
}

/** Reads the steps of a file after those of its includes, then what both expect. */
function readPart(part: ScenarioPart, whole: Whole): Scope {
  const names = new Map<string, NamedStep | "broken">();
  for (const include of part.includes) {
    for (const [name, step] of readPart(include, whole).names) names.set(name, step);
  }
  const { durationMs } = whole.options;
  const ownMs = ownDurationMs(part) ?? durationMs;
  const endMs = Math.min(durationMs, part.offsetMs + ownMs);
  const scope: Scope = { names, endMs, offsetMs: part.offsetMs };
  whole.reader.readFile(part, scope);
  whole.expectations.push(...readExpectations(part, scope, whole.options));
  return scope;
}

function planOf(main: ScenarioPart, options: ScenarioOptions, problems: Problems): Plan {
  const name = main.fields.requiredText("name") ?? "";
  const purpose = (main.fields.requiredText("purpose") ?? "").trim();
  const startMs = startOf(main);
  const durationMs = durationOf(main);
  const { seed = SEED_DEFAULT } = options;
  const random = createRandom(seed);
  const cabinets: readonly PlannedCabinet[] = readCabinets({
    written: mergedCabinets(main),
    count: options.cabinetCount,
    random: random.fork("cabinets"),
    startMs,
    durationMs,
    problems,
  });
  const stepsOptions = { cabinets, random: random.fork("steps"), startMs, durationMs, problems };
  const reader = new StepReader(stepsOptions);
  const expectations: PlannedExpectation[] = [];
  readPart(main, { main, options: stepsOptions, reader, expectations });
  const steps = reader.steps.toSorted((a, b) => a.atMs - b.atMs);
  return { name, purpose, seed, startMs, durationMs, cabinets, steps, expectations };
}

function inOrderOfLines(problems: readonly ScenarioProblem[]): ScenarioProblem[] {
  const byText = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...byText.values()].sort((a, b) => {
    return a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1;
  });
}

/** The plan that a scenario file describes, or all that is wrong with it. Never throws for it. */
export function readScenario(file: string, options: ScenarioOptions): PlanResult {
  const problems = new Problems();
  const { readFile, parameters = {} } = options;
  const main = loadScenario(file, { readFile, parameters, problems });
  if (!main) return { problems: inOrderOfLines(problems.found) };
  const plan = planOf(main, options, problems);
  return problems.found.length > 0 ? { problems: inOrderOfLines(problems.found) } : { plan };
}
