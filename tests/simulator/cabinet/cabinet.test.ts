/** The physical cabinet: human verbs on one side, what the sensor's pins see on the other. */
import { describe, expect, test } from "vitest";
import { AED_BEHAVIOURS } from "../../../simulator/cabinet/aed-models";
import { Cabinet } from "../../../simulator/cabinet/cabinet";
import { createRandom } from "../../../simulator/fleet/random";
import { createTestBoard, type TestBoard } from "../runtime/test-board";

const PINS = {
  doorReed: "D27",
  aedPresent: "D26",
  padsContact: "D25",
  indicator: "D34",
  statusLed: "D23",
  microphone: "D33",
  supply: "D35",
  buzzer: "D32",
};

/** A program that prints the switches on request, and each blink with its time. */
const OBSERVER = `
  [D27, D26, D25].forEach(function (pin) { pinMode(pin, "input_pullup"); });
  setWatch(function (e) { if (e.state) print("blink " + Math.round(e.time * 1000)); }, D34, true);
  setInterval(function () {
    print("switches " + [digitalRead(D27), digitalRead(D26), digitalRead(D25)].join(""));
  }, 60000);`;

interface Watched extends TestBoard {
  readonly cabinet: Cabinet;
  /** Switches (door, AED, pads) and blink periods in the next minute. */
  minute(): Promise<{ switches: string; periodsMs: number[] }>;
}

function watchCabinet(aedModelId: string): Watched {
  const board = createTestBoard(OBSERVER);
  const { clock, device } = board;
  const chance = createRandom(7);
  const cabinet = new Cabinet({ clock, chance, aedModelId, pins: PINS, device });
  cabinet.breakerOn();
  return {
    ...board,
    cabinet,
    async minute() {
      board.lines.length = 0;
      await clock.advance(60_000);
      const switches = board.lines.find((line) => line.startsWith("switches "))?.slice(9) ?? "";
      const blinks = board.lines.filter((line) => line.startsWith("blink "));
      const timesMs = blinks.map((line) => Number(line.slice(6)));
      const periodsMs = timesMs.slice(1).map((time, index) => time - timesMs[index]!);
      return { switches, periodsMs };
    },
  };
}

describe("the cabinet's switches", () => {
  test("closed door, AED and pads in place: all closed to ground", async () => {
    const cabinet = watchCabinet("onsite");
    await cabinet.clock.advance(1000);

    expect((await cabinet.minute()).switches).toBe("000");
  });

  test("each verb opens or closes its own switch", async () => {
    const watched = watchCabinet("onsite");
    const { cabinet } = watched;
    const seen: string[] = [];
    const verbs: (() => void)[] = [
      () => cabinet.openDoor(),
      () => cabinet.disconnectPads(),
      () => cabinet.connectPads(),
      () => cabinet.takeAed(),
      () => cabinet.returnAed(),
      () => cabinet.closeDoor(),
    ];

    for (const verb of verbs) {
      verb();
      await watched.clock.advance(1000);
      seen.push((await watched.minute()).switches);
    }

    expect(seen).toEqual(["100", "101", "100", "111", "100", "000"]);
  });

  test("truth follows the verbs", () => {
    const { cabinet } = watchCabinet("cr2");

    cabinet.openDoor();
    cabinet.letBatteryRunLow();
    cabinet.cutNetwork();

    expect(cabinet.truth).toEqual({
      door: "open",
      isAedPresent: true,
      arePadsConnected: true,
      battery: "low",
      hasAedFault: false,
      hasPower: true,
      supplyMv: 5000,
      hasNetwork: false,
    });
  });
});

