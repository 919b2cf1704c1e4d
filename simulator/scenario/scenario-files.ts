/**
 * The files of a scenario: the one that is run and those it includes, each with its parameters
 * filled in, in the order in which they count. Includes come first; nobody includes itself.
 */
import { posix } from "node:path";
import { Fields } from "./fields";
import type { Source } from "./plan";
import type { Problems } from "./problem";
import { durationMs } from "./time-words";
import { fillIn, readWritten, type Written, type WrittenEntry } from "./written";

export const SCENARIO_KEYS = [
  "name",
  "purpose",
  "parameters",
  "include",
  "start",
  "for",
  "cabinets",
  "steps",
  "expect",
] as const;
export const INCLUDE_KEYS = ["file", "at", "parameters"] as const;

/** A file of a scenario, with parameters filled in. */
export interface ScenarioPart {
  readonly file: string;
  readonly fields: Fields;
  /** Its times count from here. */
  readonly offsetMs: number;
  /** Files that it includes itself. */
  readonly includes: readonly ScenarioPart[];
}

export interface FilesOptions {
  /** The text of a file. Throws when there is none. */
  readonly readFile: (file: string) => string;
  /** Values from the command line. */
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly problems: Problems;
}

interface Loading {
  readonly options: FilesOptions;
  /** Names that some file has. */
  readonly declared: Set<string>;
}

interface Inclusion {
  readonly file: string;
  readonly source: Source;
  readonly offsetMs: number;
  readonly given: ReadonlyMap<string, string>;
  /** Files that include it, outermost first. */
  readonly outer: readonly string[];
}

function entriesOf(fields: Fields, key: string): readonly WrittenEntry[] {
  const written = fields.get(key);
  if (!written || written.kind === "nothing") return [];
  if (written.kind === "map") return written.entries;
  fields.refuse(key, `${key} are written as "name: value" lines`);
  return [];
}

function parametersOf(fields: Fields, inclusion: Inclusion, loading: Loading) {
  const values = new Map<string, string>();
  const { parameters, problems } = loading.options;
  const fromOutside = new Map(Object.entries(parameters));
  for (const { key, value, file, line } of entriesOf(fields, "parameters")) {
    loading.declared.add(key);
    if (value.kind === "text") {
      values.set(key, inclusion.given.get(key) ?? String(fromOutside.get(key) ?? value.text));
    } else
      problems.add({ file, line }, { key, rule: "a parameter needs one value as its default" });
  }
  for (const [key, value] of inclusion.given) {
    if (values.has(key)) continue;
    const rule = `${inclusion.file} has no such parameter`;
    problems.add(inclusion.source, { key, value, rule, words: [...values.keys()], wrong: "key" });
  }
  return values;
}

/** Relative to the file that includes it. */
function pathFrom(file: string, relative: string): string {
  return posix.normalize(posix.join(posix.dirname(file), relative));
}

function inclusionOf(written: Written, from: Inclusion, problems: Problems): Inclusion | undefined {
  const base = { source: written, outer: [...from.outer, from.file] };
  if (written.kind === "text") {
    const file = pathFrom(from.file, written.text);
    return { ...base, file, offsetMs: from.offsetMs, given: new Map() };
  }
  const fields = new Fields(written, "include", problems);
  fields.refuseOthers(INCLUDE_KEYS, written);
  const given = new Map<string, string>();
  for (const { key, value } of entriesOf(fields, "parameters")) {
    if (value.kind === "text") given.set(key, value.text);
  }
  const relative = written.kind === "map" ? fields.requiredText("file") : undefined;
  const offsetMs = from.offsetMs + (fields.duration("at") ?? 0);
  return relative === undefined
    ? undefined
    : { ...base, file: pathFrom(from.file, relative), offsetMs, given };
}

function readText(inclusion: Inclusion, options: FilesOptions): string | undefined {
  const { file, source, outer } = inclusion;
  if (outer.includes(file)) {
    const way = [...outer.slice(outer.indexOf(file)), file].join(" -> ");
    const rule = "a file cannot include itself, not by way of others either";
    options.problems.add(source, { key: "include", value: way, rule });
    return undefined;
  }
  try {
    return options.readFile(file);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const rule = `the file cannot be read (${said}); paths are relative to the file they stand in`;
    options.problems.add(source, { key: "include", value: file, rule });
    return undefined;
  }
}

function load(inclusion: Inclusion, loading: Loading): ScenarioPart | undefined {
  const { problems } = loading.options;
  const text = readText(inclusion, loading.options);
  const raw = text === undefined ? undefined : readWritten(inclusion.file, text, problems);
  if (!raw) return undefined;
  const draft = new Fields(raw, "a scenario", problems);
  if (raw.kind !== "map") return undefined;
  const parameters = parametersOf(draft, inclusion, loading);
  const entries = raw.entries.map((entry) => {
    return entry.key === "parameters"
      ? entry
      : { ...entry, value: fillIn(entry.value, parameters, problems) };
  });
  const written: Written = { ...raw, entries };
  const fields = new Fields(written, "a scenario", problems);
  fields.refuseOthers(SCENARIO_KEYS, written);
  const includes = fields.list("include").flatMap((item) => {
    const next = inclusionOf(item, inclusion, problems);
    return (next && load(next, loading)) ?? [];
  });
  return { file: inclusion.file, fields, offsetMs: inclusion.offsetMs, includes };
}

/** The file with all it includes; undefined, with problems told, when it cannot be read. */
export function loadScenario(file: string, options: FilesOptions): ScenarioPart | undefined {
  const loading: Loading = { options, declared: new Set() };
  const source = { file, line: 1 };
  const part = load({ file, source, offsetMs: 0, given: new Map(), outer: [] }, loading);
  if (!part) return undefined;
  const words = [...loading.declared];
  const known = words.join(", ") || "none";
  for (const key of Object.keys(options.parameters)) {
    if (loading.declared.has(key)) continue;
    const rule = `no file of the scenario has such a parameter; there are ${known}`;
    const value = String(options.parameters[key]);
    options.problems.add(source, { key, value, rule, words, wrong: "key" });
  }
  return part;
}

/** What each file says about the cabinets as one map: what is nearer to the outermost file wins. */
export function mergedCabinets(part: ScenarioPart): Written | undefined {
  const byKey = new Map<string, WrittenEntry>();
  let outermost: Written | undefined;
  const visit = (visited: ScenarioPart) => {
    for (const inner of visited.includes) visit(inner);
    const written = visited.fields.get("cabinets");
    if (!written) return;
    outermost = written;
    if (written.kind === "map") for (const entry of written.entries) byKey.set(entry.key, entry);
  };
  visit(part);
  if (outermost === undefined || outermost.kind !== "map") return outermost;
  return { ...outermost, entries: [...byKey.values()] };
}

/** How long a file says it lasts, in milliseconds; undefined when it does not. */
export function ownDurationMs(part: ScenarioPart): number | undefined {
  const text = part.fields.text("for");
  return text === undefined ? undefined : durationMs(text);
}
