/** The library of scenarios: each can be read, says what it is for, and expects something. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Compile } from "typebox/schema";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { scenarioSchema } from "../../../simulator/scenario/schema";
import {
  LIBRARY_FOLDER,
  libraryFiles,
  planOf,
  problemsOf,
  read,
  readLibrary,
  SCENARIO_FOLDER,
} from "./scenario-files";

const validator = Compile(scenarioSchema());

test("has at least eighteen scenarios", () => {
  expect(libraryFiles().length).toBeGreaterThanOrEqual(18);
});

describe.each(libraryFiles())("%s", (name) => {
  const text = readFileSync(join(LIBRARY_FOLDER, name), "utf8");

  test("is read without a problem, with any seed and any number of cabinets", () => {
    expect(problemsOf(readLibrary(name))).toEqual([]);
    expect(problemsOf(readLibrary(name, { seed: 7, cabinetCount: 5 }))).toEqual([]);
  });

  test("says what it is for in one paragraph, and expects something of every cabinet", () => {
    const plan = planOf(readLibrary(name));

    expect(plan.purpose.length).toBeGreaterThan(100);
    expect(plan.purpose).not.toContain("\n");
    const expected = new Set(plan.expectations.flatMap(({ cabinetIds }) => cabinetIds));
    expect(expected.size).toBe(plan.cabinets.length);
  });

  test("names the schema for editors, and keeps to it", () => {
    expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=../scenario.schema.json");
    expect(validator.Errors(parse(text))[1]).toEqual([]);
  });

  test("has lines that fit on a screen", () => {
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(112);
  });
});

test("the example of the README is read without a problem", () => {
  const page = readFileSync(join(SCENARIO_FOLDER, "README.md"), "utf8");
  const [, example = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const others = readFileSync(join(LIBRARY_FOLDER, "forgetful-doors.yaml"), "utf8");

  expect(validator.Errors(parse(example))[1]).toEqual([]);
  expect(problemsOf(read({ "a.yaml": example, "forgetful-doors.yaml": others }))).toEqual([]);
});
