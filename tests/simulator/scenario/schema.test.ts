/**
 * What is made from the table of verbs and committed: after a change of the table, run these tests
 * with `-u` to write it anew. And that schema and reader refuse the same.
 */
import { join } from "node:path";
import { Compile } from "typebox/schema";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { scenarioSchema, schemaText } from "../../../simulator/scenario/schema";
import { verbPage } from "../../../simulator/scenario/verb-page";
import { VERBS } from "../../../simulator/scenario/verbs";
import { problemsOf, read, SCENARIO_FOLDER } from "./scenario-files";

const validator = Compile(scenarioSchema());

test("the committed schema is the one that the tables make", async () => {
  await expect(schemaText()).toMatchFileSnapshot(join(SCENARIO_FOLDER, "scenario.schema.json"));
});

test("the committed page of verbs is the one that the table makes", async () => {
  await expect(verbPage()).toMatchFileSnapshot(join(SCENARIO_FOLDER, "verbs.md"));
});

test("the page of verbs has every verb, in lines that fit", () => {
  const page = verbPage();

  for (const { name } of VERBS) expect(page).toContain(`**${name}**`);
  for (const line of page.split("\n")) expect(line.length).toBeLessThanOrEqual(112);
});

const HEAD = "name: A\npurpose: B\n";
const step = (lines: string) =>
  `${HEAD}steps:\n  - at: 1 h\n    ${lines.split("; ").join("\n    ")}\n`;
const expectation = (lines: string) =>
  `${HEAD}expect:\n  - at: 1 h\n    ${lines.split("; ").join("\n    ")}\n`;

const WRONG: Readonly<Record<string, string>> = {
  "no purpose": "name: A\n",
  "an empty purpose": 'name: A\npurpose: ""\n',
  "an unknown key": `${HEAD}stesp: []\n`,
  "a start that is no time": `${HEAD}start: tomorrow\n`,
  "a duration without its unit": `${HEAD}for: 20\n`,
  "no cabinets at all": `${HEAD}cabinets: { count: 0 }\n`,
  "half a cabinet": `${HEAD}cabinets: { count: 2.5 }\n`,
  "an unknown model": `${HEAD}cabinets: { models: [onsit] }\n`,
  "an unknown model in a mix": `${HEAD}cabinets: { models: { onsit: 100 % } }\n`,
  "more than all": `${HEAD}cabinets: { outdoors: 120 % }\n`,
  "a part that is no part": `${HEAD}cabinets: { outdoors: many }\n`,
  "an unknown key of cabinets": `${HEAD}cabinets: { number: 3 }\n`,
  "an unknown word for dates": `${HEAD}cabinets: { dates: bad }\n`,
  "a step without a time": `${HEAD}steps: [{ do: kill-broker }]\n`,
  "a step without a verb": `${HEAD}steps: [{ at: 1 h }]\n`,
  "steps that are no list": `${HEAD}steps: { at: 1 h }\n`,
  "an unknown verb": step("do: steal-aed; cabinets: all"),
  "a verb with a wrong word": step("do: command dril; cabinets: all"),
  "a word after a verb that takes none": step("do: open-door slowly; cabinets: all"),
  "a value of another verb": step("do: open-door; cabinets: all; mv: 3"),
  "a value that is too big": step("do: sag-supply; cabinets: all; mv: 9000"),
  "a value that is no number": step("do: sag-supply; cabinets: all; mv: low"),
  "a choice that is none": step("do: swap-aed; cabinets: all; condition: odd"),
  "no cabinets where they are needed": step("do: open-door"),
  "cabinets where there are none": step("do: kill-broker; cabinets: all"),
  "an end where there is none": step("do: reset-sensor; cabinets: all; for: 1 h"),
  "a name of two words": step("do: open-door; cabinets: all; as: my step"),
  "an expectation of nothing": expectation("cabinets: all"),
  "an expectation of nobody": expectation("status: ready"),
  "an expectation at no time": `${HEAD}expect: [{ cabinets: all, status: ready }]\n`,
  "an unknown status": expectation("cabinets: all; status: fine"),
  "an unknown reason": expectation("cabinets: all; reason: aed-gone"),
  "within and throughout": expectation(
    "cabinets: all; status: ready; within: 1 h; throughout: 1 h",
  ),
  "an include without a file": `${HEAD}include: [{ at: 1 h }]\n`,
  "an unknown key of an include": `${HEAD}include: [{ file: b.yaml, att: 1 h }]\n`,
};

describe("schema and reader both refuse", () => {
  test.each(Object.entries(WRONG))("%s", (_, text) => {
    expect(validator.Check(parse(text))).toBe(false);
    expect(problemsOf(read({ "a.yaml": text, "b.yaml": HEAD }))).not.toEqual([]);
  });
});

const RIGHT: Readonly<Record<string, string>> = {
  "a parameter for a number": `${HEAD}parameters: { n: 3 }\ncabinets:\n  count: \${n}\n`,
  "a mix of models": `${HEAD}cabinets: { models: { onsite: 50 %, cr2: 50 % } }\n`,
  "a verb with its word": step("do: command drill; cabinets: first 1"),
  "a value by its name": step("do: sag-supply; cabinets: all; mv: 4000; for: 2 h"),
  "a choice by its name": step("do: swap-aed; cabinets: some 2; condition: faulty"),
  "what happens to the network": step("do: delay-network; ms: 500; for: 20 min"),
  "a list of cabinets": step("do: open-door; cabinets: [anyang-0001, anyang-0003]"),
  "include with a time": `${HEAD}include: [{ file: b.yaml, at: 1 h }]\n`,
};

describe("schema and reader both take", () => {
  test.each(Object.entries(RIGHT))("%s", (_, text) => {
    expect(validator.Errors(parse(text))[1]).toEqual([]);
    expect(problemsOf(read({ "a.yaml": text, "b.yaml": HEAD }))).toEqual([]);
  });
});
