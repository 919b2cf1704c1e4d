/**
 * The steps of a scenario, unfolded: one line becomes what happens, when, to which cabinets, with
 * every repetition and every end. Chance is drawn from a fork of the plan's seed for each line.
 */
import type { Random } from "../fleet/random";
import { type Choosing, chooseCabinets, STEP_NAME_PATTERN } from "./choice-of-cabinets";
import { Fields } from "./fields";
import type { PlannedCabinet, PlannedStep, Source } from "./plan";
import type { Problems } from "./problem";
import type { ScenarioPart } from "./scenario-files";
import { durationText, momentMs } from "./time-words";
import { VERBS, type Verb, type VerbValue } from "./verbs";
import type { Written } from "./written";

export const STEP_KEYS = ["at", "do", "cabinets", "as", "spread", "for", "every", "until"] as const;
/** A scenario that unfolds into more is a mistake. */
export const STEPS_MAX = 500_000;

export type Values = Readonly<Record<string, number | string>>;

/** One time that a step happened: to these cabinets, or to none in particular. */
export interface Happening {
  readonly atMs: number;
  readonly cabinetIds: readonly string[];
  /** Undefined when it has no end, or the end of the run comes first. */
  readonly endMs: number | undefined;
}

/** What a name of a step stands for. */
export interface NamedStep {
  readonly verb: Verb;
  readonly hasEnd: boolean;
  readonly happenings: readonly Happening[];
  readonly cabinetIds: readonly string[];
}

/** What steps of one file, and of those it includes, know. */
export interface Scope {
  /** "broken" is a step whose own mistakes are told; lines that name it make none by that. */
  readonly names: Map<string, NamedStep | "broken">;
  /** Files may go by the end of their own `for` before the run is over. */
  readonly endMs: number;
  readonly offsetMs: number;
}

export interface StepsOptions {
  readonly cabinets: readonly PlannedCabinet[];
  readonly random: Random;
  readonly startMs: number;
  readonly durationMs: number;
  readonly problems: Problems;
}

const VERB_BY_NAME: ReadonlyMap<string, Verb> = new Map(VERBS.map((verb) => [verb.name, verb]));
const VERB_NAMES = VERBS.map(({ name }) => name);
const STEP_NAME = new RegExp(STEP_NAME_PATTERN);

/** The value of a verb that may be said right after it: `command drill`, `roll-out crashing`. */
export function spokenValue(verb: Verb): (VerbValue & { kind: "choice" }) | undefined {
  const choices = Object.values(verb.values).flatMap((value) => {
    return value.kind === "choice" ? [value] : [];
  });
  return choices.length === 1 ? choices[0] : undefined;
}

/** Values that are written as keys of their own; words that a step has already are not. */
export function keyedValues(verb: Verb): readonly [string, VerbValue][] {
  const taken: readonly string[] = STEP_KEYS;
  return Object.entries(verb.values).filter(([key]) => !taken.includes(key));
}

interface Deed {
  readonly verb: Verb;
  /** The word after the verb. */
  readonly word: string | undefined;
}

function deedOf(fields: Fields): Deed | undefined {
  const text = fields.requiredText("do");
  if (text === undefined) return undefined;
  const [name = "", ...rest] = text.split(" ");
  const verb = VERB_BY_NAME.get(name);
  if (!verb) return fields.refuse("do", "do needs one of the verbs of verbs.md", VERB_NAMES);
  const word = rest.length > 0 ? rest.join(" ") : undefined;
  const spoken = spokenValue(verb);
  if (word === undefined || spoken?.choices.includes(word)) return { verb, word };
  const rule = spoken
    ? `after ${name} may come one of ${spoken.choices.join(", ")}`
    : `nothing comes after ${name}`;
  return fields.refuse("do", rule, [name, ...(spoken?.choices ?? []).map((c) => `${name} ${c}`)]);
}

function valuesOf(fields: Fields, { verb, word }: Deed): Values {
  const values: Record<string, number | string> = {};
  const keyed = new Map(keyedValues(verb));
  for (const [key, value] of Object.entries(verb.values)) {
    values[key] = value.default;
    if (value.kind === "choice" && word !== undefined && value.choices.includes(word)) {
      values[key] = word;
      if (keyed.has(key) && fields.has(key)) fields.refuse(key, `${verb.name} has it already`);
    } else if (keyed.has(key)) {
      const written =
        value.kind === "choice"
          ? fields.choice(key, value.choices)
          : fields.number(key, { min: value.min, max: value.max, unit: unitOf(key) });
      values[key] = written ?? value.default;
    }
  }
  return values;
}

