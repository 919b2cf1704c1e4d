/** The clocks: order, withdrawal, and what asynchronous work sees of virtual time. */
import { describe, expect, test } from "vitest";
import { createRealClock } from "../../../simulator/runtime/real-clock";
import { TimerQueue } from "../../../simulator/runtime/timer-queue";
import { createVirtualClock } from "../../../simulator/runtime/virtual-clock";

describe("virtual time", () => {
  test("timers run in order of their time, then of their making", async () => {
    const clock = createVirtualClock({ wallMs: 1000 });
    const seen: string[] = [];
    const note = (name: string) => () => seen.push(`${name} ${clock.monotonicMs()}`);
    clock.after("late", 20, note("late"));
    clock.after("first", 10, note("first"));
    clock.after("second", 10, note("second"));

    await clock.advance(20);

    expect(seen).toEqual(["first 10", "second 10", "late 20"]);
    expect(clock.wallMs()).toBe(1020);
  });

  test("a withdrawn timer does not run", async () => {
    const clock = createVirtualClock({ wallMs: 0 });
    let hasRun = false;
    const cancel = clock.after("never", 10, () => {
      hasRun = true;
    });

    cancel();
    cancel();
    await clock.advance(20);

    expect(hasRun).toBe(false);
  });

  test("promises settle before time goes on", async () => {
    const clock = createVirtualClock({ wallMs: 0 });
    let settledMs = -1;
    clock.after("start", 10, () => {
      void Promise.resolve()
        .then(() => new Promise((resolve) => setImmediate(resolve)))
        .then(() => {
          settledMs = clock.monotonicMs();
        });
    });
    clock.after("later", 20, () => {});

    await clock.advance(20);

    expect(settledMs).toBe(10);
  });

  test("a timer added meanwhile runs in its turn", async () => {
    const clock = createVirtualClock({ wallMs: 0 });
    const seen: number[] = [];
    clock.after("outer", 10, () => clock.after("inner", 5, () => seen.push(clock.monotonicMs())));

    await clock.advance(15);

    expect(seen).toEqual([15]);
  });
});

test("a queue of thousands stays in order while timers come and go", () => {
  const queue = new TimerQueue();
  const cancels: (() => void)[] = [];
  let seed = 1;
  const draw = () => {
    seed = (seed * 48271) % 2147483647;
    return seed;
  };
  for (let n = 0; n < 5000; n++) cancels.push(queue.add("t", draw() % 1000, () => {}));
  for (const [index, cancel] of cancels.entries()) if (index % 3 === 0) cancel();

  const dues: number[] = [];
  for (let first = queue.takeFirst(); first; first = queue.takeFirst()) dues.push(first.dueMs);

  expect(dues.length).toBe(5000 - 1667);
  expect(dues).toEqual([...dues].sort((a, b) => a - b));
});

test("real time: timers run in order and the wall clock is this computer's", async () => {
  const clock = createRealClock();
  const seen: string[] = [];

  await new Promise<void>((resolve) => {
    clock.after("second", 2, () => {
      seen.push("second");
      resolve();
    });
    clock.after("first", 1, () => seen.push("first"));
    clock.after("never", 1, () => seen.push("never"))();
  });

  expect(seen).toEqual(["first", "second"]);
  expect(Math.abs(clock.wallMs() - Date.now())).toBeLessThan(1000);
});
