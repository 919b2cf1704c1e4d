/** How a scenario becomes a plan: times, cabinets, chance, repetition, and what is expected. */
import { describe, expect, test } from "vitest";
import { planOf, problemsOf, read, readLines } from "./scenario-files";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

describe("cabinets", () => {
  test("are twenty with all dates good when nothing is said", () => {
    const plan = planOf(readLines("for: 400 days"));

    expect(plan.cabinets).toHaveLength(20);
    expect(plan.cabinets[0]?.id).toBe("anyang-0001");
    const lastDay = "2027-08-19";
    expect(plan.cabinets.every(({ padsExpireOn }) => padsExpireOn > lastDay)).toBe(true);
  });

  test("are as many, and equipped, as is written", () => {
    const plan = planOf(
      readLines(`
cabinets:
  count: 10
  models: { onsite: 70 %, cr2: 30 % }
  heartbeat: 5 min
  outdoors: 20 %
  backup-supply: 50 %`),
    );

    const count = (isSo: (cabinet: (typeof plan.cabinets)[number]) => boolean) =>
      plan.cabinets.filter(isSo).length;
    expect(count(({ heartbeatS }) => heartbeatS === 300)).toBe(10);
    expect(count(({ aedModelId }) => aedModelId === "onsite")).toBe(7);
    expect(count(({ aedModelId }) => aedModelId === "cr2")).toBe(3);
    expect(count(({ isOutdoors }) => isOutdoors)).toBe(2);
    expect(count(({ hasBackup }) => hasBackup)).toBe(5);
  });

  test("are as many as the command line says", () => {
    expect(planOf(readLines("cabinets: { count: 10 }", { cabinetCount: 3 })).cabinets).toHaveLength(
      3,
    );
  });
});

describe("chance", () => {
  const STEP = `
cabinets: { count: 100 }
steps:
  - at: 1 h
    do: open-door
    cabinets: some 5
    spread: 10 min`;

  test("chooses the same cabinets and moments with the same seed", () => {
    const once = planOf(readLines(STEP, { seed: 4 }));
    const again = planOf(readLines(STEP, { seed: 4 }));

    expect(again).toEqual(once);
  });

  test("chooses others with another seed", () => {
    const once = planOf(readLines(STEP, { seed: 4 }));
    const other = planOf(readLines(STEP, { seed: 5 }));

    expect(other.steps).not.toEqual(once.steps);
  });

  test("gives each cabinet its own moment within the spread", () => {
    const { steps } = planOf(readLines(STEP));

    expect(steps).toHaveLength(5);
    expect(new Set(steps.map(({ atMs }) => atMs)).size).toBe(5);
    for (const { atMs } of steps) {
      expect(atMs).toBeGreaterThanOrEqual(HOUR_MS);
      expect(atMs).toBeLessThanOrEqual(HOUR_MS + 10 * MINUTE_MS);
    }
  });
});

describe("steps", () => {
  test("happen at a time from the start, or on a day by Korean time", () => {
    const plan = planOf(
      readLines(`
start: 2026-07-15 09:00
for: 2 days
steps:
  - at: day 2 10:30
    do: kill-broker
  - at: 3 h 20 min
    do: network-down`),
    );

    expect(new Date(plan.startMs).toISOString()).toBe("2026-07-15T00:00:00.000Z");
    expect(plan.steps.map(({ verb, atMs }) => [verb, atMs])).toEqual([
      ["network-down", 3 * HOUR_MS + 20 * MINUTE_MS],
      ["kill-broker", DAY_MS + 90 * MINUTE_MS],
    ]);
  });

  test("with for are ended by the verb that ends them", () => {
    const { steps } = planOf(
      readLines(`
steps:
  - at: 1 h
    do: breaker-off
    cabinets: [anyang-0002]
    for: 20 min`),
    );

    expect(steps.map(({ verb, atMs, cabinetIds }) => [verb, atMs, cabinetIds])).toEqual([
      ["breaker-off", HOUR_MS, ["anyang-0002"]],
      ["breaker-on", HOUR_MS + 20 * MINUTE_MS, ["anyang-0002"]],
    ]);
  });

  test("with every come again until they are to stop, to other cabinets each time", () => {
    const { steps } = planOf(
      readLines(`
cabinets: { count: 100 }
steps:
  - at: 1 h
    every: 6 h
    until: 19 h
    do: make-noise
    cabinets: some 3`),
    );

    expect(steps.map(({ atMs }) => atMs / HOUR_MS)).toEqual([1, 7, 13, 19]);
    expect(new Set(steps.map(({ cabinetIds }) => cabinetIds.join())).size).toBe(4);
  });

  test("with every and no end come until the run is over", () => {
    const { steps } = planOf(
      readLines("steps: [{ at: 0 s, every: 10 h, do: make-noise, cabinets: all }]"),
    );

    expect(steps.map(({ atMs }) => atMs / HOUR_MS)).toEqual([0, 10, 20]);
  });

  test("have all values, the standard where none is written", () => {
    const { steps } = planOf(
      readLines(`
steps:
  - { at: 1 h, do: brown-out, times: 3, cabinets: all }
  - { at: 2 h, do: command drill, cabinets: all }
  - { at: 3 h, do: swap-aed, condition: faulty, cabinets: all }`),
    );

    expect(steps.map(({ values }) => values)).toEqual([
      { times: 3, "every-s": 20 },
      { do: "drill", "life-s": 3600 },
      { condition: "faulty" },
    ]);
  });

  test("can be about the cabinets of an earlier step, or about all others", () => {
    const { steps } = planOf(
      readLines(
        `
cabinets: { count: 10 }
steps:
  - { at: 1 h, do: take-aed, cabinets: 20 %, as: stolen }
  - { at: 2 h, do: open-door, cabinets: the same }
  - { at: 3 h, do: close-door, cabinets: stolen }`,
      ),
    );

    const [first, ...others] = steps.map(({ cabinetIds }) => cabinetIds);
    expect(first).toHaveLength(2);
    expect(others).toEqual([first, first]);
  });

  test("can be about groups, and parts of them", () => {
    const plan = planOf(
      readLines(`
cabinets: { count: 20, outdoors: 50 % }
steps:
  - { at: 1 h, do: break-heater, cabinets: 50 % of outdoors, as: cold }
  - { at: 2 h, do: make-noise, cabinets: all but cold }
  - { at: 3 h, do: make-noise, cabinets: first 2 of indoors }`),
    );

    const [cold = [], rest = [], two = []] = plan.steps.map(({ cabinetIds }) => cabinetIds);
    const outdoors = plan.cabinets.filter(({ isOutdoors }) => isOutdoors).map(({ id }) => id);
    expect(cold).toHaveLength(5);
    expect(outdoors).toEqual(expect.arrayContaining([...cold]));
    expect([...cold, ...rest].sort()).toEqual(plan.cabinets.map(({ id }) => id));
    expect(two.filter((id) => outdoors.includes(id))).toEqual([]);
  });
});

