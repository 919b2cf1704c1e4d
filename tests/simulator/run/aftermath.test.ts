/** When a plan has done what it does. */
import { expect, test } from "vitest";
import { quietFromMs } from "../../../simulator/run/aftermath";
import { MINUTE_MS, planOf } from "./short-run";

test("a plan without steps is quiet from the start", () => {
  expect(quietFromMs(planOf(""))).toBe(0);
});

test("a breakdown that repeats counts until its last one", () => {
  const plan = planOf(
    [
      "  - { at: 5 min, do: brown-out, times: 20, every-s: 30, cabinets: all }",
      "  - { at: 6 min, do: open-door, cabinets: all, for: 1 min }",
    ].join("\n"),
  );

  expect(quietFromMs(plan)).toBe(15 * MINUTE_MS);
});
