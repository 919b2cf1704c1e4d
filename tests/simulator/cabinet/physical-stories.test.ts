/** What befalls a cabinet over hours and years, as people, weather and age bring it about. */
import { describe, expect, test } from "vitest";
import { AedUnit, type AedUnitOptions } from "../../../simulator/cabinet/aed-unit";
import { Cabinet, type CabinetOptions } from "../../../simulator/cabinet/cabinet";
import { Climate } from "../../../simulator/cabinet/climate";
import { createRandom } from "../../../simulator/fleet/random";
import { ClimateSensor } from "../../../simulator/runtime/climate-sensor";
import { createVirtualClock, type VirtualClock } from "../../../simulator/runtime/virtual-clock";
import { VirtualEspruino } from "../../../simulator/runtime/virtual-espruino";
import { ConnectionRefused } from "../../../simulator/runtime/wire";

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
const [PADS_PIN, PRESENCE_PIN, DOOR_PIN, LIGHT_PIN] = [25, 26, 27, 34];
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

interface Bench {
  readonly clock: VirtualClock;
  readonly device: VirtualEspruino;
  readonly cabinet: Cabinet;
  /** Each change of the truth, with its time in Korea. */
  readonly story: string[];
  readonly wake: (ms: number) => Promise<void>;
  /** Of the door, the AED and the pads: 0 = closed, 1 = open. */
  contacts(): string;
  light(): number;
}

interface Given extends Partial<CabinetOptions> {
  readonly start?: string;
  readonly unit?: Partial<AedUnitOptions>;
}

/** An AED that does not blink, so that years cost little; the clock starts at a time in Korea. */
function mount(given: Given = {}): Bench {
  const { start = "2026-01-20T18:00:00", unit, aedModelId = "lifepak-500", ...options } = given;
  const wallMs = Date.parse(`${start}+09:00`);
  const clock = createVirtualClock({ wallMs, turnsPerInstant: 0 });
  const connect = () => {
    throw new ConnectionRefused();
  };
  const device = new VirtualEspruino({ clock, connect, serial: "gym", onPrint: () => {} });
  const aed = new AedUnit({ aedModelId, nowMs: wallMs, ...unit });
  const chance = createRandom(3);
  const cabinet = new Cabinet({ clock, chance, aedModelId, pins: PINS, device, aed, ...options });
  const story: string[] = [];
  const korea = () => new Date(clock.wallMs() + 9 * HOUR_MS).toISOString().slice(0, 16);
  cabinet.onTruth((defects) => story.push(`${korea()} ${defects.join(" ") || "well"}`));
  const isOpen = (pin: number) => (device.wiring.signal(pin) === undefined ? "1" : "0");
  return {
    clock,
    device,
    cabinet,
    story,
    wake: (ms) => clock.advance(ms),
    contacts: () => [DOOR_PIN, PRESENCE_PIN, PADS_PIN].map(isOpen).join(""),
    light: () => device.wiring.signal(LIGHT_PIN) ?? Number.NaN,
  };
}

/** Counts the timers that are set from now on. */
function countTimers(clock: VirtualClock): () => number {
  let count = 0;
  const after = clock.after;
  clock.after = (name, delayMs, run) => {
    count += 1;
    return after(name, delayMs, run);
  };
  return () => count;
}

