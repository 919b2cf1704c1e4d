/** Invented plans: the same for a seed, within the verbs' bounds, with honest people. */
import { describe, expect, test } from "vitest";
import { RESCUE_MS_MIN } from "../../../simulator/explore/believable";
import { randomPlan } from "../../../simulator/explore/random-plan";
import type { Plan, PlannedStep } from "../../../simulator/scenario/plan";
import { readPlan } from "../../../simulator/scenario/plan-file";
import { VERBS } from "../../../simulator/scenario/verbs";

const SEEDS = Array.from({ length: 60 }, (_, index) => index + 1);
const week = (seed: number): Plan => randomPlan({ seed, days: 7, cabinetCount: 8 });

function laterOf(plan: Plan, after: PlannedStep, verb: string, id: string) {
  return plan.steps.find((step) => {
    return step.verb === verb && step.atMs >= after.atMs && step.cabinetIds.includes(id);
  });
}

describe("invented plans", () => {
  test("a seed always gives the same plan, and another seed another one", () => {
    expect(week(4)).toEqual(week(4));
    expect(week(4).steps).not.toEqual(week(5).steps);
  });

  test("a plan survives being kept in a file", () => {
    for (const seed of SEEDS) {
      const plan = week(seed);
      const read = readPlan("kept.json", JSON.stringify(plan));
      expect(read.problems).toBeUndefined();
      expect(read.plan?.cabinets).toEqual(plan.cabinets);
      expect(read.plan?.steps.length).toBe(plan.steps.length);
    }
  });

  test("sixty of them use every verb that is not left out", () => {
    const used = new Set(SEEDS.flatMap((seed) => week(seed).steps.map(({ verb }) => verb)));
    const unused = VERBS.map(({ name }) => name).filter((name) => !used.has(name));

    expect(unused.sort()).toEqual(["clone-sensor", "remove-clone", "roll-out", "wear-out-flash"]);
  });

  test("steps lie within seconds of each other, and hours apart", () => {
    const gaps = SEEDS.flatMap((seed) => {
      const { steps } = week(seed);
      return steps.slice(1).map(({ atMs }, index) => atMs - (steps[index]?.atMs ?? 0));
    });

    expect(gaps.filter((gap) => gap < 5000).length).toBeGreaterThan(gaps.length / 10);
    expect(gaps.filter((gap) => gap > 3_600_000).length).toBeGreaterThan(gaps.length / 20);
  });

  test("nothing happens in the last seventh, so that everything can settle", () => {
    for (const seed of SEEDS) {
      const { steps, durationMs } = week(seed);
      expect(steps.at(-1)?.atMs).toBeLessThanOrEqual(durationMs * 0.85);
    }
  });

  test("whoever takes an AED brings it back, and it is confirmed", () => {
    for (const seed of SEEDS) {
      const plan = week(seed);
      for (const step of plan.steps.filter(({ verb }) => verb === "take-aed")) {
        for (const id of step.cabinetIds) {
          expect(
            laterOf(plan, step, "return-aed", id) ?? laterOf(plan, step, "swap-aed", id),
          ).toBeDefined();
          expect(laterOf(plan, step, "confirm-aed", id)).toBeDefined();
        }
      }
    }
  });

  test("a rescue takes minutes", () => {
    for (const seed of SEEDS) {
      const plan = week(seed);
      for (const step of plan.steps.filter(({ verb }) => verb === "use-aed")) {
        for (const id of step.cabinetIds) {
          const back = laterOf(plan, step, "return-aed", id);
          expect((back?.atMs ?? Infinity) - step.atMs).toBeGreaterThanOrEqual(RESCUE_MS_MIN);
        }
      }
    }
  });

  test("only what is asked for begins, when it is asked for", () => {
    const plan = randomPlan({ seed: 1, days: 2, cabinetCount: 4, only: ["clone-sensor"] });
    const begun = plan.steps.filter(({ verb }) => verb === "clone-sensor");

    expect(begun.length).toBeGreaterThan(0);
    expect(plan.steps.some(({ verb }) => verb === "kill-broker")).toBe(false);
    expect(() => week(1)).not.toThrow();
    expect(() => randomPlan({ seed: 1, days: 1, cabinetCount: 1, only: ["tkae-aed"] })).toThrow(
      "tkae-aed",
    );
  });
});
