/** The AED's blinking light: what proves that it is ready, and everything that must not. */
import { beforeEach, describe, expect, test } from "vitest";
import type { Finding } from "../../../firmware/drivers/aed-driver";
import { BOUNCE_MS, EVIDENCE_MS_MAX, StatusLight } from "../../../firmware/drivers/status-light";
import { ManualClock, ManualPin } from "../fake-board";
import { createChance, SEEDS } from "./noise";

const READY_MS = 5000;
const FAULT_MS = 1000;
const BATTERY_LOW_MS = 2000;
const BLINK_MS = 100;
/** 2.5 of the longest periods. */
const EVIDENCE_MS = 12_500;
/** Four of them: for three blinks, after a started one was missed. */
const RENEWAL_MS = 20_000;

let clock: ManualClock;
let sensor: ManualPin;
let light: StatusLight;
let findings: Extract<Finding, { kind: "indicator" }>[];

function create(periods: { ready?: number; fault?: number; batteryLow?: number } = {}): void {
  clock = new ManualClock();
  sensor = new ManualPin(clock);
  findings = [];
  light = new StatusLight({
    sensor,
    clock,
    readyBlinkPeriodMs: periods.ready ?? READY_MS,
    faultBlinkPeriodMs: periods.fault ?? FAULT_MS,
    batteryLowBlinkPeriodMs: periods.batteryLow ?? BATTERY_LOW_MS,
    blinkTolerancePercent: 15,
  });
}
function start(): void {
  light.start((finding) => {
    if (finding.kind === "indicator") findings.push(finding);
  });
}
beforeEach(() => {
  create();
  start();
});

const state = () => findings.at(-1)?.indicator;
const battery = () => findings.at(-1)?.battery;

/** Blinks, each with its dark time before it. */
function blink(periodMs: number, times: number): void {
  for (let i = 0; i < times; i++) {
    clock.advance(periodMs - BLINK_MS);
    sensor.set(true);
    clock.advance(BLINK_MS);
    sensor.set(false);
  }
}

describe("ready", () => {
  test("is proven by the third blink in its rhythm, not before", () => {
    expect(state()).toBe("unknown");
    blink(READY_MS, 2);
    expect(state()).toBe("unknown");

    blink(READY_MS, 1);

    expect(state()).toBe("ready");
    expect(findings.at(-1)?.confirmedS).toBeCloseTo(14.9);
  });

  test("is confirmed anew by every blink", () => {
    blink(READY_MS, 10);

    expect(state()).toBe("ready");
    expect(findings.at(-1)?.confirmedS).toBeCloseTo(49.9);
  });

  test.each([
    [0.87, "ready"],
    [1.13, "ready"],
    [0.83, "unknown"],
    [1.17, "unknown"],
  ])("with %f of its period is %s", (factor, expected) => {
    blink(READY_MS * factor, 4);

    expect(state()).toBe(expected);
  });
});

describe("bad rhythms", () => {
  test("the fault rhythm is a fault, even right after ready", () => {
    blink(READY_MS, 4);
    blink(FAULT_MS, 3);

    expect(state()).toBe("fault");
    expect(battery()).toBe("unknown");
  });

  test("the battery rhythm is a fault and a low battery", () => {
    blink(BATTERY_LOW_MS, 4);

    expect(state()).toBe("fault");
    expect(battery()).toBe("low");
  });

  test("where two rhythms fit, the worse one counts", () => {
    create({ fault: READY_MS });
    start();
    blink(READY_MS, 5);

    expect(state()).toBe("fault");
  });

  test("an AED without a rhythm of its own for the battery says nothing about it", () => {
    create({ batteryLow: 0 });
    start();
    blink(READY_MS, 4);

    expect(battery()).toBe("not-sensed");
  });

  test("a rhythm with period 0 does not exist", () => {
    create({ fault: 0, batteryLow: 0 });
    start();
    blink(BLINK_MS + 1, 20);
    clock.advance(EVIDENCE_MS);

    expect(findings.map(({ indicator }) => indicator)).not.toContain("fault");
  });
});

