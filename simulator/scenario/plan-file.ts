/**
 * A plan that was kept as JSON, such as a regression file: read back and checked against the verbs
 * and models there are now, so that an old one says what has changed instead of doing less.
 */
import { FAULT_CODES } from "../../protocol/faults";
import { DUE_S_MAX, DUE_S_MIN } from "../../protocol/limits";
import { Fields } from "./fields";
import type { Plan, PlannedCabinet, PlannedExpectation, PlannedStep, Source } from "./plan";
import { MODEL_IDS } from "./planned-cabinets";
import { STATUS_WORDS } from "./planned-expectations";
import { STEPS_MAX, unitOf, type Values } from "./planned-steps";
import { Problems } from "./problem";
import type { PlanResult } from "./scenario";
import { SCENARIO_KEYS } from "./scenario-files";
import { VERBS } from "./verbs";
import { readWritten, type Written } from "./written";

const PLAN_KEYS = [
  "name",
  "purpose",
  "seed",
  "startMs",
  "durationMs",
  "cabinets",
  "steps",
  "expectations",
];
const CABINET_KEYS = [
  "id",
  "siteKo",
  "siteEn",
  "placeKo",
  "placeEn",
  "aedModelId",
  "heartbeatS",
  "hasBackup",
  "isOutdoors",
  "padsExpireOn",
  "batteryExpireOn",
  "bodyExpireOn",
];
const STEP_KEYS = ["atMs", "verb", "cabinetIds", "values", "source"];
const EXPECTATION_KEYS = [
  "atMs",
  "withinMs",
  "cabinetIds",
  "status",
  "reason",
  "isThroughout",
  "source",
];
const BOOLEANS = ["true", "false"] as const;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME_MAX = { min: 0, max: Number.MAX_SAFE_INTEGER, unit: "milliseconds" };

class PlanReader {
  private ids: readonly string[] = [];
  private durationMs = 0;

  constructor(private readonly problems: Problems) {}

  read(written: Written): Plan {
    const fields = this.fields(written, "a plan", PLAN_KEYS);
    const name = fields.requiredText("name") ?? "";
    const purpose = fields.requiredText("purpose") ?? "";
    const seed = this.number(fields, "seed", {
      min: Number.MIN_SAFE_INTEGER,
      max: Number.MAX_SAFE_INTEGER,
    });
    const startMs = this.number(fields, "startMs", TIME_MAX);
    this.durationMs = this.number(fields, "durationMs", { ...TIME_MAX, min: 1 });
    const cabinets = fields.list("cabinets").map((item) => this.cabinet(item));
    this.ids = cabinets.map(({ id }) => id);
    if (cabinets.length === 0) fields.refuse("cabinets", "a plan needs at least one cabinet");
    const steps = fields.list("steps").map((item) => this.step(item));
    if (steps.length > STEPS_MAX) fields.refuse("steps", `there are ${STEPS_MAX} steps at most`);
    const expectations = fields.list("expectations").map((item) => this.expectation(item));
    const inOrder = steps.toSorted((a, b) => a.atMs - b.atMs);
    return {
      name,
      purpose,
      seed,
      startMs,
      durationMs: this.durationMs,
      cabinets,
      steps: inOrder,
      expectations,
    };
  }

  private fields(written: Written, what: string, keys: readonly string[]): Fields {
    const fields = new Fields(written, what, this.problems);
    fields.refuseOthers(keys, written);
    return fields;
  }

  private number(fields: Fields, key: string, range: { min: number; max: number }): number {
    if (!fields.has(key)) fields.refuse(key, `${key} is missing`);
    return fields.number(key, { ...range, isWhole: true }) ?? 0;
  }

  private boolean(fields: Fields, key: string): boolean {
    if (!fields.has(key)) fields.refuse(key, `${key} is missing`);
    return fields.choice(key, BOOLEANS) === "true";
  }

  private date(fields: Fields, key: string): string {
    const text = fields.requiredText(key) ?? "";
    if (text !== "" && !DATE.test(text)) fields.refuse(key, `${key} is written YYYY-MM-DD`);
    return text;
  }

