/** The judge feeds every checker, keeps the first violations and counts all. */
import { expect, test } from "vitest";
import { createJudge } from "../../../simulator/check/judge";
import { VIOLATIONS_KEPT_MAX } from "../../../simulator/check/limits";
import { DAY_MS, HOUR_MS, kept, plan, published, shown, truth } from "./story";

const manyIds = Array.from({ length: 30 }, (_, index) => `cabinet-${index}`);

test("a run in which nothing happens breaks no promise", async () => {
  const judge = createJudge({ plan: plan(manyIds), reports: () => [] });
  await judge.finish(DAY_MS);

  const checks = judge.checks();

  expect(checks.filter(({ isMet }) => !isMet)).toEqual([]);
  expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length);
  expect(checks.map(({ name }) => name)).not.toContain("convergence");
});

test("of many violations the first are kept, and all are counted", async () => {
  const told: string[] = [];
  const judge = createJudge({
    plan: plan(manyIds),
    reports: () => [],
    onViolation: ({ property }) => told.push(property),
  });
  for (const id of manyIds) judge.observe(truth(id, 0, "pads-expired"));
  for (const id of manyIds) judge.observe(shown(id, HOUR_MS, "ready"));
  await judge.finish(2 * HOUR_MS);

  const check = judge.checks().find(({ name }) => name === "no-false-ready");

  expect(check).toMatchObject({ isMet: false, judged: 30, violationCount: 30 });
  expect(check!.violations).toHaveLength(VIOLATIONS_KEPT_MAX);
  expect(judge.violationCount).toBe(told.length);
  expect(judge.violationCountOf("cabinet-29")).toBeGreaterThan(0);
});

test("all that is handed in is judged: reports, orders, counters, the end", async () => {
  const expectation = {
    atMs: 0,
    withinMs: 1,
    cabinetIds: ["a"],
    status: "ready",
    isThroughout: false,
  } as const;
  const judge = createJudge({
    plan: plan(["a"], [expectation]),
    reports: () => kept([1, 1], [1, 1]),
    counters: () => [{ name: "waiting", value: 2, max: 1 }],
    convergence: { faultsStoppedAtMs: 0, shouldBeReady: () => true },
  });
  judge.ordered("a", 1, "reboot");
  judge.observe(published("a", 1, [1, 1]));
  const step = { atMs: 1, verb: "open-door", cabinetIds: ["a"], values: {} };
  judge.observe({ kind: "step", atMs: 1, step });
  judge.observe({ kind: "step", atMs: 1, step, problem: "the door is stuck" });
  judge.observe({ kind: "replied", atMs: 2, id: "a", n: 1, result: "done" });
  await judge.finish(DAY_MS);

  const broken = judge.checks().filter(({ isMet }) => !isMet);

  expect(broken.map(({ name }) => name)).toEqual([
    "acknowledged-kept",
    "commands-at-most-once",
    "steps-done",
    "bounds",
    "convergence",
    "expectations",
  ]);
  expect(broken.find(({ name }) => name === "steps-done")).toMatchObject({
    judged: 1,
    violations: [{ cabinetId: "a", sentence: expect.stringContaining("the door is stuck") }],
  });
});

test("an error that nobody expected fails the run", () => {
  const judge = createJudge({ plan: plan(["a"]), reports: () => [] });

  judge.observe({ kind: "failure", atMs: 1, sentence: "x is undefined" });

  expect(judge.checks().find(({ name }) => name === "sound")?.isMet).toBe(false);
});
