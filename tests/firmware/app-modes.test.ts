/** Life without mains, and life after many failed starts. */
import { beforeEach, describe, expect, test } from "vitest";
import { LIVED_MS, SAFE_MODE_MS } from "../../firmware/app";
import { LIVED_NOTE } from "../../firmware/core/boot-log";
import { napOf } from "../../firmware/core/nap";
import { AWAKE_MS_MAX, LIGHT_MS_MAX } from "../../firmware/sleeper";
import {
  claimNext,
  command,
  connect,
  driver,
  fake,
  findFirst,
  freshState,
  last,
  replies,
  resetBench,
  serve,
  startApp,
} from "./app-bench";
import { goodSettings } from "./good-settings";

beforeEach(resetBench);

describe("a sensor on batteries", () => {
  const SIX_HOURS_S = 21_600;

  beforeEach(() => {
    const dark = { ...indicator("unknown"), confirmedS: undefined };
    findFirst({ kind: "door", door: "closed" }, { kind: "presence", present: true }, dark);
    const settings = { ...goodSettings, isBatteryPowered: true, heartbeatS: SIX_HOURS_S };
    fake.pins.doorReed.level = false;
    startApp({ state: freshState({ settings }) });
  });

  function seeTheLight(): void {
    driver.find({
      kind: "indicator",
      indicator: "ready",
      battery: "not-sensed",
      method: "status-light",
      confirmedS: fake.clock.nowMs / 1000,
    });
  }

  test("promises its next report for after the sleep, and says what it lives on", () => {
    connect();
    serve(1000);

    expect(last().dueS).toBeGreaterThan(SIX_HOURS_S);
    expect(last().cabinet.power).toBe("battery");
  });

  test("sleeps when the broker has everything and the light was judged", () => {
    connect();
    serve(30_000);
    expect(fake.seen.sleeps).toEqual([]);

    seeTheLight();
    serve(10_000);

    expect(fake.seen.sleeps).toEqual([1_963_636]);
    expect(last()).toMatchObject({ aed: { indicator: { state: "ready" } } });
  });

  test("leaves word of the naps to come and of how the contacts stand", () => {
    connect();
    driver.find({ kind: "door", door: "open" });
    seeTheLight();
    serve(10_000);

    const { note } = claimNext();

    expect(napOf(note)).toEqual({ napsLeft: 10, levels: 1 });
    expect(note & LIVED_NOTE).toBe(LIVED_NOTE);
  });

  test("does not wait for ever for a light that says nothing", () => {
    connect();
    serve(LIGHT_MS_MAX + 10_000);

    expect(fake.seen.sleeps).toHaveLength(1);
  });

  test("gives up for this time when there is no broker; its report stays in flash", () => {
    fake.clock.advance(AWAKE_MS_MAX + 2000);

    expect(fake.seen.sleeps).toHaveLength(1);
    expect(napOf(claimNext().note)).toMatchObject({ napsLeft: 0 });
    expect(fake.flash.bytes.includes('"why":"boot"')).toBe(true);
  });

  test("answers a command before it sleeps", () => {
    connect();
    seeTheLight();
    serve(2000);
    command(1, { do: "report-now" });
    serve(4000);
    expect(fake.seen.sleeps).toEqual([]);

    serve(10_000);

    expect(replies).toMatchObject([{ n: 1, result: "done" }]);
    expect(fake.seen.sleeps).toHaveLength(1);
  });
});

function indicator(value: "unknown" | "ready") {
  const method = "status-light" as const;
  return { kind: "indicator", indicator: value, battery: "not-sensed", method } as const;
}

describe("boots that fail", () => {
  test("a boot that has worked for a while leaves word of it", () => {
    startApp();
    fake.clock.advance(LIVED_MS);

    expect(claimNext()).toMatchObject({ note: LIVED_NOTE, failedBoots: 0 });
  });

  test("a boot that ended before does not", () => {
    startApp();
    fake.clock.advance(LIVED_MS - 1);

    expect(claimNext()).toMatchObject({ note: 0, failedBoots: 1 });
  });

  test("in safe mode nothing is proven, and after a while all is tried again", () => {
    findFirst();
    startApp({ isSafeMode: true, faults: ["restart-loop", "safe-mode"] });
    connect();
    serve(1000);

    expect(last()).toMatchObject({
      aed: { present: "not-sensed", indicator: { state: "not-sensed" } },
      node: { mode: "safe" },
      faults: ["restart-loop", "safe-mode"],
    });
    serve(SAFE_MODE_MS);
    expect(fake.seen.reboots).toBe(1);
  });
});