describe("the status indicator", () => {
  const blinking = AED_BEHAVIOURS.filter((aed) => aed.readyPeriodMs > 0);
  const notBlinking = AED_BEHAVIOURS.filter((aed) => aed.readyPeriodMs === 0);

  test.each(notBlinking)("$id does not blink when ready", async (aed) => {
    const watched = watchCabinet(aed.id);
    await watched.clock.advance(1000);

    expect((await watched.minute()).periodsMs).toEqual([]);
  });

  test.each(blinking)("$id blinks when ready, within 2 % of its period", async (aed) => {
    const watched = watchCabinet(aed.id);

    const { periodsMs } = await watched.minute();

    expect(periodsMs.length).toBeGreaterThan(8);
    for (const periodMs of periodsMs) {
      expect(Math.abs(periodMs / aed.readyPeriodMs - 1)).toBeLessThanOrEqual(0.021);
    }
    expect(new Set(periodsMs).size).toBeGreaterThan(1);
  });

  test.each(AED_BEHAVIOURS)("$id shows a fault in its own way", async (aed) => {
    const watched = watchCabinet(aed.id);
    watched.cabinet.failAed();

    const { periodsMs } = await watched.minute();

    const expected = aed.faultPeriodMs ? Math.floor(59_000 / aed.faultPeriodMs) : 0;
    expect(Math.abs(periodsMs.length - expected)).toBeLessThanOrEqual(2);
  });

  test.each(AED_BEHAVIOURS)("$id shows a low battery, and a fresh one", async (aed) => {
    const watched = watchCabinet(aed.id);
    watched.cabinet.letBatteryRunLow();
    const low = await watched.minute();

    watched.cabinet.replaceBattery();
    const fresh = await watched.minute();

    const expected = aed.batteryLowPeriodMs ? Math.floor(59_000 / aed.batteryLowPeriodMs) : 0;
    expect(Math.abs(low.periodsMs.length - expected)).toBeLessThanOrEqual(2);
    expect(fresh.periodsMs.length > 8).toBe(aed.readyPeriodMs > 0);
  });

  test("a steady green light goes out by a fault and with the AED", async () => {
    const board = createTestBoard("setInterval(function () { print(analogRead(D34)); }, 1000);");
    const { clock, device } = board;
    const chance = createRandom(3);
    const cabinet = new Cabinet({ clock, chance, aedModelId: "g3", pins: PINS, device });
    const isLitAfter = async (act: () => void) => {
      act();
      await clock.advance(2000);
      return Number(board.lines.at(-1)) > 0.5;
    };

    expect([
      await isLitAfter(() => cabinet.breakerOn()),
      await isLitAfter(() => cabinet.failAed()),
      await isLitAfter(() => cabinet.repairAed()),
      await isLitAfter(() => cabinet.takeAed()),
      await isLitAfter(() => cabinet.returnAed()),
    ]).toEqual([true, false, true, false, true]);
  });

  test("without the AED the sensor sees dark", async () => {
    const watched = watchCabinet("onsite");

    watched.cabinet.takeAed();

    expect((await watched.minute()).periodsMs).toEqual([]);
  });

  test("dark is never quite zero, lit is clearly more, each reading differs", async () => {
    const board = createTestBoard("setInterval(function () { print(analogRead(D34)); }, 20);");
    const { clock, device } = board;
    const chance = createRandom(3);
    const cabinet = new Cabinet({ clock, chance, aedModelId: "onsite", pins: PINS, device });

    cabinet.breakerOn();
    await clock.advance(60_000);

    const levels = board.lines.map(Number);
    expect(levels.every((level) => level > 0.025 && level < 0.8)).toBe(true);
    expect(levels.some((level) => level > 0.6)).toBe(true);
    expect(levels.filter((level) => level > 0.09 && level < 0.6)).toEqual([]);
    const repeated = levels.filter((level, index) => level === levels[index - 1]).length;
    expect(repeated / levels.length).toBeLessThan(0.1);
  });
});

describe("power", () => {
  test("the breaker stops the sensor; the AED blinks on", async () => {
    const watched = watchCabinet("onsite");

    watched.cabinet.breakerOff();
    const off = await watched.minute();
    watched.cabinet.breakerOn();
    const on = await watched.minute();

    expect([off.periodsMs.length, on.periodsMs.length > 15]).toEqual([0, true]);
  });

  test("an AED model that is not simulated is refused with the valid ones", () => {
    expect(() => watchCabinet("acme")).toThrow(
      /"acme" is not simulated; use one of onsite, frx, fr2/,
    );
  });
});
