/** Scenarios for tests: files in memory, and the library on disk. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "../../../simulator/scenario/plan";
import { problemText } from "../../../simulator/scenario/problem";
import { type PlanResult, readScenario } from "../../../simulator/scenario/scenario";

export const SCENARIO_FOLDER = join(__dirname, "../../../simulator/scenario");
export const LIBRARY_FOLDER = join(SCENARIO_FOLDER, "library");

export interface Given {
  readonly seed?: number;
  readonly cabinetCount?: number;
  readonly parameters?: Readonly<Record<string, string | number>>;
}

/** Reads the first of these files. */
export function read(files: Readonly<Record<string, string>>, given: Given = {}): PlanResult {
  const [first = ""] = Object.keys(files);
  const readFile = (file: string) => {
    const text = files[file];
    if (text === undefined) throw new Error("no such file");
    return text;
  };
  return readScenario(first, { seed: 1, readFile, ...given });
}

const HEAD = "name: A day\npurpose: To see what happens.\n";

/** Reads a scenario with a name and a purpose, and these lines from line 3 on. */
export function readLines(lines: string, given?: Given): PlanResult {
  return read({ "a.yaml": HEAD + lines.replace(/^\n/, "") }, given);
}

/** The plan. Throws with its problems when there is none. */
export function planOf(result: PlanResult): Plan {
  if (result.plan) return result.plan;
  throw new Error(result.problems.map(problemText).join("\n"));
}

export function problemsOf(result: PlanResult): string[] {
  return (result.problems ?? []).map(problemText);
}

export function libraryFiles(): string[] {
  return readdirSync(LIBRARY_FOLDER).filter((name) => name.endsWith(".yaml"));
}

export function readLibrary(name: string, given: Given = {}): PlanResult {
  const readFile = (file: string) => readFileSync(join(LIBRARY_FOLDER, file), "utf8");
  return readScenario(name, { seed: 1, readFile, ...given });
}
