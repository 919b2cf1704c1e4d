/** What a scenario expects is judged to the millisecond, and named by its line. */
import { describe, expect, test } from "vitest";
import { Expectations } from "../../../simulator/check/expectations";
import type { RunEvent } from "../../../simulator/run/run-event";
import type { PlannedExpectation } from "../../../simulator/scenario/plan";
import { broker, DAY_MS, HOUR_MS, MINUTE_MS, START_MS, shown, tell } from "./story";

const AT_MS = HOUR_MS;
const WITHIN_MS = 10 * MINUTE_MS;
const END_MS = AT_MS + WITHIN_MS;

const becomes: PlannedExpectation = {
  atMs: AT_MS,
  withinMs: WITHIN_MS,
  cabinetIds: ["a"],
  status: "action",
  reason: "aed-missing",
  isThroughout: false,
  source: { file: "theft.yaml", line: 12 },
};
const stays: PlannedExpectation = {
  atMs: AT_MS,
  withinMs: WITHIN_MS,
  cabinetIds: ["a"],
  status: "ready",
  isThroughout: true,
};

function judged(expected: PlannedExpectation, events: readonly RunEvent[], endMs = DAY_MS) {
  return tell(
    (onViolation) => new Expectations({ expectations: [expected], startMs: START_MS, onViolation }),
    events,
    endMs,
  );
}
const missing = (atMs: number) => shown("a", atMs, "action", { reasons: ["aed-missing"] });

describe("what has to become so", () => {
  test.each([
    ["at the last moment", [missing(END_MS)]],
    ["for a moment", [missing(AT_MS + 1), shown("a", AT_MS + 2, "ready")]],
    ["from long before", [missing(0)]],
  ])("may be so %s", async (_name, events) => {
    expect(await judged(becomes, events)).toEqual([]);
  });

  test.each([
    ["1 ms too late", [missing(END_MS + 1)], "nothing was shown"],
    ["only before", [missing(0), shown("a", AT_MS, "ready")], "it was shown as ready"],
    [
      "for another reason",
      [shown("a", AT_MS, "action", { reasons: ["door-open"], warnings: ["supply-low"] })],
      "it was shown as action (door-open, supply-low)",
    ],
  ])("must not be so %s", async (_name, events, instead) => {
    expect(await judged(becomes, events)).toEqual([
      {
        property: "expectations",
        atMs: END_MS,
        cabinetId: "a",
        sentence:
          "theft.yaml:12: expected action with aed-missing within 10 min after " +
          `2026-01-01 10:00:00; ${instead}`,
      },
    ]);
  });

  test("a warning is a reason too, and what is grey is unknown", async () => {
    const warned = { ...becomes, status: "ready", reason: "supply-low" } as const;
    const { reason: _, ...grey } = { ...becomes, status: "unknown" } as const;
    const low = shown("a", AT_MS, "ready", { warnings: ["supply-low"], validUntilRunMs: END_MS });

    expect(await judged(warned, [low])).toEqual([]);
    expect(await judged(grey, [low]), "valid until the end").toHaveLength(1);
    expect(await judged(grey, [low, broker(END_MS, false)])).toEqual([]);
  });

  test("a run that ends before says so", async () => {
    const found = await judged(becomes, [], END_MS - 1);

    expect(found).toMatchObject([{ sentence: expect.stringContaining("the run ended before") }]);
    expect(await judged(becomes, [missing(END_MS)], END_MS)).toEqual([]);
  });
});

describe("what has to stay so", () => {
  test.each([
    ["from the first moment to the last", [shown("a", AT_MS, "ready")]],
    ["and not be so after", [shown("a", 0, "ready"), shown("a", END_MS + 1, "action")]],
    ["and may go grey after", [shown("a", 0, "ready", { validUntilRunMs: END_MS })]],
  ])("may be so %s", async (_name, events) => {
    expect(await judged(stays, events)).toEqual([]);
  });

  test.each([
    ["1 ms too late", [shown("a", AT_MS + 1, "ready")], AT_MS],
    ["without its last moment", [shown("a", 0, "ready"), missing(END_MS)], END_MS],
    [
      "with a gap",
      [shown("a", 0, "ready"), missing(END_MS - 5), shown("a", END_MS - 4, "ready")],
      END_MS - 5,
    ],
    ["and go grey", [shown("a", 0, "ready", { validUntilRunMs: END_MS - 1 })], END_MS],
    [
      "and go grey for a while",
      [shown("a", 0, "ready", { validUntilRunMs: AT_MS + 5 }), shown("a", AT_MS + 9, "ready")],
      AT_MS + 9,
    ],
    ["without a broker", [shown("a", 0, "ready"), broker(AT_MS + 7, false)], AT_MS + 7],
  ])("must not be so %s", async (_name, events, atMs) => {
    expect(await judged(stays, events)).toMatchObject([{ atMs, cabinetId: "a" }]);
  });
});
