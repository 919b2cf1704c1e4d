/**
 * The JSON Schema of scenario files, made from the same tables as the reader: editors complete and
 * check with it. It says what can be said line by line; what lines say together is the reader's.
 */
import { FAULT_CODES } from "../../protocol/faults";
import { SITES_MAX } from "../fleet/sites";
import { STEP_NAME_PATTERN } from "./choice-of-cabinets";
import { CABINET_KEYS, DATES_WORDS, MODEL_IDS } from "./planned-cabinets";
import { EXPECTATION_KEYS, STATUS_WORDS, THE_REST } from "./planned-expectations";
import { keyedValues, STEP_KEYS, spokenValue } from "./planned-steps";
import { INCLUDE_KEYS, SCENARIO_KEYS } from "./scenario-files";
import { DAY_TIME_PATTERN, DURATION_PATTERN, START_PATTERN } from "./time-words";
import { VERBS, type Verb, type VerbValue } from "./verbs";

export type JsonSchema = { readonly [key: string]: unknown };

/** A value with a parameter in it may become anything. */
const PARAMETER: JsonSchema = { type: "string", pattern: "\\$\\{[^}]+\\}" };

function orParameter(description: string, ...schemas: readonly JsonSchema[]): JsonSchema {
  return { description, anyOf: [...schemas, PARAMETER] };
}
function pattern(text: string): JsonSchema {
  return { type: "string", pattern: text };
}
function words(all: readonly string[]): JsonSchema {
  return { enum: [...all] };
}
function duration(description: string): JsonSchema {
  return orParameter(`${description}, e.g. 20 min`, pattern(DURATION_PATTERN));
}
function moment(description: string): JsonSchema {
  const patterns = [pattern(DURATION_PATTERN), pattern(DAY_TIME_PATTERN)];
  return orParameter(`${description}, e.g. 3 h 20 min or day 2 09:00`, ...patterns);
}
function part(description: string): JsonSchema {
  const percent = "^(100(\\.0+)?|\\d{1,2}(\\.\\d+)?) ?%$";
  return orParameter(`${description}, e.g. 20 %`, pattern(percent));
}
function object(
  keys: readonly string[],
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = [],
): JsonSchema {
  const missing = keys.filter((key) => !(key in properties));
  const strange = Object.keys(properties).filter((key) => !keys.includes(key));
  if (missing.length + strange.length > 0) {
    throw new RangeError(`Schema and reader differ in ${[...missing, ...strange].join(", ")}.`);
  }
  return { type: "object", properties, required: [...required], additionalProperties: false };
}

const TEXT: JsonSchema = { type: "string", minLength: 1, pattern: "\\S" };
const SCALAR: JsonSchema = { type: ["string", "number", "boolean"] };
const PARAMETERS: JsonSchema = {
  description: "Names with their default values",
  type: "object",
  additionalProperties: SCALAR,
};
const CHOICE_OF_CABINETS: JsonSchema = {
  description: 'all, some 3, 20 %, first 5, outdoors, the same, a step\'s name, "all but ...", ids',
  anyOf: [TEXT, { type: "array", items: TEXT, minItems: 1 }],
};

function valueSchema(value: VerbValue): JsonSchema {
  const help = `${value.help}; ${value.default} if left out`;
  if (value.kind === "choice") return orParameter(help, words(value.choices));
  return orParameter(help, { type: "number", minimum: value.min, maximum: value.max });
}

/** All that may stand after `do` for a verb. */
export function spokenForms(verb: Verb): string[] {
  const choices = spokenValue(verb)?.choices ?? [];
  return [verb.name, ...choices.map((choice) => `${verb.name} ${choice}`)];
}

/** What a step with this verb may and must have. */
function ruleOfVerb(verb: Verb): JsonSchema {
  const values = keyedValues(verb);
  const isOnCabinets = verb.on === "cabinets";
  const common = STEP_KEYS.filter((key) => {
    if (key === "cabinets") return isOnCabinets;
    return key === "for" ? verb.endedBy !== undefined : true;
  });
  const properties = Object.fromEntries(values.map(([key, value]) => [key, valueSchema(value)]));
  return {
    properties,
    propertyNames: words([...common, ...values.map(([key]) => key)]),
    required: isOnCabinets ? ["cabinets"] : [],
  };
}

/** Verbs with the same rule share it. */
function rulesOfVerbs(): JsonSchema[] {
  const formsByRule = new Map<string, string[]>();
  for (const verb of VERBS) {
    const rule = JSON.stringify(ruleOfVerb(verb));
    formsByRule.set(rule, [...(formsByRule.get(rule) ?? []), ...spokenForms(verb)]);
  }
  return [...formsByRule].map(([rule, forms]) => ({
    if: { properties: { do: words(forms) }, required: ["do"] },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema says if/then; nobody awaits it
    then: JSON.parse(rule),
  }));
}

