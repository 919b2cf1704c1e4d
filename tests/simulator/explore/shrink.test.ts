/** A plan that breaks a promise becomes small, and still breaks it. */
import { describe, expect, test } from "vitest";
import { randomPlan } from "../../../simulator/explore/random-plan";
import { shrinkPlan, stepGroups, withCabinets } from "../../../simulator/explore/shrink";
import type { Plan, PlannedStep } from "../../../simulator/scenario/plan";

const HOUR_MS = 3_600_000;
const never = () => false;

function step(atMs: number, verb: string, ...cabinetIds: string[]): PlannedStep {
  return { atMs, verb, cabinetIds, values: {} };
}

/** A plan whose promise is broken when `breaks` says so; counts how often that was tried. */
function brokenBy(breaks: (plan: Plan) => number | undefined) {
  const tried: Plan[] = [];
  const firstFailing = async (plans: readonly Plan[]) => {
    for (const plan of plans) {
      tried.push(plan);
      const brokenAtMs = breaks(plan);
      if (brokenAtMs !== undefined) return { plan, brokenAtMs };
    }
    return undefined;
  };
  return { firstFailing, tried };
}

describe("a week of trouble, of which two steps matter", () => {
  const week = randomPlan({ seed: 3, days: 7, cabinetCount: 20 });
  const plan: Plan = {
    ...week,
    steps: [
      ...week.steps,
      step(100 * HOUR_MS, "kill-broker"),
      step(100 * HOUR_MS + 5000, "disconnect-pads", "anyang-0007"),
      step(100 * HOUR_MS + 60_000, "start-broker"),
      step(101 * HOUR_MS, "connect-pads", "anyang-0007"),
    ].toSorted((a, b) => a.atMs - b.atMs),
  };
  const breaks = ({ steps, durationMs }: Plan) => {
    const pads = steps.find((one) => {
      return one.verb === "disconnect-pads" && one.cabinetIds.includes("anyang-0007");
    });
    const kill = steps.findLast(
      (one) => one.verb === "kill-broker" && one.atMs < (pads?.atMs ?? 0),
    );
    const brokenAtMs = (pads?.atMs ?? 0) + HOUR_MS;
    return kill && pads && brokenAtMs <= durationMs ? brokenAtMs : undefined;
  };

  test("ends with these two and their ends, one cabinet, and a short time", async () => {
    const { firstFailing, tried } = brokenBy(breaks);
    const small = await shrinkPlan({
      plan,
      brokenAtMs: 101 * HOUR_MS,
      firstFailing,
      isOver: never,
    });

    expect(small.cabinets.map(({ id }) => id)).toEqual(["anyang-0007"]);
    expect(small.steps.length).toBeLessThanOrEqual(4);
    expect(breaks(small)).toBeDefined();
    expect(small.durationMs).toBeLessThan(30 * HOUR_MS);
    expect(tried.length).toBeLessThan(300);
  });

  test("what happens still happens at the same time of the day", async () => {
    const { firstFailing } = brokenBy(breaks);
    const small = await shrinkPlan({
      plan,
      brokenAtMs: 101 * HOUR_MS,
      firstFailing,
      isOver: never,
    });
    const pads = small.steps.find(({ verb }) => verb === "disconnect-pads");
    const wallMs = small.startMs + (pads?.atMs ?? 0);

    expect(plan.steps.some(({ atMs }) => plan.startMs + atMs === wallMs)).toBe(true);
  });

  test("stops when its time is over, with the smallest so far", async () => {
    const { firstFailing, tried } = brokenBy(breaks);
    const small = await shrinkPlan({
      plan,
      brokenAtMs: 101 * HOUR_MS,
      firstFailing,
      isOver: () => tried.length >= 8,
    });

    expect(small.cabinets.length).toBeLessThan(20);
    expect(breaks(small)).toBeDefined();
  });
});

describe("parts of a plan", () => {
  test("an end goes with its beginning", () => {
    const steps = [
      step(1, "take-aed", "a"),
      step(2, "take-aed", "b"),
      step(3, "return-aed", "b"),
      step(4, "return-aed", "a"),
      step(5, "reset-sensor", "a"),
    ];

    expect(stepGroups(steps).map((group) => group.map(({ atMs }) => atMs))).toEqual([
      [1, 4],
      [2, 3],
      [5],
    ]);
  });

  test("what is about other cabinets goes with them, what is about none stays", () => {
    const plan = randomPlan({ seed: 1, days: 1, cabinetCount: 3 });
    const steps = [
      step(1, "open-door", "anyang-0001"),
      step(2, "open-door", "anyang-0001", "anyang-0002"),
      step(3, "kill-broker"),
    ];
    const narrow = withCabinets({ ...plan, steps }, ["anyang-0002"]);

    expect(narrow.cabinets).toHaveLength(1);
    expect(narrow.steps.map(({ atMs, cabinetIds }) => [atMs, ...cabinetIds])).toEqual([
      [2, "anyang-0002"],
      [3],
    ]);
  });
});
