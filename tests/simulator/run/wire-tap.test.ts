/** Who reads along at a sensor's wire knows the same report from another under its number. */
import { expect, test } from "vitest";
import { sealFrame } from "../../../protocol/frame";
import { bodyHash } from "../../../simulator/run/body-hash";
import type { RunEvent } from "../../../simulator/run/run-event";
import { WireTap } from "../../../simulator/run/wire-tap";
import { createVirtualClock } from "../../../simulator/runtime/virtual-clock";
import { ofKind } from "./short-run";

function tapped(isClone = false) {
  const events: RunEvent[] = [];
  const tap = new WireTap({
    id: "a",
    clock: createVirtualClock({ wallMs: 0 }),
    connect: () => {
      throw new Error("There is no network here.");
    },
    emit: (event) => events.push(event),
    isClone,
  });
  const bodyOf = (seq: number, at: number) => `{"boot":1,"seq":${seq},"at":${at}}`;
  const says = (seq: number, at: number) => {
    tap.reported(sealFrame("t", bodyOf(seq, at), () => "m".repeat(22)));
    return ofKind(events, "published").at(-1)?.isRepeated;
  };
  return { tap, events, says, bodyOf };
}

test("the same bytes are a repetition, also when they were acknowledged", () => {
  const { tap, says } = tapped();

  expect([says(1, 10), says(2, 20), says(1, 10)]).toEqual([false, false, true]);
  tap.sentReports.acknowledged(1, 2);
  expect(says(2, 20)).toBe(true);
});

test("another report under a number that was used is none", () => {
  const { tap, says } = tapped();

  expect([says(2, 10), says(2, 20), says(1, 5)]).toEqual([false, false, false]);
  tap.sentReports.acknowledged(1, 2);
  expect(says(2, 30)).toBe(false);
});

test("what a clone says is always one, as it has the numbers of the other", () => {
  expect(tapped(true).says(1, 10)).toBe(true);
});

test("what was sent is remembered as what the broker should keep", () => {
  const { events, says, bodyOf } = tapped();
  says(1, 10);

  expect(ofKind(events, "published")[0]?.bodyHash).toBe(bodyHash(bodyOf(1, 10)));
});

test("of a thousand reports the last ones are still known", () => {
  const { says } = tapped();
  for (let seq = 1; seq <= 1000; seq += 1) says(seq, seq);

  expect([says(1000, 1000), says(800, 800), says(1, 1)]).toEqual([true, true, false]);
});
