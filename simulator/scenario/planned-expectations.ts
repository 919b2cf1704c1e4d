/**
 * What a scenario expects: of which cabinets, when, for how long. A line that follows a named step
 * becomes one expectation for each time that the step happened.
 */
import { ACTION_FAULT_CODES, DEVICE_FAULT_CODES, FAULT_CODES } from "../../protocol/faults";
import { chooseCabinets } from "./choice-of-cabinets";
import { Fields } from "./fields";
import type { PlannedExpectation, PlannedStatus, Source } from "./plan";
import {
  cabinetsByName,
  momentIn,
  type NamedStep,
  type Scope,
  type StepsOptions,
} from "./planned-steps";
import type { ScenarioPart } from "./scenario-files";
import { durationText } from "./time-words";
import type { Written } from "./written";

export const EXPECTATION_KEYS = [
  "at",
  "after",
  "wait",
  "within",
  "throughout",
  "cabinets",
  "status",
  "reason",
] as const;
export const STATUS_WORDS: readonly PlannedStatus[] = ["ready", "action", "unknown"];
/** Until the file's own end. */
export const THE_REST = "the rest";

/** Those that a story is mostly about. */
const REASON_RULE =
  `a reason is a fault code: ${ACTION_FAULT_CODES.join(", ")}, ` +
  "or one of the rest in protocol/faults.ts";
const END_OF = /^end of (.+)$/;

interface Reading {
  readonly fields: Fields;
  readonly scope: Scope;
  readonly options: StepsOptions;
  readonly source: Source;
}

/** Where the clock of an expectation starts, and for whom. */
interface Beginning {
  readonly atMs: number;
  readonly cabinetIds: readonly string[];
}

function chosen({ fields, scope, options }: Reading): readonly string[] | undefined {
  const written = fields.get("cabinets");
  if (!written) return fields.refuse("cabinets", 'an expectation needs "cabinets", such as all');
  const { cabinets, problems } = options;
  const random = options.random.fork("expectation");
  const named = cabinetsByName(scope);
  const ids = chooseCabinets(written, { cabinets, random, same: undefined, named, problems });
  if (ids?.length === 0) return fields.refuse("cabinets", "this chooses no cabinet at all");
  return ids;
}

function timesOfEnd(reading: Reading, name: string, step: NamedStep): Beginning[] | undefined {
  if (!step.hasEnd)
    return reading.fields.refuse("after", `${name} has no "for", so it does not end`);
  return step.happenings.flatMap(({ endMs, cabinetIds }) => {
    return endMs === undefined ? [] : [{ atMs: endMs, cabinetIds }];
  });
}

function beginningsAfter(reading: Reading, text: string): readonly Beginning[] | undefined {
  const { fields, scope } = reading;
  const [, ended] = END_OF.exec(text) ?? [];
  const name = ended ?? text;
  const step = scope.names.get(name);
  if (!step) {
    const rule = 'after is the name that a step was given by "as", or "end of" one';
    return fields.refuse("after", rule, [...scope.names.keys()]);
  }
  if (step === "broken") return undefined;
  const times = ended === undefined ? step.happenings : timesOfEnd(reading, name, step);
  if (!times) return undefined;
  if (step.verb.on !== "cabinets") {
    const cabinetIds = chosen(reading);
    return cabinetIds && times.map(({ atMs }) => ({ atMs, cabinetIds }));
  }
  if (!fields.has("cabinets")) return times.map(({ atMs, cabinetIds }) => ({ atMs, cabinetIds }));
  return fields.refuse("cabinets", `after "${name}" the cabinets are those of that step`);
}

function beginnings(reading: Reading): readonly Beginning[] | undefined {
  const { fields, scope, options } = reading;
  const after = fields.text("after");
  if (fields.has("at") === (after !== undefined)) {
    return fields.refuse("at", 'an expectation has either "at" or "after"');
  }
  if (after !== undefined) return beginningsAfter(reading, after);
  const cabinetIds = chosen(reading);
  const atMs = momentIn(fields, "at", scope, options);
  return cabinetIds && atMs !== undefined ? [{ atMs, cabinetIds }] : undefined;
}

/** Tells when no cabinet can ever be shown like this. */
function checkShown(fields: Fields): Pick<PlannedExpectation, "status" | "reason"> {
  const status = fields.choice("status", STATUS_WORDS);
  const text = fields.text("reason");
  const reason = FAULT_CODES.find((code) => code === text);
  if (text !== undefined && reason === undefined) {
    fields.refuse("reason", REASON_RULE, FAULT_CODES);
  }
  if (!fields.has("status") && !fields.has("reason")) {
    fields.refuse("status", 'an expectation needs "status", "reason" or both');
  }
  const isDevice = DEVICE_FAULT_CODES.some((code) => code === reason);
  if (reason && status === "ready" && !isDevice) fields.refuse("reason", "what is ready has none");
  if (status === "unknown" && ACTION_FAULT_CODES.some((code) => code === reason)) {
    fields.refuse("reason", `with ${reason} the status is action`);
  }
  return { ...(status && { status }), ...(reason && { reason }) };
}

function checkLength({ fields }: Reading): void {
  if (fields.has("within") && fields.has("throughout")) {
    const rule = "it becomes so within a time, or it is so throughout one, not both";
    fields.refuse("within", rule);
  }
  if (fields.has("wait") && !fields.has("after")) fields.refuse("wait", 'wait goes with "after"');
}

function readExpectation(reading: Reading): PlannedExpectation[] {
  const { fields, options, source } = reading;
  checkLength(reading);
  const shown = checkShown(fields);
  const isThroughout = fields.has("throughout");
  const waitMs = fields.duration("wait") ?? 0;
  // Told once, not for each beginning.
  const isRest = fields.text("throughout") === THE_REST;
  const key = isThroughout ? "throughout" : "within";
  const spanMs = isRest ? undefined : (fields.duration(key) ?? 0);
  const starts = beginnings(reading) ?? [];
  const expectations = starts.map(({ atMs: fromMs, cabinetIds }): PlannedExpectation => {
    const atMs = fromMs + waitMs;
    const withinMs = spanMs ?? Math.max(0, reading.scope.endMs - atMs);
    return { atMs, withinMs, cabinetIds, ...shown, isThroughout, source };
  });
  const tooLate = expectations.find((e) => e.atMs + e.withinMs > options.durationMs);
  if (tooLate) {
    const needs = durationText(tooLate.atMs + tooLate.withinMs);
    const rule = `it needs ${needs}, the run is over after ${durationText(options.durationMs)}`;
    fields.refuse(fields.has(key) ? key : fields.has("wait") ? "wait" : "at", rule);
  }
  return expectations;
}

/** The expectations of one file. */
export function readExpectations(
  part: ScenarioPart,
  scope: Scope,
  options: StepsOptions,
): PlannedExpectation[] {
  const written = part.fields.get("expect");
  if (written && written.kind !== "list" && written.kind !== "nothing") {
    part.fields.refuse("expect", 'expectations are a list; each begins with "- at:" or "- after:"');
    return [];
  }
  return part.fields.list("expect").flatMap((item: Written) => {
    const fields = new Fields(item, "an expectation", options.problems);
    if (item.kind !== "map") return [];
    fields.refuseOthers(EXPECTATION_KEYS, item);
    const source = { file: item.file, line: item.line };
    return readExpectation({ fields, scope, options, source });
  });
}
