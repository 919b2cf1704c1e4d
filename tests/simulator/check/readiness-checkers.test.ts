/** Checkers of what is shown: no false READY, silence that shows, and convergence. */
import { describe, expect, test } from "vitest";
import type { OnViolation } from "../../../simulator/check/checker";
import { Convergence } from "../../../simulator/check/convergence";
import { NoFalseReady } from "../../../simulator/check/no-false-ready";
import { SilenceShows } from "../../../simulator/check/silence-shows";
import type { KeptReport } from "../../../simulator/run/broker-under-test";
import type { RunEvent } from "../../../simulator/run/run-event";
import {
  acknowledged,
  broker,
  CONVERGENCE_MS,
  cabinet,
  DAY_MS,
  EVIDENCE_MS,
  HOUR_MS,
  kept,
  MINUTE_MS,
  published,
  START_MS,
  shown,
  tell,
  truth,
} from "./story";

const cabinets = [cabinet("a"), cabinet("b")];
const BROKEN_MS = 2 * HOUR_MS;
const readyAndBroken = [shown("a", 0, "ready"), truth("a", BROKEN_MS, "aed-missing")];

function falseReady(events: readonly RunEvent[], endMs: number) {
  const make = (onViolation: OnViolation) => {
    return new NoFalseReady({ cabinets, startMs: START_MS, onViolation });
  };
  return tell(make, events, endMs);
}

describe("no false READY", () => {
  test.each([
    ["is shown in time", [shown("a", BROKEN_MS + EVIDENCE_MS, "action")]],
    ["is repaired in time", [truth("a", BROKEN_MS + EVIDENCE_MS)]],
    ["is grey in time", [shown("a", BROKEN_MS, "ready", { validUntilRunMs: 3 * MINUTE_MS })]],
    ["cannot be shown: the broker is down", [broker(BROKEN_MS + EVIDENCE_MS, false)]],
  ])("a defect that %s is no false READY", async (_name, events) => {
    expect(await falseReady([...readyAndBroken, ...events], DAY_MS)).toEqual([]);
  });

  test.each([
    ["is shown 1 ms too late", [shown("a", BROKEN_MS + EVIDENCE_MS + 1, "action")]],
    ["is never shown", []],
    [
      "is grey 1 ms too late",
      [shown("a", BROKEN_MS, "ready", { validUntilRunMs: BROKEN_MS + EVIDENCE_MS + 1 })],
    ],
    [
      "only changes its kind meanwhile",
      [truth("a", BROKEN_MS + EVIDENCE_MS - 1, "pads-expired"), shown("b", DAY_MS, "ready")],
    ],
  ])("a defect that %s is a false READY, told once", async (_name, events) => {
    const found = await falseReady([...readyAndBroken, ...events], DAY_MS);

    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      property: "no-false-ready",
      cabinetId: "a",
      atMs: BROKEN_MS + EVIDENCE_MS + 1,
    });
    expect(found[0]!.sentence).toContain("for 1890001 ms; at most 1890000 ms");
  });

  test("READY shown anew of what has long been broken is one more violation", async () => {
    const found = await falseReady(
      [
        ...readyAndBroken,
        shown("a", 5 * HOUR_MS, "action"),
        shown("a", 6 * HOUR_MS, "ready"),
        shown("a", 6 * HOUR_MS + 1, "ready"),
      ],
      DAY_MS,
    );

    expect(found.map(({ atMs }) => atMs)).toEqual([BROKEN_MS + EVIDENCE_MS + 1, 6 * HOUR_MS]);
  });

  test("a server whose clock was set back hides nothing", async () => {
    const BACK_S = -86_400;
    const setBack: RunEvent = {
      kind: "step",
      atMs: 1,
      step: { atMs: 1, verb: "set-server-clock", cabinetIds: [], values: { "by-s": BACK_S } },
    };
    const ready = shown("a", 2, "ready", { validUntilRunMs: DAY_MS + BACK_S * 1000 });

    const found = await falseReady([setBack, ready, truth("a", BROKEN_MS, "aed-missing")], DAY_MS);

    expect(found).toMatchObject([{ atMs: BROKEN_MS + EVIDENCE_MS + 1 }]);
  });

  test("what nobody can know of is counted only", () => {
    const checker = new NoFalseReady({
      cabinets,
      startMs: START_MS,
      onViolation: () => expect.unreachable(),
    });

    checker.observe(truth("a", 0, "hidden-fault"));
    checker.observe(shown("a", 1, "ready"));
    checker.finish(DAY_MS);

    expect(checker.hiddenCount).toBe(1);
  });
});