  private cabinet(written: Written): PlannedCabinet {
    const fields = this.fields(written, "a cabinet", CABINET_KEYS);
    const text = (key: string) => fields.requiredText(key) ?? "";
    const aedModelId = text("aedModelId") && (fields.choice("aedModelId", MODEL_IDS) ?? "");
    return {
      id: text("id"),
      siteKo: text("siteKo"),
      siteEn: text("siteEn"),
      placeKo: text("placeKo"),
      placeEn: text("placeEn"),
      aedModelId,
      heartbeatS: this.number(fields, "heartbeatS", { min: DUE_S_MIN, max: DUE_S_MAX }),
      hasBackup: this.boolean(fields, "hasBackup"),
      isOutdoors: this.boolean(fields, "isOutdoors"),
      padsExpireOn: this.date(fields, "padsExpireOn"),
      batteryExpireOn: this.date(fields, "batteryExpireOn"),
      bodyExpireOn: this.date(fields, "bodyExpireOn"),
    };
  }

  private cabinetIds(fields: Fields): string[] {
    return fields.list("cabinetIds").flatMap((item) => {
      const id = item.kind === "text" ? item.text : "?";
      if (this.ids.includes(id)) return [id];
      const rule = "the plan has no such cabinet";
      this.problems.add(item, { key: "cabinetIds", value: id, rule, words: this.ids });
      return [];
    });
  }

  private source(fields: Fields): { source?: Source } {
    const written = fields.get("source");
    if (!written) return {};
    const own = this.fields(written, "a source", ["file", "line"]);
    const line = this.number(own, "line", { min: 1, max: Number.MAX_SAFE_INTEGER });
    return { source: { file: own.requiredText("file") ?? "", line } };
  }

  private atMs(fields: Fields): number {
    return this.number(fields, "atMs", { ...TIME_MAX, max: this.durationMs });
  }

  private step(written: Written): PlannedStep {
    const fields = this.fields(written, "a step", STEP_KEYS);
    const name = fields.requiredText("verb") ?? "";
    const verb = VERBS.find((row) => row.name === name);
    if (name !== "" && !verb) {
      const words = VERBS.map((row) => row.name);
      fields.refuse("verb", "verb is one of those of verbs.md", words);
    }
    const cabinetIds = this.cabinetIds(fields);
    if (verb && verb.on === "cabinets" && cabinetIds.length === 0) {
      fields.refuse("cabinetIds", `${name} needs cabinets`);
    }
    const values = verb ? this.values(fields, verb) : {};
    return { atMs: this.atMs(fields), verb: name, cabinetIds, values, ...this.source(fields) };
  }

  private values(fields: Fields, verb: (typeof VERBS)[number]): Values {
    const written = fields.get("values");
    const nothing: Written = { kind: "map", entries: [], ...fields.at("values") };
    const own = this.fields(written ?? nothing, verb.name, Object.keys(verb.values));
    const values: Record<string, number | string> = {};
    for (const [key, value] of Object.entries(verb.values)) {
      const given =
        value.kind === "choice"
          ? own.choice(key, value.choices)
          : own.number(key, { min: value.min, max: value.max, unit: unitOf(key) });
      values[key] = given ?? value.default;
    }
    return values;
  }

  private expectation(written: Written): PlannedExpectation {
    const fields = this.fields(written, "an expectation", EXPECTATION_KEYS);
    const status = fields.choice("status", STATUS_WORDS);
    const reason = fields.choice("reason", FAULT_CODES);
    return {
      atMs: this.atMs(fields),
      withinMs: this.number(fields, "withinMs", TIME_MAX),
      cabinetIds: this.cabinetIds(fields),
      ...(status && { status }),
      ...(reason && { reason }),
      isThroughout: this.boolean(fields, "isThroughout"),
      ...this.source(fields),
    };
  }
}

/** Keys that only a scenario has. */
const OWN_SCENARIO_KEYS = SCENARIO_KEYS.filter((key) => !PLAN_KEYS.includes(key));

function isScenario(written: Written): boolean {
  if (written.kind !== "map") return false;
  const keys: readonly string[] = written.entries.map(({ key }) => key);
  if (keys.includes("durationMs")) return false;
  return OWN_SCENARIO_KEYS.some((key) => keys.includes(key)) || /\.ya?ml$/.test(written.file);
}

/** The plan that JSON text says, or all that is wrong with it; `file` is named in problems. */
export function readPlan(file: string, jsonText: string): PlanResult {
  const problems = new Problems();
  // JSON is read as the YAML that it is, because that knows lines.
  const written = readWritten(file, jsonText, problems);
  if (!written) return { problems: problems.found };
  if (isScenario(written)) {
    problems.add(written, { key: "plan", rule: "this is a scenario; run it with --scenario" });
    return { problems: problems.found };
  }
  const plan = new PlanReader(problems).read(written);
  return problems.found.length > 0 ? { problems: problems.found } : { plan };
}
