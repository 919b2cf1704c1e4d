/**
 * Which cabinets a line of a scenario is about: "all", "some 3", "20 % of outdoors", "first 5",
 * "the same", the name of an earlier step, "all but stolen", or ids. Chance comes from outside.
 */
import type { Random } from "../fleet/random";
import type { PlannedCabinet } from "./plan";
import { countOfPart, shuffled } from "./planned-cabinets";
import type { Problems } from "./problem";
import { KIND_WORDS, type Written } from "./written";

export interface Choosing {
  readonly cabinets: readonly PlannedCabinet[];
  readonly random: Random;
  /** The cabinets of the step before in the same file. */
  readonly same: readonly string[] | undefined;
  /** Names of earlier steps with their cabinets; undefined when the step is wrong itself. */
  readonly named: ReadonlyMap<string, readonly string[] | undefined>;
  readonly problems: Problems;
}

type Group = (cabinet: PlannedCabinet) => boolean;
/** Cabinets by what they are. */
const GROUPS: ReadonlyMap<string, Group> = new Map<string, Group>([
  ["all", () => true],
  ["outdoors", (cabinet) => cabinet.isOutdoors],
  ["indoors", (cabinet) => !cabinet.isOutdoors],
  ["with backup", (cabinet) => cabinet.hasBackup],
  ["without backup", (cabinet) => !cabinet.hasBackup],
]);
const GROUP_WORDS: readonly string[] = [...GROUPS.keys()];
/** Names of steps may not be any of these words, nor begin as a choice does. */
export const STEP_NAME_PATTERN =
  "^(?!all |some |first |end |the |with|all$|outdoors$|indoors$)[a-z][a-z0-9-]*$";

const SOME = /^(some|first) (\d+)(?: of (.+))?$/;
const PART = /^(\d+(?:\.\d+)?) ?%(?: of (.+))?$/;
const ALL_BUT = /^all but (.+)$/;
const RULE =
  'cabinets are "all", "some 3", "20 %", "first 5", a group (outdoors, indoors, with backup, ' +
  'without backup), "the same", the name of an earlier step, an id or a list of ids; ' +
  '"some 3 of ..." and "all but ..." work with each';

interface Wish {
  readonly written: Written;
  readonly choosing: Choosing;
}

function refused({ written, choosing }: Wish, value: string, rule = RULE): undefined {
  const ids = choosing.cabinets.map(({ id }) => id);
  const words = [...GROUP_WORDS, "the same", ...choosing.named.keys(), ...ids];
  choosing.problems.add(written, { key: "cabinets", value, rule, words });
  return undefined;
}

function base(wish: Wish, text: string): readonly string[] | undefined {
  const { cabinets, same, named } = wish.choosing;
  const group = GROUPS.get(text);
  if (group) {
    const ids = cabinets.filter(group).map(({ id }) => id);
    if (ids.length > 0) return ids;
    return refused(wish, text, "there is no such cabinet in this scenario; say so under cabinets");
  }
  if (text === "the same") return same ?? refused(wish, text, "no step before it has cabinets");
  if (named.has(text)) return named.get(text);
  if (cabinets.some(({ id }) => id === text)) return [text];
  return refused(wish, text);
}

function inOrder(wish: Wish, chosen: ReadonlySet<string>): string[] {
  return wish.choosing.cabinets.flatMap(({ id }) => (chosen.has(id) ? [id] : []));
}

function some(wish: Wish, from: readonly string[], count: number): readonly string[] {
  return inOrder(wish, new Set(shuffled(from, wish.choosing.random).slice(0, count)));
}

function chooseText(wish: Wish, text: string): readonly string[] | undefined {
  const [, how, amount, ofSome = "all"] = SOME.exec(text) ?? [];
  if (how !== undefined) {
    const from = chooseText(wish, ofSome);
    if (!from) return undefined;
    const count = Number(amount);
    const rule = `there are ${from.length} to choose from`;
    if (count < 1 || count > from.length) return refused(wish, text, rule);
    return how === "first" ? from.slice(0, count) : some(wish, from, count);
  }
  const [, percent, ofPart = "all"] = PART.exec(text) ?? [];
  if (percent !== undefined) {
    if (Number(percent) > 100) return refused(wish, text, "a part is from 0 % to 100 %");
    const from = chooseText(wish, ofPart);
    return from && some(wish, from, countOfPart(Number(percent) / 100, from.length));
  }
  const [, except] = ALL_BUT.exec(text) ?? [];
  if (except === undefined) return base(wish, text);
  const out = chooseText(wish, except);
  if (!out) return undefined;
  return wish.choosing.cabinets.flatMap(({ id }) => (out.includes(id) ? [] : [id]));
}

/**
 * The ids, in the order of the cabinets; undefined, with a problem told
 * here or of the step that it names, when it says none.
 */
export function chooseCabinets(written: Written, choosing: Choosing): string[] | undefined {
  const wish = { written, choosing };
  if (written.kind === "text") {
    const ids = chooseText(wish, written.text);
    return ids && [...ids];
  }
  if (written.kind !== "list") return refused(wish, KIND_WORDS[written.kind]);
  const chosen = new Set<string>();
  let isWhole = true;
  for (const item of written.items) {
    const ids = chooseCabinets(item, choosing);
    if (!ids) isWhole = false;
    for (const id of ids ?? []) chosen.add(id);
  }
  return isWhole ? inOrder(wish, chosen) : undefined;
}
