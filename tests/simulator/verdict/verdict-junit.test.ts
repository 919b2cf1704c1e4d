/** A verdict as JUnit XML: what a CI system makes of it, and that it stays XML. */
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { expect, test } from "vitest";
import { junitXml } from "../../../simulator/verdict/junit";
import type { Verdict } from "../../../simulator/verdict/verdict";
import { sampleVerdict } from "./sample-verdict";

const HOSTILE = "<b attr=\"x\">]]> & 'it' \u0000\u001b[31m\ud800 \uffff 만안구청 \u{1f600}\n--";
const HARMLESS = "<b attr=\"x\">]]> & 'it' [31m  만안구청 \u{1f600}\n--";

function parsed(verdict: Verdict) {
  const xml = junitXml(verdict);
  expect(XMLValidator.validate(xml)).toBe(true);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "",
    parseAttributeValue: false,
    htmlEntities: true,
    trimValues: false,
    isArray: (name) => name === "testcase" || name === "property",
  });
  return parser.parse(xml).testsuite;
}

test("one suite with one case per check; a violated one fails with every sentence", () => {
  const verdict = sampleVerdict();
  const suite = parsed(verdict);

  expect(suite).toMatchObject({
    name: "pads-expire-across-a-city",
    tests: "5",
    failures: "1",
    errors: "0",
    skipped: "1",
    time: "14.23",
  });
  const [lost, falseReady] = suite.testcase;
  expect(lost).toEqual({
    classname: "simulator.pads-expire-across-a-city",
    name: "nothing-acknowledged-lost",
    time: "0",
  });
  for (const { sentence } of verdict.checks[1]!.violations) {
    expect(falseReady.failure["#text"]).toContain(sentence);
  }
  expect(falseReady.failure["#text"]).toContain("2026-02-28 21:14:17 만안구청 수영장 입구");
  expect(falseReady.failure["#text"]).toContain(verdict.replay);
});

test("a check that never judged anything is skipped, not passed", () => {
  const suite = parsed(sampleVerdict({ isPassed: true }));

  expect(suite.failures).toBe("0");
  expect(suite.testcase[3]).toMatchObject({ skipped: { message: "never judged" } });
});

test("a failed run never has only passing cases", () => {
  const suite = parsed({ ...sampleVerdict({ isPassed: true }), isPassed: false });

  expect(suite).toMatchObject({ tests: "6", failures: "1" });
  expect(suite.testcase.at(-1)).toMatchObject({ name: "run", failure: { type: "run" } });
});

test("stays XML whatever a device says, and keeps what XML can carry", () => {
  const sample = sampleVerdict();
  const violation = { property: HOSTILE, atMs: 0, cabinetId: HOSTILE, sentence: HOSTILE };
  const check = { ...sample.checks[0]!, name: HOSTILE, isMet: false, violations: [violation] };
  const hostile = { ...sample, scenario: HOSTILE, checks: [check], counts: { [HOSTILE]: 1 } };
  const xml = junitXml(hostile);

  expect(xml).toMatch(
    /^[\t\n\r\u{20}-\u{7e}\u{a0}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u,
  );
  expect(parsed(hostile).testcase[0].failure["#text"]).toContain(HARMLESS);
  expect(parsed(hostile).testcase[0].name).toBe(HARMLESS);
});

test("many violations become fifty sentences and a count", () => {
  const sample = sampleVerdict();
  const [first] = sample.checks[1]!.violations;
  const check = { ...sample.checks[1]!, violations: Array.from({ length: 80 }, () => first!) };
  const text = parsed({ ...sample, checks: [check] }).testcase[0].failure["#text"];

  expect(text.split("shown ready although").length - 1).toBe(50);
  expect(text).toContain("and 30 more violations");
});
