/**
 * The power goes in every single flash operation of a long life of the outbox, at several points
 * of each, and once more while it recovers. Compared with the same life without a cut, only what
 * the step in progress adds or removes may differ.
 */
import { describe, expect, test } from "vitest";
import { createOutbox, type Outbox, REFUSALS_MAX } from "../../../firmware/core/outbox";
import type { ReportCause } from "../../../protocol/report";
import { put, storedIn } from "./outbox-bench";
import { type CutPlan, cutsAt, PowerCutFlash } from "./power-cut-flash";

/** Small pages of four reports make the ring turn soon; what the code does is the same. */
const PAGES = 6;
const PAGE_BYTES = 1024;
const REPORT_BYTES = 200;

type Step = { readonly add: ReportCause } | "confirm" | "refuse" | "make room" | "restart";

const many = (count: number, ...steps: Step[]): Step[] =>
  Array.from({ length: count }, () => steps).flat();

/** Filling, overflow of every kind, draining, and all of it across restarts. */
const LIFE: readonly Step[] = [
  ...many(6, { add: "boot" }, "confirm"),
  ...many(9, { add: "heartbeat" }),
  ...many(5, { add: "door-opened" }, { add: "indicator-changed" }),
  ...many(10, { add: "heartbeat" }),
  "restart",
  ...many(3, "make room", { add: "aed-removed" }, { add: "heartbeat" }, "confirm"),
  ...many(3, "refuse"),
  ...many(9, { add: "aed-removed" }),
  "restart",
  ...many(12, "confirm"),
  ...many(6, { add: "heartbeat" }, "confirm", { add: "fault-changed" }),
  ...many(40, "confirm"),
  "restart",
  ...many(3, { add: "heartbeat" }, "confirm"),
];

interface Life {
  outbox: Outbox;
  added: number;
}

function run(step: Step, life: Life, flash: PowerCutFlash): void {
  if (step === "restart") life.outbox = createOutbox(flash, REFUSALS_MAX);
  else if (step === "make room") life.outbox.makeRoom();
  else if (typeof step === "object") {
    life.added += 1;
    put(life.outbox, life.added, step.add, REPORT_BYTES);
  } else {
    life.outbox.head();
    if (step === "confirm") life.outbox.confirmHead();
    else life.outbox.refuseHead();
  }
}

function newLife(flash: PowerCutFlash): Life {
  return { outbox: createOutbox(flash, REFUSALS_MAX), added: 0 };
}

/** What a restarted device would send, before the first step and after each. */
function uncutLife(): { readonly stored: number[][]; readonly operations: number } {
  const flash = new PowerCutFlash(PAGES, PAGE_BYTES);
  const life = newLife(flash);
  const stored = [storedIn(flash)];
  for (const step of LIFE) {
    run(step, life, flash);
    stored.push(storedIn(flash));
  }
  return { stored, operations: flash.operations };
}

/** The flash after the cut, and in which step that was. */
function cutLife(plan: CutPlan): { readonly flash: PowerCutFlash; readonly step: number } {
  const flash = new PowerCutFlash(PAGES, PAGE_BYTES);
  flash.plan = plan;
  const life = newLife(flash);
  for (const [index, step] of LIFE.entries()) {
    run(step, life, flash);
    if (flash.isCut) return { flash, step: index };
  }
  throw new Error(`operation ${plan.operation} never came`);
}

/** All that is neither added nor removed by the step is there, once and in order. */
function expectBetween(
  found: readonly number[],
  before: readonly number[],
  after: readonly number[],
  context: string,
): void {
  const known = [...new Set([...before, ...after])].sort((a, b) => a - b);
  const certain = before.filter((number) => after.includes(number));
  expect(found, context).toEqual(known.filter((number) => found.includes(number)));
  expect(found, context).toEqual(expect.arrayContaining(certain));
}

function addOne(flash: PowerCutFlash): void {
  put(createOutbox(flash, REFUSALS_MAX), 1000, "door-closed", REPORT_BYTES);
}

const whole = uncutLife();
const operations = Array.from({ length: whole.operations }, (_, i) => i + 1);

describe("the life without a cut", () => {
  test("adds in order, and loses only what was confirmed or is counted", () => {
    const flash = new PowerCutFlash(PAGES, PAGE_BYTES);
    const life = newLife(flash);
    for (const [index, step] of LIFE.entries()) {
      const before = whole.stored[index]!;
      const dropped = step === "restart" ? 0 : life.outbox.dropped();

      run(step, life, flash);

      const after = whole.stored[index + 1]!;
      const lost = before.filter((number) => !after.includes(number)).length;
      const counted = life.outbox.dropped() - dropped;
      expect(lost).toBe(counted + (step === "confirm" && before.length > 0 ? 1 : 0));
      if (typeof step === "object") expect(after.at(-1)).toBe(life.added);
      expect(life.outbox.waiting()).toBe(after.length);
    }
  });

  test("is a life with overflow, and a quiet one at the end", () => {
    const peak = Math.max(...whole.stored.map(({ length }) => length));

    expect(peak).toBeGreaterThanOrEqual(16);
    expect(whole.stored.at(-1)).toEqual([]);
    expect(whole.operations).toBeGreaterThan(150);
  });
});

describe("a power cut in any flash operation, at any point of it", () => {
  test("loses and repeats nothing but what was just in progress", () => {
    for (const operation of operations) {
      for (const plan of cutsAt(operation)) {
        const { flash, step } = cutLife(plan);

        const found = storedIn(flash);

        const context = `step ${step}, ${JSON.stringify(plan)}`;
        expectBetween(found, whole.stored[step]!, whole.stored[step + 1]!, context);
      }
    }
  });

  test("leaves an outbox that goes on as if nothing had happened", () => {
    for (const operation of operations) {
      for (const plan of cutsAt(operation)) {
        const flash = cutLife(plan).flash.restarted();
        const outbox = createOutbox(flash, REFUSALS_MAX);
        const before = storedIn(flash);
        const context = JSON.stringify(plan);
        expect(outbox.waiting(), context).toBe(before.length);

        put(outbox, 1000, "heartbeat", REPORT_BYTES);
        put(outbox, 1001, "door-closed", REPORT_BYTES);

        const after = storedIn(flash);
        const kept = [...before, 1000, 1001].filter((number) => after.includes(number));
        expect(after, context).toEqual(kept);
        expect(after.length + outbox.dropped(), context).toBe(before.length + 2);
        expect(outbox.isFailing(), context).toBe(false);
      }
    }
  });

  test("does no harm when it comes again during the recovery, and the report after it", () => {
    for (const operation of operations) {
      for (const first of cutsAt(operation)) {
        const { flash } = cutLife(first);
        const before = storedIn(flash);
        const once = flash.restarted();
        addOne(once);
        const after = storedIn(once);

        for (let second = 1; second <= once.operations; second++) {
          for (const fraction of [0, 0.5, 1]) {
            const again = flash.restarted({ operation: second, fraction, erasesFrom: "end" });
            addOne(again);
            expect(again.isCut).toBe(true);
            const context = `${JSON.stringify(first)}, then ${second} at ${fraction}`;
            expectBetween(storedIn(again), before, after, context);
          }
        }
      }
    }
  }, 60_000);
});