describe("nothing seen", () => {
  test("a light that stays out is dark after two and a half periods", () => {
    blink(READY_MS, 4);
    clock.advance(EVIDENCE_MS - BLINK_MS - 1);
    expect(state()).toBe("ready");
    clock.advance(1);

    expect(state()).toBe("dark");
  });

  test("dark from the start is dark after two and a half periods", () => {
    clock.advance(EVIDENCE_MS - 1);
    expect(state()).toBe("unknown");
    clock.advance(1);

    expect(state()).toBe("dark");
  });

  test("a dead AED says nothing about its battery, whatever it said before", () => {
    blink(READY_MS, 4);
    expect(battery()).toBe("ok");

    clock.advance(EVIDENCE_MS);

    expect([state(), battery()]).toEqual(["dark", "unknown"]);
  });

  test("from dark it is ready again by three blinks", () => {
    blink(READY_MS, 4);
    clock.advance(60_000);
    blink(READY_MS, 2);
    expect(state()).toBe("dark");
    blink(READY_MS, 1);

    expect(state()).toBe("ready");
  });

  test("neither dark nor lit, as with light leaking in, proves nothing", () => {
    sensor.light = 0.4;
    clock.advance(60_000);

    expect(state()).toBe("unknown");
  });

  test("a sensor that cannot be read proves nothing", () => {
    sensor.light = Number.NaN;
    clock.advance(60_000);

    expect(state()).toBe("unknown");
  });
});

describe("light that proves nothing", () => {
  test("constant light", () => {
    blink(READY_MS, 4);
    clock.advance(READY_MS);
    sensor.set(true);
    clock.advance(60_000);

    expect(state()).toBe("unknown");
  });

  test("irregular blinks", () => {
    for (const periodMs of [700, 3300, 1500, 4000, 600, 3100, 2600, 7000, 1300]) blink(periodMs, 1);
    clock.advance(1000);

    expect(new Set(findings.map(({ indicator }) => indicator))).toEqual(new Set(["unknown"]));
  });

  test("blinks in the right rhythm without a dark moment between them", () => {
    sensor.light = 0.45;
    light.restart();
    blink(READY_MS, 8);

    expect(findings.map(({ indicator }) => indicator)).not.toContain("ready");
  });

  test("one blink without its dark moment starts the count again", () => {
    blink(READY_MS, 2);
    sensor.light = 0.45;
    blink(READY_MS, 1);
    sensor.light = undefined;
    blink(READY_MS, 2);

    expect(findings.map(({ indicator }) => indicator)).not.toContain("ready");
  });

  test("rising edges without falling ones", () => {
    for (let i = 0; i < 6; i++) {
      clock.advance(READY_MS);
      sensor.set(true);
    }

    expect(findings.map(({ indicator }) => indicator)).not.toContain("ready");
  });

  test("one flash from elsewhere does not take proven readiness away", () => {
    blink(READY_MS, 4);
    blink(2000, 1);
    blink(3000, 1);
    blink(READY_MS, 1);

    expect(state()).toBe("ready");
  });

  test("readiness that is not confirmed any more ends, whatever else blinks", () => {
    blink(READY_MS, 4);
    for (let i = 0; i < 5; i++) blink(i % 2 === 0 ? 3000 : 2700, 1);

    expect(state()).toBe("unknown");
  });
});

describe("an AED that does not blink while it is ready", () => {
  test("is never proven ready, by whatever rhythm", () => {
    create({ ready: 0, fault: 0, batteryLow: 0 });
    start();
    for (const periodMs of [150, 1000, 3000, 5000]) blink(periodMs, 20);

    expect(new Set(findings.map(({ indicator }) => indicator))).toEqual(new Set(["unknown"]));
  });

  test("is not out of order because it is dark", () => {
    create({ ready: 0 });
    start();
    clock.advance(60_000);

    expect(state()).toBe("unknown");
  });

  test("shows a fault by its rhythm all the same, and no good battery", () => {
    create({ ready: 0 });
    start();
    blink(FAULT_MS, 4);
    expect([state(), battery()]).toEqual(["fault", "unknown"]);
    clock.advance(60_000);

    expect([state(), battery()]).toEqual(["unknown", "unknown"]);
  });

  test("and has no rhythm at all keeps its sensor at rest", () => {
    create({ ready: 0, fault: 0, batteryLow: 0 });
    start();
    clock.advance(60_000);

    expect(findings.length).toBeLessThan(30);
  });
});

test.each(SEEDS)("light that flickers at random never proves ready, seed %i", (seed) => {
  const chance = createChance(seed);
  for (let i = 0; i < 400; i++) {
    if (chance() < 0.2) sensor.light = chance();
    else sensor.light = undefined;
    blink(BLINK_MS + 1 + 4000 * chance(), 1);
  }

  expect(findings.map(({ indicator }) => indicator)).not.toContain("ready");
});

test("after a restart the evidence of before counts for nothing", () => {
  blink(READY_MS, 5);

  light.restart();
  expect(state()).toBe("unknown");
  blink(READY_MS, 2);
  expect(state()).toBe("unknown");
  blink(READY_MS, 1);

  expect(state()).toBe("ready");
});