const UNITS: Readonly<Record<string, string>> = {
  s: "seconds",
  ms: "milliseconds",
  mv: "millivolts",
  days: "days",
  hour: "an hour",
};

/** The unit of a value, by the end of its name; undefined when it has none. */
export function unitOf(key: string): string | undefined {
  return UNITS[key.split("-").at(-1) ?? ""];
}

interface Times {
  readonly atMs: number;
  readonly spreadMs: number;
  readonly lastsMs: number | undefined;
  readonly everyMs: number | undefined;
  readonly untilMs: number;
}

/** A moment of a file, from the start of the run; it has to be in the run. */
export function momentIn(fields: Fields, key: string, scope: Scope, options: StepsOptions) {
  const text = fields.text(key);
  if (text === undefined) return undefined;
  const ownMs = momentMs(text, options.startMs);
  const rule =
    `${key} is a time from the start such as 3 h 20 min, ` +
    "or a day and a Korean time such as day 2 09:00";
  if (ownMs === undefined) return fields.refuse(key, rule);
  const atMs = ownMs + scope.offsetMs;
  if (ownMs < 0) return fields.refuse(key, "it lies before the start of the run");
  if (atMs <= options.durationMs) return atMs;
  return fields.refuse(key, `the run is over after ${durationText(options.durationMs)}`);
}

function timesOf(
  fields: Fields,
  verb: Verb,
  scope: Scope,
  options: StepsOptions,
): Times | undefined {
  if (!fields.has("at")) return fields.refuse("at", 'a step needs "at"');
  const atMs = momentIn(fields, "at", scope, options);
  const spreadMs = fields.duration("spread") ?? 0;
  const lastsMs = fields.duration("for");
  const everyMs = fields.duration("every");
  const untilMs = momentIn(fields, "until", scope, options) ?? scope.endMs;
  if (fields.has("for") && verb.endedBy === undefined) {
    fields.refuse("for", `${verb.name} has no end, so it takes no "for"`);
  }
  if (fields.has("until") && !fields.has("every")) {
    fields.refuse("until", 'until needs "every"; how long something lasts is "for"');
  }
  if (everyMs !== undefined && (everyMs < 1000 || everyMs <= (lastsMs ?? 0) + spreadMs)) {
    const rule =
      "it has to be over before it comes again: every is longer than spread and for together, " +
      "and 1 s at least";
    return fields.refuse("every", rule);
  }
  return atMs === undefined ? undefined : { atMs, spreadMs, lastsMs, everyMs, untilMs };
}

/** Reads steps, one after the other; keeps what later lines refer to. */
export class StepReader {
  readonly steps: PlannedStep[] = [];
  private lines = 0;

  constructor(private readonly options: StepsOptions) {}

  /** All steps of one file; `scope` knows the names of the files it includes. */
  readFile(part: ScenarioPart, scope: Scope): void {
    let same: readonly string[] | undefined;
    const written = part.fields.get("steps");
    if (written && written.kind !== "list" && written.kind !== "nothing") {
      part.fields.refuse("steps", 'steps are a list; each begins with "- at:"');
      return;
    }
    for (const item of part.fields.list("steps")) {
      const ids = this.readStep(item, scope, same);
      if (ids && ids.length > 0) same = ids;
    }
  }

  private readStep(
    written: Written,
    scope: Scope,
    same: readonly string[] | undefined,
  ): readonly string[] | undefined {
    const { problems } = this.options;
    const random = this.options.random.fork(`step ${this.lines++}`);
    const fields = new Fields(written, "a step", problems);
    if (written.kind !== "map") return undefined;
    const deed = deedOf(fields);
    if (!deed) {
      // Values of an unknown verb cannot be judged; the rest can.
      timesOf(
        fields,
        { name: "it", on: "cabinets", help: "", values: {}, endedBy: "end" },
        scope,
        this.options,
      );
      this.name(fields, scope, "broken");
      return undefined;
    }
    const known = [...STEP_KEYS, ...keyedValues(deed.verb).map(([key]) => key)];
    new Fields(written, deed.verb.name, problems).refuseOthers(known, written);
    const values = valuesOf(fields, deed);
    const times = timesOf(fields, deed.verb, scope, this.options);
    const named = cabinetsByName(scope);
    const choosing = { cabinets: this.options.cabinets, same, named, problems };
    const chooser = chooserOf(fields, deed.verb, choosing);
    if (!times || !chooser) {
      // Whatever else is wrong, the choice of cabinets is judged as well.
      chooser?.(random);
      this.name(fields, scope, "broken");
      return undefined;
    }
    const happenings = this.happenings(times, chooser, random);
    if (!happenings) {
      this.name(fields, scope, "broken");
      return undefined;
    }
    this.write({ verb: deed.verb, values, happenings, source: sourceOf(written) });
    const ids = unique(happenings.flatMap(({ cabinetIds }) => cabinetIds));
    const hasEnd = times.lastsMs !== undefined;
    this.name(fields, scope, { verb: deed.verb, hasEnd, happenings, cabinetIds: ids });
    return ids;
  }

