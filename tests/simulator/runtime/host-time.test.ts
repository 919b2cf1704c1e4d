/** A broker in the process of a simulation lives in the simulation's time, timers and all. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { HostTime } from "../../../simulator/runtime/host-time";
import { createVirtualClock, type VirtualClock } from "../../../simulator/runtime/virtual-clock";

const START_MS = Date.UTC(2026, 10, 24);
const HOUR_MS = 3_600_000;

let clock: VirtualClock;
let restore: () => void;
const told: string[] = [];

beforeEach(() => {
  const host = new HostTime();
  clock = createVirtualClock({ wallMs: START_MS, host });
  restore = host.install({ clock, chance: () => 0.25 });
  told.length = 0;
});

afterEach(() => restore());

test("a timeout of an hour takes an hour of the run, and nobody's time", async () => {
  setTimeout((name: string) => told.push(name), HOUR_MS, "hour");

  await clock.advance(HOUR_MS - 1);
  expect(told).toEqual([]);
  await clock.advance(1);

  expect(told).toEqual(["hour"]);
});

test("a timer that is refreshed begins to wait anew, as a keep-alive does", async () => {
  const timer = setTimeout(() => told.push("gone"), 90_000);

  for (let packet = 0; packet < 5; packet++) {
    await clock.advance(60_000);
    timer.refresh();
  }
  await clock.advance(89_999);
  expect(told).toEqual([]);
  await clock.advance(1);

  expect(told).toEqual(["gone"]);
});

test("a timer that has run can be refreshed, and runs again", async () => {
  const timer = setTimeout(() => told.push("again"), 10);
  await clock.advance(10);

  timer.refresh();
  await clock.advance(10);

  expect(told).toEqual(["again", "again"]);
});

test("an interval comes until it is cleared", async () => {
  const timer = setInterval(() => told.push("tick"), 1000);
  await clock.advance(3500);

  clearInterval(timer);
  await clock.advance(3500);

  expect(told).toEqual(["tick", "tick", "tick"]);
});

test("what was cleared does not come", async () => {
  clearTimeout(setTimeout(() => told.push("timeout"), 5));
  clearImmediate(setImmediate(() => told.push("immediate")));

  await clock.advance(10);

  expect(told).toEqual([]);
});

test("promises, ticks and immediates of an instant are done before the next one", async () => {
  setTimeout(async () => {
    told.push("first");
    await Promise.resolve();
    process.nextTick(() => told.push("tick"));
    setImmediate(async () => {
      told.push("immediate");
      await null;
      setImmediate(() => told.push("immediate of it"));
    });
  }, 5);
  setTimeout(() => told.push("second"), 6);

  await clock.advance(10);

  expect(told).toEqual(["first", "tick", "immediate", "immediate of it", "second"]);
});

test("the date is the run's, and chance comes from its seed", async () => {
  await clock.advance(HOUR_MS);

  expect(Date.now()).toBe(START_MS + HOUR_MS);
  expect(Math.random()).toBe(0.25);
});

test("an error in a timer ends the run, and is not lost", async () => {
  setTimeout(() => {
    throw new Error("out of order");
  }, 5);

  await expect(clock.advance(10)).rejects.toThrow("out of order");
});

test("afterwards everything is the computer's again", () => {
  restore();

  expect(Date.now()).not.toBe(START_MS);
  expect(Math.random()).not.toBe(Math.random());
});
