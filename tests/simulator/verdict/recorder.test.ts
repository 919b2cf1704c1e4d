/** What a verdict tells of a run: who was shown as what, how long things took, what happened. */
import { describe, expect, test } from "vitest";
import { createJudge } from "../../../simulator/check/judge";
import type { RunEvent } from "../../../simulator/run/run-event";
import { BANDS_PER_CABINET_MAX } from "../../../simulator/verdict/cabinet-record";
import { FIRST_EVENTS_MAX, LAST_EVENTS_MAX } from "../../../simulator/verdict/event-log";
import { BUCKET_LIMITS_MS, LatencyHistogram } from "../../../simulator/verdict/latencies";
import { HISTORIES_MAX, Recorder } from "../../../simulator/verdict/recorder";
import {
  acknowledged,
  alert,
  broker,
  DAY_MS,
  HOUR_MS,
  link,
  plan,
  published,
  shown,
  truth,
} from "../check/story";

async function verdictOf(ids: readonly string[], events: readonly RunEvent[], nowMs = DAY_MS) {
  const recorder = new Recorder(plan(ids));
  const judge = createJudge({
    plan: plan(ids),
    reports: () => [],
    onAlerted: (afterMs) => recorder.alerted(afterMs),
  });
  for (const event of events) {
    judge.observe(event);
    recorder.observe(event);
  }
  await judge.finish(nowMs);
  const summary = { pace: "virtual", tookMs: 3, traceHash: "00", replay: "again" } as const;
  return recorder.verdict({ judge, nowMs, ...summary });
}

describe("a verdict", () => {
  test("tells as what a cabinet was shown and what was wrong with it", async () => {
    const { cabinets } = await verdictOf(
      ["a"],
      [
        shown("a", 10, "unknown"),
        shown("a", 20, "ready", { validUntilRunMs: 50 }),
        truth("a", 30, "aed-missing"),
        truth("a", 40, "aed-missing", "pads-expired"),
        shown("a", 60, "ready", { validUntilRunMs: 1000 }),
        truth("a", 70),
        broker(80, false),
        broker(90, true),
        shown("a", 90, "action"),
      ],
      100,
    );

    expect(cabinets).toEqual([
      {
        id: "a",
        name: "Station, entrance a",
        shown: [
          { fromMs: 10, toMs: 20, value: "unknown" },
          { fromMs: 20, toMs: 50, value: "ready" },
          { fromMs: 50, toMs: 60, value: "unknown" },
          { fromMs: 60, toMs: 80, value: "ready" },
          { fromMs: 80, toMs: 90, value: "broker-down" },
          { fromMs: 90, toMs: 100, value: "action" },
        ],
        broken: [
          { fromMs: 30, toMs: 40, defects: ["aed-missing"] },
          { fromMs: 40, toMs: 70, defects: ["aed-missing", "pads-expired"] },
        ],
      },
    ]);
  });

  test("counts and times what happened", async () => {
    const verdict = await verdictOf(
      ["a"],
      [
        link("a", 0, true),
        published("a", 1, [1, 1]),
        published("a", 2, [1, 1], true),
        acknowledged("a", 9, [1, 1], 7),
        truth("a", 100, "aed-missing"),
        alert("a", 130, "aed-missing"),
        alert("a", 140, "aed-missing", true),
      ],
    );

    expect(verdict.counts).toMatchObject({
      "reports sent": 1,
      "reports sent again": 1,
      "reports acknowledged": 1,
      alerts: 1,
      "alerts over": 1,
      "READY with a hidden defect": 0,
    });
    expect(verdict.acknowledged).toMatchObject({ count: 1, maxMs: 7, p99Ms: 7 });
    expect(verdict.alerted).toMatchObject({ count: 1, maxMs: 30, p50Ms: 30 });
    expect(verdict.events.map(({ text }) => text)).toEqual([
      "link up",
      "truly aed-missing",
      "alert: aed-missing",
      "alert over: aed-missing",
    ]);
    expect(verdict.isPassed, "the acknowledged report is not kept").toBe(false);
  });

  test("shows the worst cabinets first, and only so many", async () => {
    const ids = Array.from({ length: HISTORIES_MAX + 50 }, (_, index) => `c${index}`);
    const { cabinets, cabinetCount } = await verdictOf(ids, [
      truth("c7", 0, "pads-expired"),
      shown("c340", 0, "ready"),
      truth("c340", 0, "pads-expired"),
      shown("c9", 0, "unknown"),
    ]);

    expect(cabinets.slice(0, 4).map(({ id }) => id)).toEqual(["c340", "c7", "c9", "c0"]);
    expect([cabinets.length, cabinetCount]).toEqual([HISTORIES_MAX, ids.length]);
  });

  test("stays within its limits however much happens", async () => {
    const flapping = Array.from({ length: 10_000 }, (_, index) => [
      link("a", index, index % 2 === 0),
      shown("a", index, index % 2 === 0 ? "ready" : "unknown"),
    ]).flat();
    const { events, cabinets, counts } = await verdictOf(["a"], flapping);

    expect(events).toHaveLength(FIRST_EVENTS_MAX + 1 + LAST_EVENTS_MAX);
    expect(events[FIRST_EVENTS_MAX]).toMatchObject({ text: "7000 events left out" });
    expect(events.at(-1)).toMatchObject({ atMs: 9_999 });
    expect(cabinets[0]!.shown).toHaveLength(BANDS_PER_CABINET_MAX);
    expect(counts["times left out of histories"]).toBe(10_000 - BANDS_PER_CABINET_MAX);
  });
});

describe("times in buckets", () => {
  test("nothing measured is zeros", () => {
    const nothing = { count: 0, p50Ms: 0, p99Ms: 0, maxMs: 0, histogram: [] };
    expect(new LatencyHistogram().latencies()).toEqual(nothing);
  });

  test("a percentile is at most a fifth too high, and never too low", () => {
    const histogram = new LatencyHistogram();
    for (let valueMs = 1; valueMs <= 10_000; valueMs += 1) histogram.add(valueMs);

    const { count, p50Ms, p99Ms, maxMs, histogram: buckets } = histogram.latencies();

    expect(count).toBe(10_000);
    expect(p50Ms).toBeGreaterThanOrEqual(5_000);
    expect(p50Ms).toBeLessThanOrEqual(6_000);
    expect(p99Ms).toBeGreaterThanOrEqual(9_900);
    expect(p99Ms).toBeLessThanOrEqual(maxMs);
    expect(buckets.reduce((sum, [, inBucket]) => sum + inBucket, 0)).toBe(10_000);
  });

  test("a time on the limit of a bucket is in it, 1 ms more in the next", () => {
    const limitMs = BUCKET_LIMITS_MS[20]!;
    const histogram = new LatencyHistogram();
    histogram.add(limitMs);
    histogram.add(limitMs + 1);
    histogram.add(1_000 * HOUR_MS * 24 * 365);

    expect(histogram.latencies().histogram).toEqual([
      [limitMs, 1],
      [BUCKET_LIMITS_MS[21], 1],
      [BUCKET_LIMITS_MS.at(-1), 1],
    ]);
  });
});