test("a restart in light that is not dark gives the first blink no dark moment", () => {
  sensor.light = 0.45;
  light.restart();
  blink(READY_MS, 1);
  sensor.light = undefined;
  blink(READY_MS, 2);
  expect(state()).toBe("unknown");
  blink(READY_MS, 1);

  expect(state()).toBe("ready");
});

describe("edges that bounce", () => {
  /** A blink whose edges come two or three times. */
  function bounce(edges: readonly boolean[]): void {
    for (const isHigh of edges) {
      sensor.set(isHigh);
      clock.advance(1);
    }
  }

  test("are one blink", () => {
    for (let i = 0; i < 3; i++) {
      clock.advance(READY_MS - BLINK_MS - 6);
      bounce([true, false, true]);
      clock.advance(BLINK_MS);
      bounce([false, true, false]);
    }

    expect(state()).toBe("ready");
  });

  test("do not hide a rise that comes a little later", () => {
    blink(READY_MS, 3);
    clock.advance(BOUNCE_MS);
    for (let i = 0; i < 4; i++) blink(READY_MS / 10, 1);
    clock.advance(EVIDENCE_MS);

    expect(state()).not.toBe("ready");
  });
});

describe("edges that waited while the interpreter was blocked", () => {
  test("count with the time at which they came", () => {
    blink(READY_MS, 2);
    clock.advance(1000);
    const roseMs = clock.nowMs + READY_MS - BLINK_MS - 1000;
    clock.nowMs = roseMs + 3000;
    sensor.tellLate([
      [roseMs, true],
      [roseMs + BLINK_MS, false],
    ]);

    expect(state()).toBe("ready");
    expect(findings.at(-1)?.confirmedS).toBeCloseTo(roseMs / 1000);
  });

  test("lengthen the evidence by the time of three blinks only", () => {
    blink(READY_MS, 3);
    clock.advance(1000);
    const roseMs = clock.nowMs + READY_MS - BLINK_MS - 1000;
    clock.nowMs = roseMs + 3000;
    sensor.tellLate([
      [roseMs, true],
      [roseMs + BLINK_MS, false],
    ]);
    clock.advance(RENEWAL_MS - 1);
    expect(state()).toBe("ready");
    clock.advance(1);

    expect(state()).toBe("dark");
  });
});

describe("an interpreter that is blocked, as by a connect that nobody answers", () => {
  /** The light blinks on meanwhile; its edges are told afterwards, without a dark moment. */
  function block(durationMs: number): void {
    const edges: [number, boolean][] = [];
    for (let atMs = clock.nowMs + READY_MS - BLINK_MS; atMs < clock.nowMs + durationMs; ) {
      edges.push([atMs, true], [atMs + BLINK_MS, false]);
      atMs += READY_MS;
    }
    clock.nowMs += durationMs;
    sensor.tellLate(edges);
    clock.advance(0);
  }

  test("takes no evidence away while the light was not looked at long enough", () => {
    blink(READY_MS, 4);
    for (let i = 0; i < 4; i++) {
      block(20_000);
      clock.advance(2000);
    }
    blink(READY_MS, 4);

    expect(state()).toBe("ready");
    expect(new Set(findings.slice(4).map(({ indicator }) => indicator))).toEqual(
      new Set(["ready"]),
    );
  });

  test("does not, either, when it ends while the evidence lasts", () => {
    blink(READY_MS, 4);
    block(EVIDENCE_MS - 1000);
    blink(READY_MS, 4);

    expect(new Set(findings.slice(4).map(({ indicator }) => indicator))).toEqual(
      new Set(["ready"]),
    );
  });

  test("does not, either, when its last blink still proved something", () => {
    blink(READY_MS, 4);
    block(READY_MS + 2000);
    blink(READY_MS, 4);

    expect(state()).toBe("ready");
    expect(findings.slice(4).map(({ indicator }) => indicator)).not.toContain("unknown");
  });

  test("hides no light that went out meanwhile for longer than it needs to be seen", () => {
    blink(READY_MS, 4);
    clock.nowMs += 60_000;
    clock.advance(0);
    expect(state()).toBe("ready");
    clock.advance(RENEWAL_MS - 1);
    expect(state()).toBe("ready");
    clock.advance(1);

    expect(state()).toBe("dark");
  });

  test("again and again keeps no evidence alive for ever", () => {
    blink(READY_MS, 4);
    const provenMs = clock.nowMs - BLINK_MS;
    while (clock.nowMs < provenMs + EVIDENCE_MS_MAX - 1) {
      expect(state()).toBe("ready");
      clock.nowMs = Math.min(clock.nowMs + 30_000, provenMs + EVIDENCE_MS_MAX - 1);
      clock.advance(0);
    }
    clock.advance(1);

    expect(state()).toBe("dark");
  });
});
