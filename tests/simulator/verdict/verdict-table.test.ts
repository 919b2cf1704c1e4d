/** What a verdict looks like in a terminal. */
import { expect, test } from "vitest";
import { verdictPage } from "../../../simulator/verdict/page";
import { verdictTable } from "../../../simulator/verdict/table";
import { sampleVerdict } from "./sample-verdict";

const PLAIN = { columns: 80, hasColour: false };
const ESCAPE = "\u001b";

test("a failed run says which check, which cabinet, when and why", () => {
  const lines = verdictTable(sampleVerdict(), PLAIN).split("\n");

  expect(lines[0]).toBe("✗ FAILED  pads-expire-across-a-city");
  expect(lines).toContain("  ✗ no-false-ready             judged 40,320, 3 violations");
  expect(lines).toContain("  ✓ alerted-in-time            judged 40,320");
  expect(lines).toContain("    2026-02-28 21:14:17  만안구청 수영장 입구 (anyang-001)");
  expect(lines.join("\n")).toContain("shown ready although pads-expired has been true for 3 h");
});

test("a check that never judged anything is not shown as met", () => {
  const table = verdictTable(sampleVerdict({ isPassed: true }), PLAIN);

  expect(table).toContain("✓ PASSED");
  expect(table).toContain("– commands-at-most-once      never judged");
});

test("latencies stand in columns; what was not measured has none", () => {
  const sample = sampleVerdict();
  const alerted = { count: 0, p50Ms: 0, p99Ms: 0, maxMs: 0, histogram: [] };
  const lines = verdictTable({ ...sample, alerted }, PLAIN).split("\n");

  expect(lines).toContain("                   p50     p99     max");
  expect(lines).toContain("  acknowledged   90 ms  810 ms   3.6 s  of 40,380");
  expect(lines).toContain("  alerted            –       –       –");
});

test("wraps to the terminal, Hangul counted as two columns, except what is to be copied", () => {
  const sample = sampleVerdict();
  const narrow = verdictTable(
    { ...sample, purpose: "가나다 ".repeat(20).trim() },
    {
      columns: 44,
      hasColour: false,
    },
  ).split("\n");
  const purpose = narrow.filter((line) => line.includes("가나다"));

  expect(purpose[0]).toBe(`  ${"가나다 ".repeat(6).trim()}`);
  expect(narrow).toContain(`  ${sample.replay}`);
});

test("shows some violations of many, and how many more there are", () => {
  const sample = sampleVerdict();
  const [first] = sample.checks[1]!.violations;
  const check = { ...sample.checks[1]!, violations: Array.from({ length: 12 }, () => first!) };
  const table = verdictTable({ ...sample, checks: [check] }, PLAIN);

  expect(table.split("anyang-001").length - 1).toBe(5);
  expect(table).toContain("and 7 more");
});

test("violations that the verdict has only counted are counted", () => {
  const sample = sampleVerdict();
  const checks = sample.checks.map((check) => {
    return check.violations.length > 0 ? { ...check, violationCount: 5000 } : check;
  });

  expect(verdictTable({ ...sample, checks }, PLAIN)).toContain("5,000 violations");
  expect(verdictPage({ ...sample, checks })).toContain("4,997 more are only counted");
});

test("a run that broke off says so although no check complains", () => {
  const table = verdictTable({ ...sampleVerdict({ isPassed: true }), isPassed: false }, PLAIN);

  expect(table).toContain("did not pass, though no check was violated");
});

test("colour only where the terminal has it, and no device can bring its own", () => {
  const sample = sampleVerdict();
  const hostile = {
    ...sample,
    cabinets: sample.cabinets.map((cabinet) => ({ ...cabinet, name: `${ESCAPE}[2J\u202egone` })),
  };

  expect(verdictTable(sample, { columns: 80, hasColour: true })).toContain(`${ESCAPE}[31m`);
  expect(verdictTable(hostile, PLAIN)).toContain("\ufffd[2J\ufffdgone (anyang-001)");
  expect(verdictTable(hostile, PLAIN)).not.toContain(ESCAPE);
});
