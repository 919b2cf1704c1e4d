/** Service chirps: what proves that the AED calls, and all the sounds that must not. */
import { beforeEach, describe, expect, test } from "vitest";
import type { AedDriver } from "../../../firmware/drivers/aed-driver";
import { createServiceChirp } from "../../../firmware/drivers/service-chirp";
import { ManualClock, ManualPin } from "../fake-board";
import { createChance, SEEDS } from "./noise";

const PERIOD_MS = 30_000;
const BEEP_MS = 150;
/** A burst is over after a second of silence. */
const QUIET_MS = 1000;

let clock: ManualClock;
let microphone: ManualPin;
let driver: AedDriver;
let heard: boolean[];
beforeEach(() => {
  clock = new ManualClock();
  microphone = new ManualPin(clock);
  heard = [];
  driver = createServiceChirp({ microphone, clock, chirpPeriodMs: PERIOD_MS });
  driver.start((finding) => {
    if (finding.kind === "chirp") heard.push(finding.isHeard);
  });
});

/** A sound of `soundMs`, then silence until `stepMs` have passed since it began. */
function sound(soundMs: number, stepMs: number): void {
  microphone.set(true);
  clock.advance(soundMs);
  microphone.set(false);
  clock.advance(stepMs - soundMs);
}
function chirp(times: number, periodMs = PERIOD_MS): void {
  for (let i = 0; i < times; i++) sound(BEEP_MS, periodMs);
}

describe("a service chirp", () => {
  test("is proven by the third in its rhythm, not before", () => {
    clock.advance(5000);
    chirp(2);
    sound(BEEP_MS, BEEP_MS + QUIET_MS - 1);
    expect(heard).toEqual([]);

    clock.advance(1);

    expect(heard).toEqual([true]);
  });

  test("may have several beeps", () => {
    for (let i = 0; i < 3; i++) {
      sound(BEEP_MS, 450);
      sound(BEEP_MS, 450);
      sound(BEEP_MS, PERIOD_MS - 900);
    }

    expect(heard).toEqual([true]);
  });

  test.each([
    [0.86, [true]],
    [1.14, [true]],
    [0.84, []],
    [1.16, []],
  ])("with %f of its period gives %j", (factor, expected) => {
    chirp(3, PERIOD_MS * factor);

    expect(heard).toEqual(expected);
  });

  test("is withdrawn when it was not heard for three periods", () => {
    chirp(3);
    clock.advance(2 * PERIOD_MS - 1);
    expect(heard).toEqual([true]);

    clock.advance(1);

    expect(heard).toEqual([true, false]);
  });

  test("once proven is confirmed by each further one, across a sound in between", () => {
    chirp(3);
    sound(BEEP_MS, 10_000);
    chirp(2);
    chirp(1, 2 * PERIOD_MS);

    expect(heard).toEqual([true]);
  });

  test("of an AED that was taken away says nothing about the one that stands there", () => {
    chirp(3);

    driver.restart();
    expect(heard).toEqual([true, false]);
    chirp(2);
    clock.advance(4 * PERIOD_MS);

    expect(heard).toEqual([true, false]);
  });

  test("counts with its own time, however late the edges come", () => {
    chirp(2);
    const startMs = clock.nowMs;
    clock.nowMs += 18_000;
    microphone.tellLate([
      [startMs, true],
      [startMs + BEEP_MS, false],
    ]);
    clock.advance(1);
    expect(heard).toEqual([true]);

    clock.advance(3 * PERIOD_MS - 18_000 - 2);
    expect(heard).toEqual([true]);
    clock.advance(1);

    expect(heard).toEqual([true, false]);
  });
});

describe("what is no chirp", () => {
  test("silence proves nothing, for however long", () => {
    clock.advance(86_400_000);
    driver.check();

    expect(heard).toEqual([]);
  });

  test("speech in the chirp's rhythm", () => {
    for (let i = 0; i < 5; i++) {
      for (let word = 0; word < 6; word++) sound(200, 400);
      clock.advance(PERIOD_MS - 6 * 400);
    }

    expect(heard).toEqual([]);
  });

  test("one long tone in the chirp's rhythm", () => {
    for (let i = 0; i < 5; i++) sound(1600, PERIOD_MS);

    expect(heard).toEqual([]);
  });

  test("chirps with speech between them begin anew", () => {
    chirp(2);
    clock.advance(0);
    for (let word = 0; word < 10; word++) sound(200, 400);
    clock.advance(PERIOD_MS - 4000);
    chirp(2);

    expect(heard).toEqual([]);
  });

  test("a constant noise", () => {
    microphone.set(true);
    clock.advance(3_600_000);

    expect(heard).toEqual([]);
  });

  test("speech of which half the edges came late", () => {
    for (let i = 0; i < 4; i++) {
      const startMs = clock.nowMs;
      sound(100, 200);
      clock.advance(2000);
      const late = [300, 700, 1100, 1500, 1900].flatMap(
        (at) =>
          [
            [startMs + at, true],
            [startMs + at + 100, false],
          ] as [number, boolean][],
      );
      microphone.tellLate(late);
      clock.advance(PERIOD_MS - 2200);
    }

    expect(heard).toEqual([]);
  });

  test.each(SEEDS)("slamming doors at random moments, seed %i", (seed) => {
    const chance = createChance(seed);
    for (let i = 0; i < 200; i++) {
      sound(5 + 300 * chance(), 300 + 20_000 * chance());
    }

    expect(heard).toEqual([]);
  });
});