describe("expectations", () => {
  test("follow each cabinet's own moment of a named step, and its end", () => {
    const { steps, expectations } = planOf(
      readLines(`
steps:
  - { at: 1 h, do: take-aed, cabinets: some 3, as: stolen, spread: 30 min, for: 2 h }
expect:
  - { after: stolen, within: 1 min, status: action, reason: aed-missing }
  - { after: end of stolen, wait: 3 min, throughout: 10 min, status: action }`),
    );

    const taken = steps.filter(({ verb }) => verb === "take-aed");
    const missing = expectations.filter(({ reason }) => reason === "aed-missing");
    expect(missing.map(({ atMs, cabinetIds }) => `${cabinetIds} ${atMs}`).sort()).toEqual(
      taken.map(({ atMs, cabinetIds }) => `${cabinetIds} ${atMs}`).sort(),
    );
    const [after] = expectations.filter(({ isThroughout }) => isThroughout);
    expect(after?.withinMs).toBe(10 * MINUTE_MS);
    expect(taken.map(({ atMs }) => atMs + 2 * HOUR_MS + 3 * MINUTE_MS)).toContain(after?.atMs);
  });

  test("know the line they were written in", () => {
    const { expectations } = planOf(
      readLines("expect:\n  - at: 1 h\n    cabinets: all\n    status: ready"),
    );

    expect(expectations[0]?.source).toEqual({ file: "a.yaml", line: 4 });
  });
});

describe("parameters", () => {
  const WITH_DAYS = `parameters:\n  days: 7\nfor: \${days} days\n`;

  test("have their defaults", () => {
    expect(planOf(readLines(WITH_DAYS)).durationMs).toBe(7 * DAY_MS);
  });

  test("are what the command line says", () => {
    const result = readLines(WITH_DAYS, { parameters: { days: 3 } });

    expect(planOf(result).durationMs).toBe(3 * DAY_MS);
  });

  test("that no file has are told, with the nearest", () => {
    expect(problemsOf(readLines(WITH_DAYS, { parameters: { day: 3 } }))).toEqual([
      "a.yaml:1: day: 3: no file of the scenario has such a parameter; there are days. " +
        'Did you mean "days"?',
    ]);
  });
});

describe("includes", () => {
  const BASE = `name: Base
purpose: What all have.
parameters: { share: 50 % }
cabinets: { count: 8, heartbeat: 5 min }
steps:
  - { at: 1 h, do: open-door, cabinets: "\${share}", as: opened }
`;

  test("bring their steps first and the cabinets that are not said otherwise", () => {
    const main = `name: A
purpose: B
include: parts/base.yaml
cabinets: { count: 4 }
steps:
  - { at: 1 h, do: close-door, cabinets: opened }
`;
    const plan = planOf(read({ "x/a.yaml": main, "x/parts/base.yaml": BASE }));

    expect(plan.cabinets.map(({ heartbeatS }) => heartbeatS)).toEqual([300, 300, 300, 300]);
    expect(plan.steps.map(({ verb }) => verb)).toEqual(["open-door", "close-door"]);
    expect(plan.steps[0]?.cabinetIds).toEqual(plan.steps[1]?.cabinetIds);
    expect(plan.steps[0]?.source?.file).toBe("x/parts/base.yaml");
  });

  test("can begin later and have other parameters", () => {
    const main = `name: A
purpose: B
include:
  - { file: base.yaml, at: 2 h }
  - { file: base.yaml, at: 4 h, parameters: { share: 100 % } }
`;
    const { steps } = planOf(read({ "a.yaml": main, "base.yaml": BASE }));

    expect(steps.map(({ atMs, cabinetIds }) => [atMs / HOUR_MS, cabinetIds.length])).toEqual([
      [3, 4],
      [5, 8],
    ]);
  });

  test("of each other are refused, with the way they go", () => {
    const including = (file: string) => `name: A\npurpose: B\ninclude: ${file}\n`;
    const files = { "a.yaml": including("b.yaml"), "b.yaml": including("a.yaml") };

    expect(problemsOf(read(files))).toEqual([
      "b.yaml:3: include: a.yaml -> b.yaml -> a.yaml: " +
        "a file cannot include itself, not by way of others either.",
    ]);
  });

  test("that are not there are told with their line", () => {
    const [problem] = problemsOf(readLines("include: nothing.yaml"));

    expect(problem).toMatch(/^a\.yaml:3: include: nothing\.yaml: the file cannot be read/);
  });
});
