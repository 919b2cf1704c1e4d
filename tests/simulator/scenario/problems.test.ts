/** What is said about a scenario that is wrong: all of it, where it is, and what would be right. */
import { expect, test } from "vitest";
import { planOf, problemsOf, read, readLibrary, readLines } from "./scenario-files";

test("an unknown verb is told with file, line and the nearest verb", () => {
  const lines = "steps:\n  - at: 1 h\n    do: tkae-aed\n    cabinets: all\n";

  expect(problemsOf(readLines(lines))).toEqual([
    'a.yaml:5: do: tkae-aed: do needs one of the verbs of verbs.md. Did you mean "take-aed"?',
  ]);
});

test("an impossible value is told with its range and unit", () => {
  const lines = "steps:\n  - at: 1 h\n    do: sag-supply\n    mv: 9000\n    cabinets: all\n";

  expect(problemsOf(readLines(lines))).toEqual([
    "a.yaml:6: mv: 9000: mv has to be a number from 0 to 5000 millivolts.",
  ]);
});

test("everything that is wrong is told at once, in order of lines", () => {
  const result = readLines(`
fro: 2 days
cabinets:
  models: [onsit]
  heartbeat: 2 s
steps:
  - at: 25 h
    do: open-dor
    cabinets: all
  - at: 1 h
    do: take-aed
    cabinets: some 30
    as: stolen
expect:
  - after: stollen
    status: redy
  - at: 1 h
    cabinets: all
    reason: aed-mising`);

  expect(problemsOf(result).map((text) => text.replace(/: [^:]*\. Did/, " .. Did"))).toHaveLength(
    9,
  );
  const text = problemsOf(result).join("\n");
  for (const near of ["for", "onsite", "open-door", "stolen", "ready", "aed-missing"]) {
    expect(text).toContain(`Did you mean "${near}"?`);
  }
  expect(text).toContain("a.yaml:6: heartbeat: 2 s: a heartbeat is from 10 s to 24 h.");
  expect(text).toContain("a.yaml:8: at: 25 h: the run is over after 1 day.");
  expect(text).toContain("a.yaml:13: cabinets: some 30: there are 20 to choose from.");
});

test("a text that is no YAML is told with its line", () => {
  const [problem] = problemsOf(readLines("steps: [\n"));

  expect(problem).toMatch(/^a\.yaml:[34]: YAML: /);
});

test("only the first mistake of a text is told, with what it mostly is", () => {
  const lines = "steps:\n  - at: 1 h\n     do: open-door\n    cabinets: all\n   at: [\n";

  const told = problemsOf(readLines(lines));

  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/is its indentation the same as the line before\?$/);
});

test("a step that is wrong itself makes no mistakes of the lines that name it", () => {
  const result = readLines(`steps:
  - { at: 1 h, do: tkae-aed, cabinets: all, as: stolen }
  - { at: 2 h, do: open-door, cabinets: some 3 of stolen, as: opened }
expect:
  - { after: stolen, status: action }
  - { after: opened, status: action }
  - { at: 3 h, cabinets: all but stolen, status: ready }`);

  expect(problemsOf(result)).toHaveLength(1);
});

test("a reason that is no fault code, nor like one, is told with some that are", () => {
  const [problem] = problemsOf(readLines("expect: [{ at: 1 h, cabinets: all, reason: stolen }]"));

  expect(problem).toContain("a reason is a fault code: aed-missing,");
});

test("words of the language that this is written in are no cabinets", () => {
  const result = readLines("steps: [{ at: 1 h, do: open-door, cabinets: constructor }]");

  expect(problemsOf(result)[0]).toContain("cabinets: constructor: cabinets are");
});

test("an empty file, and one that is a list, are told", () => {
  expect(problemsOf(read({ "a.yaml": "" }))).toHaveLength(1);
  expect(problemsOf(read({ "a.yaml": "- 1" }))[0]).toContain('written as "key: value" lines');
});

test("a key that is written twice is told with its line", () => {
  expect(problemsOf(readLines("for: 1 day\nfor: 2 days"))[0]).toMatch(/^a\.yaml:4: YAML: .*unique/);
});

test("an unknown parameter is told where it is used", () => {
  expect(problemsOf(readLines(`parameters: { days: 2 }\nfor: \${dais} days`))[0]).toBe(
    `a.yaml:4: \${dais}: a parameter has to be one of those under "parameters" of this file.` +
      ` Did you mean "\${days}"?`,
  );
});

test("a word that nothing comes near to gets no advice", () => {
  const [problem] = problemsOf(readLines("steps: [{ at: 1 h, do: xyzzy, cabinets: all }]"));

  expect(problem).not.toContain("Did you mean");
});

test.each([
  ["a step before the start", "at: day 1 08:00, do: kill-broker", "before the start"],
  ["a step on no cabinets", "at: 1 h, do: open-door, cabinets: outdoors", "no such cabinet"],
  [
    "a thing that lasts longer than it pauses",
    "at: 1 h, do: kill-broker, for: 2 h, every: 1 h",
    "it has to be over",
  ],
  ["an until without every", "at: 1 h, do: kill-broker, until: 2 h", 'until needs "every"'],
  [
    "a name that is a word of scenarios",
    "at: 1 h, do: open-door, cabinets: all, as: outdoors",
    "a name is",
  ],
  [
    "a choice said twice",
    "at: 1 h, do: swap-aed good, condition: good, cabinets: all",
    "has it already",
  ],
])("%s is refused", (_, step, sentence) => {
  expect(problemsOf(readLines(`steps: [{ ${step} }]`)).join()).toContain(sentence);
});

test.each([
  [
    "that nobody can meet",
    "at: 1 h, cabinets: all, status: ready, reason: aed-missing",
    "has none",
  ],
  [
    "of a status that the reason excludes",
    "at: 1 h, cabinets: all, status: unknown, reason: aed-missing",
    "the status is action",
  ],
  ["after the run", "at: 23 h, within: 2 h, cabinets: all, status: ready", "the run is over"],
  ["after a step that is not there", "after: theft, status: action", "after is the name"],
])("an expectation %s is refused", (_, expectation, sentence) => {
  expect(problemsOf(readLines(`expect: [{ ${expectation} }]`)).join()).toContain(sentence);
});

test("a scenario of the library that includes others reads the same twice", () => {
  expect(planOf(readLibrary("ci.yaml"))).toEqual(planOf(readLibrary("ci.yaml")));
});
