/** Every cabinet's answer is looked at again in time, each once, however often deadlines move. */
import { expect, test } from "vitest";
import { DeadlineQueue } from "../../../broker/readiness/deadline-queue";

test("what is due comes out in order of time, the rest stays", () => {
  const queue = new DeadlineQueue();
  queue.set("c", 30);
  queue.set("a", 10);
  queue.set("b", 20);

  expect(queue.firstMs()).toBe(10);
  expect(queue.takeDue(20)).toEqual(["a", "b"]);
  expect(queue.firstMs()).toBe(30);
});

test("a deadline that moved counts only where it is now", () => {
  const queue = new DeadlineQueue();
  queue.set("a", 10);
  queue.set("a", 50);

  expect(queue.takeDue(49)).toEqual([]);
  expect(queue.takeDue(50)).toEqual(["a"]);
});

test("a thousand cabinets that keep reporting are each due exactly once", () => {
  const queue = new DeadlineQueue();
  for (let round = 0; round < 20; round++) {
    for (let id = 0; id < 1000; id++) queue.set(`c${id}`, round * 100 + ((id * 7919) % 100));
  }

  const due: string[] = [];
  for (let nowMs = 1900; nowMs < 2000; nowMs++) due.push(...queue.takeDue(nowMs));

  expect(new Set(due).size).toBe(1000);
  expect(due.length).toBe(1000);
  expect(queue.firstMs()).toBeUndefined();
});
