/**
 * Which verbs exploration takes, how often, and with which values: bounds of the verbs' own table,
 * drawn so that small values, from which most trouble comes, are as likely as large ones.
 */
import type { Random } from "../fleet/random";
import { VERBS, type Verb, type VerbValue } from "../scenario/verbs";

export type Values = Readonly<Record<string, number | string>>;

/** Verbs that only end others, or that are what honest people do afterwards. */
const SEQUELS: readonly string[] = ["confirm-aed"];
/**
 * Taken only when asked for: a clone is not detected, a roll-out takes long, worn out flash has no
 * end.
 */
const NOT_BY_ITSELF: readonly string[] = ["clone-sensor", "roll-out", "wear-out-flash"];

/** How often a verb is drawn; 2 for those that are not here. */
const WEIGHTS: Readonly<Record<string, number>> = {
  "kill-broker": 8,
  "cut-server-power": 3,
  "stop-broker": 3,
  "fill-disk": 2,
  "set-server-clock": 3,
  "network-down": 5,
  "lose-connections": 4,
  "half-open": 4,
  "hold-reports": 4,
  "delay-network": 2,
  "take-aed": 6,
  "swap-aed": 4,
  "open-door": 4,
  "disconnect-pads": 4,
  "cut-power-in-flash": 4,
  "reset-sensor": 4,
  "cut-wifi": 4,
  "replay-reports": 4,
  command: 5,
  "service-visit": 1,
};
const WEIGHT_DEFAULT = 2;
const PREFERRED_FACTOR = 12;

/** Days about today are where dates bite. */
const NEAR_DAYS = [-1, 0, 1];
/** One brown-out takes no longer. */
const BROWN_OUT_S_MAX = 7200;

const VERB_BY_NAME: ReadonlyMap<string, Verb> = new Map(VERBS.map((verb) => [verb.name, verb]));
const ENDS: ReadonlySet<string> = new Set(
  VERBS.flatMap(({ endedBy }) => (endedBy === undefined ? [] : [endedBy])),
);

/** The verb with this name. Throws when there is none. */
export function verbNamed(name: string): Verb {
  const verb = VERB_BY_NAME.get(name);
  if (!verb) throw new RangeError(`There is no verb "${name}"; see verbs.md for all of them.`);
  return verb;
}

/** What to draw from. */
export interface VerbChoice {
  /** Only these; undefined = all that exploration takes by itself. */
  readonly only?: readonly string[];
  /** These much more often. */
  readonly prefer?: readonly string[];
  /** None of these. */
  readonly never?: readonly string[];
}

export interface WeighedVerb {
  readonly verb: Verb;
  readonly weight: number;
}

/** The verbs that begin something, with their weights. Throws when a name is no verb's. */
export function weighedVerbs(choice: VerbChoice): readonly WeighedVerb[] {
  const { only, prefer = [], never = [] } = choice;
  for (const name of [...(only ?? []), ...prefer]) verbNamed(name);
  const isTaken = ({ name }: Verb) => {
    if (never.includes(name)) return false;
    if (only) return only.includes(name);
    if (ENDS.has(name) || SEQUELS.includes(name)) return false;
    return !NOT_BY_ITSELF.includes(name) || prefer.includes(name);
  };
  return VERBS.filter(isTaken).map((verb) => {
    const factor = prefer.includes(verb.name) ? PREFERRED_FACTOR : 1;
    return { verb, weight: (WEIGHTS[verb.name] ?? WEIGHT_DEFAULT) * factor };
  });
}

/** One of them, by weight. Throws when there are none. */
export function drawVerb(verbs: readonly WeighedVerb[], random: Random): Verb {
  let lot = random.next() * verbs.reduce((sum, { weight }) => sum + weight, 0);
  for (const { verb, weight } of verbs) {
    lot -= weight;
    if (lot < 0) return verb;
  }
  throw new RangeError("There are no verbs to draw from.");
}

/** From `min` to `max`, each power of ten as likely as another; both at least 1. */
export function logUniform(random: Random, min: number, max: number): number {
  return Math.round(min * (max / min) ** random.next());
}

function drawNumber(random: Random, name: string, { min, max }: { min: number; max: number }) {
  if (name === "in-days" && random.next() < 0.6) return random.pick(NEAR_DAYS);
  if (min >= 1) return logUniform(random, min, max);
  if (max < 1 || name === "mv" || name === "in-days") return random.integer(min, max);
  const isBack = min < 0 && random.next() < 0.5;
  return isBack ? -logUniform(random, 1, -min) : logUniform(random, 1, max);
}

function drawValue(random: Random, name: string, value: VerbValue): number | string {
  return value.kind === "choice"
    ? random.pick(value.choices)
    : drawNumber(random, name, { min: value.min, max: value.max });
}

/** Values of a verb, of which nothing lasts longer than `lastsMs`. */
export function drawValues(verb: Verb, lastsMs: number, random: Random): Values {
  const drawn = Object.entries(verb.values).map(([name, value]) => {
    return [name, drawValue(random, name, value)] as const;
  });
  const values = Object.fromEntries(drawn);
  const lastsS = Math.max(1, Math.floor(lastsMs / 1000));
  if (typeof values.s === "number") values.s = Math.min(values.s, lastsS);
  if (verb.name === "brown-out") {
    const times = Number(values.times);
    const everyMaxS = Math.max(1, Math.floor(Math.min(BROWN_OUT_S_MAX, lastsS) / times));
    values["every-s"] = Math.min(Number(values["every-s"]), everyMaxS);
  }
  return values;
}