  private name(fields: Fields, scope: Scope, step: NamedStep | "broken"): void {
    const name = fields.text("as");
    if (name === undefined) return;
    const isTaken = scope.names.has(name);
    if (isTaken) fields.refuse("as", "another step has this name");
    else if (!STEP_NAME.test(name) || this.options.cabinets.some(({ id }) => id === name)) {
      fields.refuse(
        "as",
        "a name is one word of small letters, digits and hyphens, and no other word of scenarios",
      );
    } else scope.names.set(name, step);
  }

  /** Undefined when it cannot be said to whom it happens. */
  private happenings(times: Times, chooser: Chooser, random: Random): Happening[] | undefined {
    const { atMs, everyMs, untilMs } = times;
    const happenings: Happening[] = [];
    for (let time = 0; ; time++) {
      const baseMs = atMs + time * (everyMs ?? 0);
      if (time > 0 && (everyMs === undefined || baseMs > untilMs)) break;
      const own = random.fork(`time ${time}`);
      const ids = chooser(own);
      if (!ids) return undefined;
      happenings.push(...this.happeningsAt(baseMs, times, ids, own));
      if (happenings.length > STEPS_MAX) break;
    }
    return happenings;
  }

  private happeningsAt(
    baseMs: number,
    times: Times,
    ids: readonly string[] | "nobody",
    random: Random,
  ): Happening[] {
    const { spreadMs, lastsMs } = times;
    const { durationMs } = this.options;
    const happening = (atMs: number, cabinetIds: readonly string[]): Happening => {
      const endMs = lastsMs === undefined ? undefined : atMs + lastsMs;
      const isEnded = endMs !== undefined && endMs <= durationMs;
      return { atMs, cabinetIds, endMs: isEnded ? endMs : undefined };
    };
    const delayMs = () => (spreadMs === 0 ? 0 : random.integer(0, spreadMs));
    const groups = ids === "nobody" ? [[]] : spreadMs === 0 ? [ids] : ids.map((id) => [id]);
    return groups
      .filter((group) => ids === "nobody" || group.length > 0)
      .map((group) => happening(Math.min(baseMs + delayMs(), durationMs), group));
  }

  private write(deed: {
    readonly verb: Verb;
    readonly values: Values;
    readonly happenings: readonly Happening[];
    readonly source: Source;
  }): void {
    const { verb, values, source } = deed;
    for (const { atMs, cabinetIds, endMs } of deed.happenings) {
      this.steps.push({ atMs, verb: verb.name, cabinetIds, values, source });
      if (endMs === undefined || verb.endedBy === undefined) continue;
      this.steps.push({ atMs: endMs, verb: verb.endedBy, cabinetIds, values: {}, source });
    }
    if (this.steps.length <= STEPS_MAX) return;
    const rule = `a scenario unfolds into ${STEPS_MAX} steps at most; use a longer "every"`;
    this.options.problems.add(source, { key: "every", rule });
  }
}

type Chooser = (random: Random) => readonly string[] | "nobody" | undefined;

function chooserOf(
  fields: Fields,
  verb: Verb,
  choosing: Omit<Choosing, "random">,
): Chooser | undefined {
  const written = fields.get("cabinets");
  if (verb.on !== "cabinets") {
    if (!written) return () => "nobody";
    return fields.refuse("cabinets", `${verb.name} happens to the ${verb.on}, not to cabinets`);
  }
  if (!written) return fields.refuse("cabinets", `${verb.name} needs "cabinets", such as some 3`);
  return (random) => chooseCabinets(written, { ...choosing, random });
}

/** The names of a scope with their cabinets. */
export function cabinetsByName(scope: Scope): Choosing["named"] {
  const named = new Map<string, readonly string[] | undefined>();
  for (const [name, step] of scope.names) {
    if (step === "broken") named.set(name, undefined);
    else if (step.verb.on === "cabinets") named.set(name, step.cabinetIds);
  }
  return named;
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}

function sourceOf({ file, line }: Written): Source {
  return { file, line };
}