function stepSchema(): JsonSchema {
  const forms = VERBS.flatMap((verb) => {
    return spokenForms(verb).map((form) => ({ const: form, description: verb.help }));
  });
  const values = VERBS.flatMap((verb) => keyedValues(verb).map(([key]) => [key, true] as const));
  return {
    type: "object",
    properties: {
      ...Object.fromEntries(values),
      at: moment("When, from the start"),
      do: orParameter("What happens", ...forms),
      cabinets: CHOICE_OF_CABINETS,
      as: { description: "A name for this step", ...pattern(STEP_NAME_PATTERN) },
      spread: duration("Each cabinet at a random moment within"),
      for: duration("How long it lasts"),
      every: duration("Again and again"),
      until: moment("The last time it may come again"),
    },
    required: ["at", "do"],
    additionalProperties: false,
    allOf: rulesOfVerbs(),
  };
}

function expectationSchema(): JsonSchema {
  const rest = { const: THE_REST };
  const properties = {
    at: moment("When, from the start"),
    after: { description: 'The name of a step, or "end of" one', ...TEXT },
    wait: duration("So long after the step"),
    within: duration("It becomes so within"),
    throughout: orParameter("It is so for that long", pattern(DURATION_PATTERN), rest),
    cabinets: CHOICE_OF_CABINETS,
    status: orParameter("What is shown", words(STATUS_WORDS)),
    reason: orParameter("A fault code among reasons and warnings", words(FAULT_CODES)),
  };
  return {
    ...object(EXPECTATION_KEYS, properties),
    oneOf: [{ required: ["at", "cabinets"] }, { required: ["after"] }],
    anyOf: [{ required: ["status"] }, { required: ["reason"] }],
    not: { required: ["within", "throughout"] },
  };
}

function cabinetsSchema(): JsonSchema {
  const mix = {
    type: "object",
    properties: Object.fromEntries(MODEL_IDS.map((id) => [id, part("Its part")])),
    additionalProperties: false,
  };
  const model = { anyOf: [words(MODEL_IDS), PARAMETER] };
  const properties = {
    count: orParameter("How many", { type: "integer", minimum: 1, maximum: SITES_MAX }),
    models: orParameter("Which AEDs", model, { type: "array", items: model, minItems: 1 }, mix),
    heartbeat: duration("A sensor reports at least so often"),
    outdoors: part("How many stand outdoors, with a heater"),
    "backup-supply": part("How many have a second supply"),
    dates: orParameter("Whether anything expires soon", words(DATES_WORDS)),
  };
  return object(CABINET_KEYS, properties);
}

function includeSchema(): JsonSchema {
  const properties = {
    file: TEXT,
    at: duration("Its times count from here"),
    parameters: PARAMETERS,
  };
  const one = { anyOf: [TEXT, object(INCLUDE_KEYS, properties, ["file"])] };
  return {
    description: "Other scenario files, whose cabinets, steps and expectations come first",
    anyOf: [one, { type: "array", items: one }],
  };
}

/** The schema of a scenario file, draft-07. */
export function scenarioSchema(): JsonSchema {
  const properties = {
    name: { description: "What it is called", ...TEXT },
    purpose: { description: "What it is for: one paragraph", ...TEXT },
    parameters: PARAMETERS,
    include: includeSchema(),
    start: orParameter("Korean time at the start, e.g. 2026-07-15 09:00", pattern(START_PATTERN)),
    for: duration("How long the run lasts; 1 day if left out"),
    cabinets: cabinetsSchema(),
    steps: { description: "What happens", type: "array", items: stepSchema() },
    expect: { description: "What must be so", type: "array", items: expectationSchema() },
  };
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Scenario of an AED fleet",
    ...object(SCENARIO_KEYS, properties, ["name", "purpose"]),
  };
}

const LINE_LENGTH = 100;

/**
 * JSON as the project's formatter writes it: lists that fit into their line stay in it. `used` are
 * the characters that the line has already, a comma after it included.
 */
function formatted(value: unknown, indent: string, used: number): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const inner = `${indent}  `;
  const isList = Array.isArray(value);
  if (isList) {
    const short = `[${value.map((item) => JSON.stringify(item)).join(", ")}]`;
    const isFlat = value.every((item) => item === null || typeof item !== "object");
    if (value.length === 0 || (isFlat && used + short.length <= LINE_LENGTH)) return short;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return "{}";
  const lines = entries.map(([key, item], index) => {
    const start = isList ? inner : `${inner}${JSON.stringify(key)}: `;
    const comma = index < entries.length - 1 ? "," : "";
    return start + formatted(item, inner, start.length + comma.length) + comma;
  });
  const [open, close] = isList ? "[]" : "{}";
  return `${open}\n${lines.join("\n")}\n${indent}${close}`;
}

/** The text of the committed schema file. */
export function schemaText(): string {
  return `${formatted(scenarioSchema(), "", 0)}\n`;
}
