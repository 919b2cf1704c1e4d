/** Timers of a clock, however many and however far ahead, run in the order that was promised. */
import { expect, test } from "vitest";
import { createRandom } from "../../../simulator/fleet/random";
import { TimerQueue } from "../../../simulator/runtime/timer-queue";

interface Wanted {
  readonly dueMs: number;
  readonly order: number;
}

function drain(queue: TimerQueue, told: string[]): string[] {
  for (let first = queue.takeFirst(); first; first = queue.takeFirst()) first.run();
  return told;
}

test("what is due first runs first, near and far ahead alike", () => {
  const queue = new TimerQueue();
  const told: string[] = [];
  const add = (name: string, dueMs: number) => queue.add(name, dueMs, () => told.push(name));

  add("next year", 31_536_000_000);
  add("soon", 40.5);
  add("tomorrow", 86_400_000);
  add("sooner", 40.25);
  add("overdue", -5);

  expect(drain(queue, told)).toEqual(["overdue", "sooner", "soon", "tomorrow", "next year"]);
});

test("timers of one moment run in the order in which they were added", () => {
  const queue = new TimerQueue();
  const told: string[] = [];
  const names = Array.from({ length: 50 }, (_, index) => `timer ${index}`);

  for (const name of names) queue.add(name, 1000, () => told.push(name));

  expect(drain(queue, told)).toEqual(names);
});

test("one that was withdrawn does not run, and withdrawing it again does nothing", () => {
  const queue = new TimerQueue();
  const told: string[] = [];
  const cancels = [5, 100_000].map((dueMs) => queue.add("no", dueMs, () => told.push("no")));
  queue.add("yes", 50, () => told.push("yes"));

  for (const cancel of [...cancels, ...cancels]) cancel();

  expect(queue.size).toBe(1);
  expect(drain(queue, told)).toEqual(["yes"]);
});

test("one that is added before those that were looked at comes before them", () => {
  const queue = new TimerQueue();
  const told: string[] = [];
  queue.add("later", 9000, () => told.push("later"));
  expect(queue.first()?.dueMs).toBe(9000);

  queue.add("earlier", 3, () => told.push("earlier"));

  expect(queue.first()?.dueMs).toBe(3);
  expect(drain(queue, told)).toEqual(["earlier", "later"]);
});

test.each([1, 2, 3, 4, 5])("any mixture of them keeps the order (seed %i)", (seed) => {
  const random = createRandom(seed);
  const queue = new TimerQueue();
  const waiting = new Map<Wanted, () => void>();
  let order = 0;
  let nowMs = 0;
  const earliest = () => {
    const all = [...waiting.keys()];
    return all.sort((a, b) => a.dueMs - b.dueMs || a.order - b.order)[0];
  };

  for (let step = 0; step < 4000; step++) {
    const kind = random.next();
    if (kind < 0.55) {
      const reachMs = random.pick([0, 2, 3000, 20_000, 10_000_000]);
      const wanted = { dueMs: nowMs + reachMs * random.next(), order: order++ };
      waiting.set(
        wanted,
        queue.add("timer", wanted.dueMs, () => {
          waiting.delete(wanted);
        }),
      );
    } else if (kind < 0.7 && waiting.size > 0) {
      const wanted = random.pick([...waiting.keys()]);
      waiting.get(wanted)?.();
      waiting.delete(wanted);
    } else {
      const wanted = earliest();
      const taken = queue.takeFirst();
      expect(taken?.dueMs).toBe(wanted?.dueMs);
      taken?.run();
      if (wanted) expect(waiting.has(wanted)).toBe(false);
      nowMs = Math.max(nowMs, taken?.dueMs ?? 0);
    }
    expect(queue.size).toBe(waiting.size);
  }
});