describe("a winter night outdoors", () => {
  const site = { climate: new Climate(5), place: "outdoors" } as const;

  test("the heater fails: too cold before morning, well again when it is repaired", async () => {
    const { cabinet, story, wake } = mount({ site });
    cabinet.breakerOn();
    await wake(HOUR_MS);

    cabinet.breakHeater();
    await wake(12 * HOUR_MS);
    const coldC = cabinet.temperatureC;
    cabinet.repairHeater();
    await wake(12 * HOUR_MS);

    expect(coldC).toBeLessThan(0);
    expect(story.map((line) => line.slice(17))).toEqual(["too-cold", "well"]);
    expect(story[0]!.slice(0, 16) < "2026-01-21T07:00").toBe(true);
  });

  test("the heater has no backup supply: without mains it is cold in there", async () => {
    const { cabinet, story, wake } = mount({ site, backupRunsMs: DAY_MS });
    cabinet.breakerOn();
    await wake(HOUR_MS);

    cabinet.breakerOff();
    await wake(12 * HOUR_MS);

    expect(cabinet.truth.hasPower).toBe(true);
    expect(story.map((line) => line.slice(17))).toEqual(["too-cold"]);
  });

  test("a cold snap that is too much for the heater is learnt of when it comes", async () => {
    const climate = new Climate(5);
    const { cabinet, clock, story, wake } = mount({ site: { climate, place: "outdoors" } });
    cabinet.breakerOn();
    await wake(HOUR_MS);

    const fromMs = clock.wallMs() + HOUR_MS;
    const atC: (number | undefined)[] = [];
    cabinet.onTruth(() => atC.push(cabinet.temperatureC));
    climate.addSpell({ fromMs, toMs: fromMs + 2 * DAY_MS, warmerK: -40 });
    await wake(4 * DAY_MS);

    const texts = story.map((line) => line.slice(17));
    expect(texts.filter((text) => text === "too-cold")).toHaveLength(story.length / 2);
    expect(texts.at(-1)).toBe("well");
    // Told of as it passes the limit, not when somebody happens to look.
    for (const celsius of atC) expect(Math.abs(celsius!)).toBeLessThan(0.5);
  });

  test("a climate sensor in it measures this air", async () => {
    const { clock, device } = mount();
    const sensor = new ClimateSensor({ clock, model: "sht4x", sdaPin: 21, sclPin: 22 });
    const options = { clock, device, chance: createRandom(1), aedModelId: "g3", pins: PINS, site };
    const cabinet = new Cabinet({ ...options, climateSensor: sensor });
    cabinet.breakHeater();
    await clock.advance(8 * HOUR_MS);

    sensor.written(Uint8Array.of(0xfd));
    await clock.advance(10);
    const [high, low] = sensor.read(6) as Uint8Array;

    const measuredC = -45 + (175 * (high! * 256 + low!)) / 65535;
    expect(measuredC).toBeCloseTo(cabinet.temperatureC!, 1);
    expect(measuredC).toBeLessThan(2);
    expect(device.wiring.i2cChips).toEqual([sensor]);
  });
});

describe("years without a visit", () => {
  test("pads, then battery, then the body: each at the end of its day in Korea", async () => {
    const unit = {
      padsExpireOn: "2026-02-28",
      batteryExpireOn: "2026-12-31",
      bodyExpireOn: "2028-02-29",
    };
    const { story, wake } = mount({ unit });

    await wake(3 * 365 * DAY_MS);

    expect(story).toEqual([
      "2026-03-01T00:00 pads-expired",
      "2027-01-01T00:00 battery-expired pads-expired",
      "2028-03-01T00:00 battery-expired pads-expired body-expired",
    ]);
  });

  test("the battery is low in time, is found by a self-test, then the AED is dead", async () => {
    const { cabinet, clock, story, wake } = mount({ unit: { batteryCharge: 0.12 } });
    const shows: string[] = [];

    for (let day = 0; day < 150; day++) {
      await wake(DAY_MS);
      const shown = cabinet.aed.shows(clock.wallMs());
      if (shown !== shows.at(-1)) shows.push(shown);
    }

    expect(story.map((line) => line.slice(17))).toEqual(["battery-low"]);
    expect(shows).toEqual(["ready", "battery-low", "nothing"]);
  });

  test("the battery of an AED in a cold cabinet outlives that of one in a room", async () => {
    const site = { climate: new Climate(5), place: "outdoors", hasHeater: false } as const;
    const [cold, taken] = [mount({ site }), mount({ site })];
    taken.cabinet.takeAed();

    for (const { wake } of [cold, taken]) await wake(30 * DAY_MS);
    const lost = [cold, taken].map(({ cabinet, clock }) => 1 - cabinet.aed.charge(clock.wallMs()));
    taken.cabinet.returnAed();
    for (const { wake } of [cold, taken]) await wake(30 * DAY_MS);
    const later = [cold, taken].map(({ cabinet, clock }) => 1 - cabinet.aed.charge(clock.wallMs()));

    expect(lost[1]).toBeGreaterThan(lost[0]! * 1.02);
    expect(later[1]! - lost[1]!).toBeCloseTo(later[0]! - lost[0]!, 6);
  });

  test("nothing is done meanwhile but to look every other week", async () => {
    const { clock, wake } = mount();
    const timers = countTimers(clock);

    await wake(365 * DAY_MS);

    expect(timers()).toBeLessThanOrEqual(27);
  });
});