describe("silence shows", () => {
  function silence(events: readonly RunEvent[], reports: readonly KeptReport[] = []) {
    const make = (onViolation: OnViolation) => {
      const about = { cabinets, startMs: START_MS, onViolation };
      return new SilenceShows({ ...about, reports: () => reports });
    };
    return tell(make, events, DAY_MS);
  }
  const HEARD_MS = HOUR_MS;
  const heard = [acknowledged("a", HEARD_MS, [1, 1]), shown("a", HEARD_MS, "ready")];

  test("a sensor that is heard again just in time may stay READY", async () => {
    const again = acknowledged("a", HEARD_MS + EVIDENCE_MS, [1, 2]);
    const unknown = shown("a", HEARD_MS + 2 * EVIDENCE_MS, "unknown");

    expect(await silence([...heard, again, unknown])).toEqual([]);
  });

  test.each([
    ["is shown as unknown 1 ms too late", [shown("a", HEARD_MS + EVIDENCE_MS + 1, "unknown")]],
    ["is heard 1 ms too late", [acknowledged("a", HEARD_MS + EVIDENCE_MS + 1, [1, 2])]],
  ])("a silent sensor that %s is a violation", async (_name, events) => {
    const found = await silence([...heard, ...events, shown("a", 3 * HOUR_MS, "unknown")]);

    expect(found.slice(0, 1)).toMatchObject([{ atMs: HEARD_MS + EVIDENCE_MS + 1 }]);
  });

  test("one silence is told once, however often READY is shown", async () => {
    const lateMs = HEARD_MS + EVIDENCE_MS;
    const again = [1, 2, 3].map((afterMs) => shown("a", lateMs + afterMs, "ready"));

    expect(await silence([...heard, ...again])).toHaveLength(1);
  });

  test("a report counts as heard when only its acknowledgement was lost", async () => {
    const WRITTEN_MS = HEARD_MS + 15 * MINUTE_MS;
    const story = [
      ...heard,
      published("a", WRITTEN_MS, [1, 2]),
      shown("a", WRITTEN_MS + EVIDENCE_MS, "unknown"),
    ];

    expect(await silence(story, kept([1, 1], [1, 2]))).toEqual([]);
    expect(await silence(story, kept([1, 1]))).toHaveLength(1);
  });
});

describe("convergence", () => {
  const QUIET_MS = 3 * HOUR_MS;
  const END_MS = QUIET_MS + CONVERGENCE_MS;
  const convergence = (truly: boolean | undefined, events: readonly RunEvent[], endMs = DAY_MS) => {
    const make = (onViolation: OnViolation) => {
      return new Convergence({
        cabinets: [cabinet("a")],
        startMs: START_MS,
        faultsStoppedAtMs: QUIET_MS,
        shouldBeReady: () => truly,
        onViolation,
      });
    };
    return tell(make, events, endMs);
  };

  test("who is shown as it is at the limit has converged", async () => {
    expect(await convergence(true, [shown("a", END_MS, "ready")])).toEqual([]);
    expect(await convergence(false, [shown("a", END_MS, "action")])).toEqual([]);
    expect(await convergence(undefined, [])).toEqual([]);
    expect(await convergence(true, [], END_MS - 1), "not reached").toEqual([]);
  });

  test.each([
    ["READY 1 ms too late", true, [shown("a", END_MS + 1, "ready")]],
    ["never READY", true, []],
    ["still READY though broken", false, [shown("a", 0, "ready")]],
  ])("%s has not converged", async (_name, truly, events) => {
    expect(await convergence(truly, events, END_MS)).toHaveLength(1);
    expect(await convergence(truly, events)).toMatchObject([{ atMs: END_MS, cabinetId: "a" }]);
  });
});
