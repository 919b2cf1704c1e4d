/** Naps: half an hour at most each, so that a long sleep is a chain that the boot log remembers. */
import { expect, test } from "vitest";
import { LIVED_NOTE } from "../../../firmware/core/boot-log";
import { NAPS_MAX, napNote, napOf, planNaps } from "../../../firmware/core/nap";

const HALF_AN_HOUR_MS = 2_000_000;

test.each([0, 1, 43, NAPS_MAX])(
  "with %i naps left the note gives back what was put in",
  (napsLeft) => {
    for (let levels = 0; levels < 4; levels++) {
      const note = napNote({ napsLeft, levels }, LIVED_NOTE);

      expect(napOf(note)).toEqual({ napsLeft, levels });
      expect(note & LIVED_NOTE).toBe(LIVED_NOTE);
      expect(note).toBeLessThanOrEqual(32_767);
    }
  },
);

test.each([0, 1, 6, LIVED_NOTE, LIVED_NOTE + 2])("note %i of a restart is no nap", (note) => {
  expect(napOf(note)).toBeUndefined();
});

test.each([
  [900_000, 1, 900_000],
  [2_000_000, 1, 2_000_000],
  [2_000_001, 2, 1_000_000],
  [21_600_000, 11, 1_963_636],
  [86_400_000, 44, 1_963_636],
])("a sleep of %i ms is %i naps of %i ms", (sleepMs, count, napMs) => {
  expect(planNaps(sleepMs, HALF_AN_HOUR_MS)).toEqual({ count, napMs });
});

test("no sleep is longer than what a note can count", () => {
  const plan = planNaps(Number.MAX_SAFE_INTEGER, HALF_AN_HOUR_MS);

  expect(plan).toEqual({ count: NAPS_MAX, napMs: HALF_AN_HOUR_MS });
});