describe("an AED that fails", () => {
  test("does so in truth at once, and shows it from its next self-test on", async () => {
    const { cabinet, story, light, wake } = mount({ aedModelId: "g3", unit: { serial: "G-7" } });

    cabinet.failAedAtNextSelfTest();
    const lit: boolean[] = [];
    for (let hour = 0; hour < 24; hour++) {
      await wake(HOUR_MS);
      lit.push(light() > 0.6);
    }

    expect(story).toEqual(["2026-01-20T18:00 aed-fault"]);
    const foundAt = lit.indexOf(false);
    expect(foundAt).toBeGreaterThan(0);
    expect(lit.slice(foundAt).every((isLit) => !isLit)).toBe(true);
  });

  test("unseen, shines on", async () => {
    const { cabinet, story, light, wake } = mount({ aedModelId: "g3" });

    cabinet.failAedUnseen();
    await wake(60 * DAY_MS);

    expect(light()).toBeGreaterThan(0.6);
    expect(story.map((line) => line.slice(17))).toEqual(["hidden-fault"]);
  });
});

describe("people", () => {
  test("another AED brings its own dates; the old one keeps its own", () => {
    const { cabinet, clock, story } = mount({ unit: { padsExpireOn: "2027-01-01" } });
    const other = { aedModelId: "lifepak-500", padsExpireOn: "2025-12-31", nowMs: clock.wallMs() };

    cabinet.takeAed();
    const before = cabinet.swapAed(new AedUnit(other));
    cabinet.swapAed(before);

    expect(story.map((line) => line.slice(17))).toEqual(["aed-missing", "pads-expired", "well"]);
    expect(cabinet.aed.expiry.padsExpireOn).toBe("2027-01-01");
  });

  test("a rescue: the AED is away, comes back with spent pads, gets new ones", () => {
    const { cabinet, story, contacts } = mount();

    cabinet.useAed();
    const away = contacts();
    cabinet.returnAed();
    cabinet.replacePads();

    expect([away, contacts()]).toEqual(["011", "000"]);
    expect(story.map((line) => line.slice(17))).toEqual(["aed-missing", "pads-spent", "well"]);
  });
});

describe("what breaks around the sensor", () => {
  test("a stuck contact does not follow, and goes where it belongs when freed", () => {
    const { cabinet, contacts } = mount();
    cabinet.stickContact("presence");

    cabinet.takeAed();
    const stuck = contacts();
    cabinet.freeContacts();

    expect([stuck, contacts()]).toEqual(["001", "011"]);
    expect(cabinet.defects()).toEqual(["aed-missing"]);
  });

  test("a contact that sticks open stays open", () => {
    const { cabinet, contacts } = mount();
    cabinet.openDoor();
    cabinet.stickContact("door");

    cabinet.closeDoor();

    expect(contacts()).toBe("100");
  });

  test("cut wires read open and dark; mended they read what is so", () => {
    const { cabinet, contacts, light } = mount({ aedModelId: "g3" });
    cabinet.cutWire("pads");
    cabinet.cutWire("indicator");

    const cut = [contacts(), light()];
    cabinet.mendWires();

    expect(cut).toEqual(["001", 0]);
    expect([contacts(), light() > 0.6]).toEqual(["000", true]);
    expect(cabinet.defects()).toEqual([]);
  });

  test("a lamp outshines the AED, until the last who lit it is gone", async () => {
    const { cabinet, light, wake } = mount({ aedModelId: "g3" });
    cabinet.failAed();
    const levels = [light()];

    cabinet.shineLight(10 * MINUTE_MS);
    levels.push(light());
    await wake(6 * MINUTE_MS);
    cabinet.shineLight(10 * MINUTE_MS);
    await wake(6 * MINUTE_MS);
    levels.push(light());
    await wake(6 * MINUTE_MS);
    levels.push(light());

    expect(levels.map((level) => level > 0.6)).toEqual([false, true, true, false]);
  });

  test("brown-outs restart the sensor again and again", async () => {
    const { cabinet, device, wake } = mount();
    cabinet.breakerOn();
    await wake(MINUTE_MS);

    cabinet.brownOut(10, 20_000);
    await wake(5 * MINUTE_MS);

    expect([device.bootCount, cabinet.truth.hasPower]).toEqual([11, true]);
  });

  test("a cabinet that is taken down is of no concern any more", async () => {
    const climate = new Climate(5);
    const { cabinet, clock, story, wake } = mount({
      unit: { padsExpireOn: "2026-01-20" },
      site: { climate, place: "outdoors" },
    });
    cabinet.breakerOn();
    cabinet.shineLight(DAY_MS);

    cabinet.dismantle();
    const timers = countTimers(clock);
    climate.addSpell({ fromMs: clock.wallMs(), toMs: clock.wallMs() + DAY_MS, warmerK: -40 });
    await wake(30 * DAY_MS);

    expect([story, timers()]).toEqual([[], 0]);
  });
});
