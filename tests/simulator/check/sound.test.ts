/** Errors that nobody expected are found; those that somebody brought about are no failure. */
import { expect, test } from "vitest";
import type { Violation } from "../../../simulator/check/checker";
import { Sound } from "../../../simulator/check/sound";
import type { RunEvent } from "../../../simulator/run/run-event";

function judged(...events: readonly RunEvent[]): Violation[] {
  const found: Violation[] = [];
  const sound = new Sound((violation) => found.push(violation));
  for (const event of events) sound.observe(event);
  return found;
}

const alert = (id: string, code: string): RunEvent => {
  return { kind: "alert", atMs: 5000, alert: { cabinetId: id, code, isOver: false } };
};
const step = (verb: string, ...cabinetIds: string[]): RunEvent => {
  return { kind: "step", atMs: 1000, step: { atMs: 1000, verb, cabinetIds, values: {} } };
};

test("an error that the broker did not foresee is told in its words", () => {
  const sentence = "The broker met an error it did not expect: x is undefined.";

  const found = judged({ kind: "failure", atMs: 5000, sentence });

  expect(found).toMatchObject([{ property: "sound", atMs: 5000, sentence }]);
});

test("a program that fails by itself is told of its sensor", () => {
  expect(judged(alert("gym-1", "software-error"))).toMatchObject([{ cabinetId: "gym-1" }]);
});

test("one whose memory was taken away has a reason, another one has not", () => {
  const found = judged(
    step("exhaust-memory", "gym-1"),
    alert("gym-1", "software-error"),
    alert("gym-2", "software-error"),
  );

  expect(found).toMatchObject([{ cabinetId: "gym-2" }]);
});

test("a bad release is a reason for all", () => {
  expect(judged(step("roll-out"), alert("gym-2", "software-error"))).toEqual([]);
});

test("what is wrong with an AED is no failure of a program", () => {
  expect(judged(alert("gym-1", "aed-missing"))).toEqual([]);
});
