/** Incidents of a fleet: planned by seed, each with its repair. */
import { describe, expect, test } from "vitest";
import { type Incident, planIncidents } from "../../../simulator/fleet/incidents";
import { createRandom } from "../../../simulator/fleet/random";

const HOUR_MS = 3_600_000;

function plan(options: { seed: number; count: number; incidentsPerHour?: number }): Incident[] {
  const incidents = planIncidents({
    random: createRandom(options.seed),
    cabinetCount: 1000,
    incidentsPerHour: options.incidentsPerHour ?? 60,
  });
  return Array.from({ length: options.count }, () => incidents.next().value);
}

describe("planned incidents", () => {
  test("are the same for the same seed", () => {
    expect(plan({ seed: 1, count: 200 })).toEqual(plan({ seed: 1, count: 200 }));
    expect(plan({ seed: 1, count: 200 })).not.toEqual(plan({ seed: 2, count: 200 }));
  });

  test("come at the wanted rate", () => {
    const last = plan({ seed: 3, count: 2000, incidentsPerHour: 120 }).at(-1)!;

    const perHour = 2000 / (last.startMs / HOUR_MS);
    expect(perHour).toBeGreaterThan(105);
    expect(perHour).toBeLessThan(135);
  });

  test("are of every kind", () => {
    const kinds = new Set(plan({ seed: 4, count: 200 }).map((incident) => incident.kind));

    expect([...kinds].sort()).toEqual([
      "aed-used",
      "battery-low",
      "door-left-open",
      "network-lost",
      "pads-expire",
      "power-lost",
    ]);
  });

  test("never meet in one cabinet", () => {
    const incidents = planIncidents({
      random: createRandom(5),
      cabinetCount: 3,
      incidentsPerHour: 600,
    });
    const endMs = new Map<number, number>();

    for (let n = 0; n < 500; n++) {
      const incident = incidents.next().value;
      expect(incident.startMs).toBeGreaterThan(endMs.get(incident.cabinetIndex) ?? -1);
      endMs.set(incident.cabinetIndex, incident.startMs + incident.steps.at(-1)!.afterMs);
    }
  });

  test("undo at the cabinet what they did", () => {
    const undone = new Map([
      ["close-door", "open-door"],
      ["return-aed", "take-aed"],
      ["replace-battery", "let-battery-run-low"],
      ["breaker-on", "breaker-off"],
      ["restore-network", "cut-network"],
    ]);

    for (const incident of plan({ seed: 6, count: 300 })) {
      const open: string[] = [];
      for (const step of incident.steps) {
        if (!("physical" in step)) continue;
        const before = undone.get(step.physical);
        if (before) open.splice(open.indexOf(before), 1);
        else if (step.physical !== "replace-pads") open.push(step.physical);
      }
      expect(open).toEqual([]);
    }
  });

  test("a rate of zero or a fleet of none is refused", () => {
    expect(() => plan({ seed: 1, count: 1, incidentsPerHour: 0 })).toThrow(/must be > 0/);
  });
});

describe("seeded random numbers", () => {
  test("are spread evenly over 0 to 1", () => {
    const random = createRandom(9);
    const buckets = new Array<number>(10).fill(0);

    for (let n = 0; n < 100_000; n++) buckets[Math.floor(random.next() * 10)]! += 1;

    expect(buckets.every((count) => Math.abs(count - 10_000) < 500)).toBe(true);
  });

  test("a fork does not depend on how much was drawn before", () => {
    const used = createRandom(9);
    used.next();

    expect(used.fork("a").next()).toBe(createRandom(9).fork("a").next());
    expect(createRandom(9).fork("a").next()).not.toBe(createRandom(9).fork("b").next());
  });

  test("whole numbers include both ends", () => {
    const random = createRandom(2);

    const drawn = new Set(Array.from({ length: 200 }, () => random.integer(1, 3)));

    expect([...drawn].sort()).toEqual([1, 2, 3]);
  });
});
