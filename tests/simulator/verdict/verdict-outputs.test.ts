/** The files of a verdict, and the page's promises that need no browser. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { jsonInPage } from "../../../simulator/verdict/escape";
import { verdictJson } from "../../../simulator/verdict/json";
import { writeVerdict } from "../../../simulator/verdict/outputs";
import { verdictPage } from "../../../simulator/verdict/page";
import { pageData } from "../../../simulator/verdict/page-data";
import { durationText, koreanTime } from "../../../simulator/verdict/words";
import { DAY_MS, HOUR_MS, MINUTE_MS, sampleVerdict } from "./sample-verdict";

const PAGE_BYTES_MAX = 3_000_000;

test("a verdict ends up in three files of its folder", async () => {
  const verdict = sampleVerdict();
  const written = new Map<string, string>();
  const paths = await writeVerdict(verdict, {
    folder: "out",
    writeFile: (path, text) => void written.set(path, text),
  });

  const names = ["verdict.json", "verdict.xml", "verdict.html"];
  expect(paths).toEqual(names.map((name) => join("out", name)));
  expect([...written.keys()]).toEqual(paths);
  expect(JSON.parse(written.get(paths[0]!)!)).toEqual(verdict);
});

test("the JSON has one line per field, so that two verdicts can be compared", () => {
  const verdict = sampleVerdict();

  expect(verdictJson(verdict).split("\n")).toHaveLength(Object.keys(verdict).length + 3);
});

test("the page of the same verdict is the same, to the character", () => {
  expect(verdictPage(sampleVerdict())).toBe(verdictPage(sampleVerdict()));
});

test("a check that had nothing to judge is told apart from those that are met", () => {
  const check = { name: "kept", promise: "All is kept.", isMet: true, judged: 3, violations: [] };
  const checks = [check, { ...check, name: "once" }, { ...check, name: "order", judged: 0 }];
  const verdict = { ...sampleVerdict(), isPassed: true, checks };

  expect(verdictPage(verdict)).toContain("<small>2 checks met, 1 had nothing to judge</small>");
});

test("300 restless cabinets of a year are a page of three megabytes at most, says the page", () => {
  const options = { cabinetCount: 300, days: 365, incidentsPerCabinet: 400, eventCount: 9000 };
  const verdict = sampleVerdict(options);
  const page = verdictPage(verdict);
  const data = pageData(verdict);

  expect(Buffer.byteLength(page)).toBeLessThan(PAGE_BYTES_MAX);
  expect(data.joinedBelowMs).toBeGreaterThan(0);
  expect(page).toContain("together are one, with the worst status");
  expect(data.eventsLeftOut).toBe(1000);
  expect(page).toContain("1,000 later events only in verdict.json");
});

test("events with long texts do not make a page of their own", () => {
  const text = "심장충격기".repeat(100);
  const events = Array.from({ length: 8000 }, (_, atMs) => ({ atMs, id: "anyang-001", text }));
  const options = { cabinetCount: 300, days: 365, incidentsPerCabinet: 400, eventCount: 0 };
  const verdict = { ...sampleVerdict(options), events };

  expect(Buffer.byteLength(verdictPage(verdict))).toBeLessThan(PAGE_BYTES_MAX);
  expect(pageData(verdict).eventsLeftOut).toBeGreaterThan(5000);
});

test("of a hundred checks only the violated ones stay open", () => {
  const sample = sampleVerdict();
  const many = Array.from({ length: 99 }, () => sample.checks[0]!);
  const page = verdictPage({ ...sample, checks: [...many, sample.checks[1]!] });

  expect(page).toContain("<summary>99 checks without a violation</summary>");
  expect(page.indexOf("no-false-ready")).toBeLessThan(page.indexOf("99 checks without"));
});

test("joining short bands never hides the worst status nor leaves a gap", () => {
  const verdict = sampleVerdict({ cabinetCount: 300, days: 365, incidentsPerCabinet: 400 });
  const { cabinets } = pageData(verdict);

  for (const [index, { shown }] of cabinets.entries()) {
    const history = verdict.cabinets[index]!.shown;
    for (let i = 1; i < shown.length; i++) expect(shown[i]![0]).toBe(shown[i - 1]![1]);
    for (const { fromMs, toMs, value } of history) {
      if (value !== "action" || toMs === fromMs) continue;
      const over = shown.filter(([from, to]) => from < toMs && to > fromMs);
      expect(over.some(([, , code]) => code === 3)).toBe(true);
    }
  }
});

test("JSON in a page cannot end its script", () => {
  const text = jsonInPage({ text: "</script><!-- & \u2028" });

  expect(text).not.toMatch(/[<>&\u2028]/);
  expect(JSON.parse(text)).toEqual({ text: "</script><!-- & \u2028" });
});

test.each([
  [0, "0 ms"],
  [999, "999 ms"],
  [4250, "4.3 s"],
  [59_990, "1 min"],
  [80 * MINUTE_MS, "1 h 20 min"],
  [7 * DAY_MS, "7 d"],
  [DAY_MS + HOUR_MS / 2, "1 d"],
])("%i ms is %s", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test("wall clock is written in Korean time", () => {
  expect(koreanTime(Date.UTC(2026, 1, 27, 15, 4, 5))).toBe("2026-02-28 00:04:05");
});
