/** The wiring page and its drawing say what the program and its settings say, and what adds up. */
import { describe, expect, test } from "vitest";
import { PIN_NAMES } from "../../firmware/boards/pins";
import type { Finding } from "../../firmware/drivers/aed-driver";
import { CLIMATE_ADDRESS } from "../../firmware/drivers/climate";
import { BLINKS_MIN, DARK_BELOW } from "../../firmware/drivers/status-light";
import { createSupply } from "../../firmware/drivers/supply";
import type { Board } from "../../firmware/hal/board";
import { createDrivers } from "../../firmware/sensors";
import { createSigns } from "../../firmware/signs";
import { type DeviceSettings, settingRules, settingsProblem } from "../../protocol/settings";
import { HIGH_LEVEL } from "../../simulator/runtime/pins";
import { constantIn, read, rowsOf, words } from "./documents";
import { createFakeBoard, ManualClock } from "./fake-board";
import { goodSettings } from "./good-settings";

const PAGE = "firmware/docs/wiring.md";
const page = words(read(PAGE));
const drawing = read("firmware/docs/wiring.svg");
type Place = keyof typeof PIN_NAMES;
const PLACES = Object.keys(PIN_NAMES) as Place[];
const code = (text: string) => text.replaceAll("`", "");
/** As the board prints it: IO27 for D27. */
const printed = (place: Place) => PIN_NAMES[place].replace("D", "IO");
const numberOf = (place: Place) => Number(PIN_NAMES[place].slice(1));

/** The data sheet of the chip at 3.3 V: sure to be low, sure to be high. */
const LOW_V = 0.25 * 3.3;
const HIGH_V = 0.75 * 3.3;
/** Typical pull-up, in kΩ. */
const PULL_UP_KOHM = 45;
/** Espressif's esp_adc_cal.c: first converter at 11 dB, reference 1100 mV; in mV. */
const ADC_OFFSET_MV = 142;
const ADC_SPAN_MV = (1100 * 196602) / 65536;
const ADC_STRAIGHT_MV = [150, 2450] as const;
const levelAt = (pinMv: number) => (pinMv - ADC_OFFSET_MV) / ADC_SPAN_MV;

describe("the table of pins", () => {
  const rows = rowsOf(PAGE, "place").map(([place = "", pin, switchedBy = "", option = ""]) => {
    return { place: code(place) as Place, pin, switchedBy: code(switchedBy), option: code(option) };
  });
  const placesOf = (wanted: (switchedBy: string) => boolean) =>
    rows.filter(({ switchedBy }) => wanted(switchedBy)).map(({ place }) => place);

  const allOff: DeviceSettings = {
    ...goodSettings,
    hasPadsContact: false,
    readyBlinkPeriodMs: 0,
    faultBlinkPeriodMs: 0,
    batteryLowBlinkPeriodMs: 0,
  };

  /** The pins that the drivers take with these settings; buses stand for their pins. */
  function pinsTaken(settings: DeviceSettings): Place[] {
    const { board } = createFakeBoard();
    const taken = new Set<Place>();
    const note = (...places: Place[]) => {
      for (const place of places) taken.add(place);
    };
    const watched: Board = {
      ...board,
      pins: new Proxy(board.pins, {
        get: (pins, name) => {
          note(name as Place);
          return Reflect.get(pins, name);
        },
      }),
      get i2c() {
        note("climateSda", "climateScl");
        return board.i2c;
      },
      get serialPort() {
        note("serialRx", "serialTx");
        return board.serialPort;
      },
    };
    createDrivers(watched, settings);
    return PLACES.filter((place) => taken.has(place));
  }

  test("is the wiring plan of the board, in its order", () => {
    expect(rows.map(({ place, pin }) => [place, pin])).toEqual(Object.entries(PIN_NAMES));
  });

  test("has only the contacts of door and AED, and the light, without any option", () => {
    expect(pinsTaken(allOff)).toEqual(["doorReed", "aedPresent"]);
    expect(placesOf((by) => by === "always")).toEqual([...pinsTaken(allOff), "statusLed"]);
  });

  test.each([
    ["hasPadsContact", true, "hasPadsContact"],
    ["chirpPeriodMs", 30_000, "chirpPeriodMs"],
    ["supplyFullScaleMv", 8920, "supplyFullScaleMv"],
    ["climateSensor", 40, "climateSensor"],
    ["serialBaud", 9600, "serialBaud"],
    ["readyBlinkPeriodMs", 3000, "a blink period above 0"],
    ["faultBlinkPeriodMs", 1000, "a blink period above 0"],
    ["batteryLowBlinkPeriodMs", 1000, "a blink period above 0"],
  ])("%s switches on what its rows say", (name, value, switchedBy) => {
    const added = pinsTaken({ ...allOff, [name]: value }).filter(
      (place) => !pinsTaken(allOff).includes(place),
    );

    expect(added).toEqual(placesOf((by) => by === switchedBy));
    expect(added.length).toBeGreaterThan(0);
  });

  test.each([true, false])("hasBuzzer decides whether the buzzer sounds: %s", (hasBuzzer) => {
    const drives: boolean[] = [];
    const buzzer = { drive: (isHigh: boolean) => drives.push(isHigh) };
    const led = { drive: () => {} };
    createSigns({ clock: new ManualClock(), led, buzzer, hasBuzzer }).doorOpened();

    expect(drives.includes(true)).toBe(hasBuzzer);
    expect(placesOf((by) => by === "hasBuzzer")).toEqual(["buzzer"]);
  });

  test("names settings and options of provisioning and flashing that exist", () => {
    const settings = rows.map(({ switchedBy }) => switchedBy).filter((by) => /^\w+$/.test(by));
    const options = rows.map(({ option }) => option).filter((option) => option !== "-");
    const given = read("scripts/provision.ts") + read("scripts/sensor-options.ts");
    const has = (name: string) =>
      new RegExp(`^ {2}"?${name.replace("--", "")}"?: `, "m").test(given);

    expect(settings.filter((name) => name !== "always" && !(name in settingRules()))).toEqual([]);
    expect(options.filter((name) => !has(name))).toEqual([]);
    expect(options.length).toBe(rows.length - 3);
  });

  test("has no pin that the chip needs for itself, and a converter where one is read", () => {
    const taken = [0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 15];

    expect(PLACES.filter((place) => taken.includes(numberOf(place)))).toEqual([]);
    for (const place of ["indicator", "supply"] as const) {
      expect(numberOf(place)).toBeGreaterThanOrEqual(32);
    }
    expect(numberOf("indicator")).toBeGreaterThanOrEqual(34);
    expect(page).toContain("(0, 2, 5, 12, 15) or belongs to its flash (6 to 11)");
  });
});

describe("the drawing", () => {
  /** ESP32-DevKitC V4 from above, antenna up: left row, then right row. */
  const HEADER =
    "3V3 EN VP VN IO34 IO35 IO32 IO33 IO25 IO26 IO27 IO14 IO12 GND IO13 D2 D3 CMD 5V " +
    "GND IO23 IO22 TX RX IO21 GND IO19 IO18 IO5 IO17 IO16 IO4 IO0 IO2 IO15 D1 D0 CLK";
  const textsOf = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, t]) => t);
  /** The group with this id; groups with pins have none inside. */
  const group = (id: string) =>
    new RegExp(`<g[^>]* ?id="${id}"[^>]*>([^]*?)</g>`).exec(drawing)?.[1] ?? "";
  const resistors = (text: string) =>
    [...new Set([...text.matchAll(/[\d.]+ k?Ω/g)].map(([value]) => value))].sort();

  test("has the 38 pins of the board in their places", () => {
    const pins = [...drawing.matchAll(/class="pin[^"]*"[^>]*>([^<]+)</g)].map(([, pin]) => pin);

    expect(pins.join(" ")).toBe(HEADER);
  });

  test.each(PLACES)("%s is on its pin, at the board and in its circuit", (place) => {
    expect(textsOf(group(`board-${place}`))).toContain(printed(place));
    const inCircuit = place === "serialTx" ? [] : [printed(place)];
    expect(textsOf(group(`wire-${place}`))).toEqual(inCircuit);
  });

  test("connects nothing to any other pin", () => {
    const used = [...drawing.matchAll(/class="pin used"[^>]*>(IO\d+)</g)].map(([, pin]) => pin);
    const circuits = [...drawing.matchAll(/id="wire-(\w+)"/g)].map(([, place]) => place);

    expect(used.sort()).toEqual(PLACES.map(printed).sort());
    expect(circuits.sort()).toEqual(PLACES.filter((place) => place !== "serialTx").sort());
    expect(textsOf(drawing).filter((text) => /IO17 stays open/.test(text ?? ""))).toHaveLength(1);
  });

  test("points from each pin to the circuit that has it", () => {
    for (const place of PLACES.filter((name) => name !== "serialTx")) {
      const circuit = textsOf(group(`board-${place}`)).find((text) => /^\d$/.test(text ?? ""));
      const from = drawing.indexOf(`id="card-${circuit}"`);
      const next = drawing.indexOf('id="card-', from + 1);
      const at = drawing.indexOf(`id="wire-${place}"`);

      expect(at).toBeGreaterThan(from);
      if (next > 0) expect(at).toBeLessThan(next);
    }
  });

  test("has the resistors of the list of parts, and no others", () => {
    const row = rowsOf(PAGE, "part").find(([part]) => part === "resistor") ?? [];

    expect(resistors(drawing)).toEqual(resistors(row.join(" ")));
    expect(resistors(drawing).length).toBeGreaterThan(5);
  });

  test("needs nothing from elsewhere, has a white ground, and can be read", () => {
    const sizes = [...drawing.matchAll(/font-size:(\d+)px/g)].map(([, size]) => Number(size));
    const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(drawing) ?? [];

    expect(drawing).not.toMatch(/href|url\(|@import|<image|<script|<foreignObject/);
    expect(drawing).toContain(`<rect width="${width}" height="${height}" fill="#fff"/>`);
    expect(Math.min(...sizes) / Number(width)).toBeGreaterThan(1 / 50);
    expect(page).toContain("(wiring.svg)");
  });
});

describe("thresholds", () => {
  const darkV = (ADC_OFFSET_MV + DARK_BELOW * ADC_SPAN_MV) / 1000;
  const mA = (volts: number, kOhm: number) => (volts / kOhm).toFixed(2);

  test.each([
    `above ${HIGH_V.toFixed(3)} V and below ${LOW_V.toFixed(3)} V`,
    `below ${DARK_BELOW * 100} % of full scale, about ${darkV.toFixed(2)} V`,
    `With 10 kΩ that is ${mA(HIGH_V, 10)} mA lit and ${mA(LOW_V, 10)} mA dark`,
    `about ${PULL_UP_KOHM} kΩ`,
    `must be far below ${DARK_BELOW}`,
    `only after ${BLINKS_MIN} blinks in their rhythm`,
    `address 0x${CLIMATE_ADDRESS.toString(16)}`,
    `at ${constantIn("firmware/boards/espruino-esp32.ts", "I2C_BITRATE") / 1000} kHz`,
  ])("%s", (sentence) => {
    expect(page).toContain(sentence);
  });

  test("of the drawing are on the safe side of the chip's and the program's", () => {
    const text = drawing.replaceAll("&gt;", ">").replaceAll("&lt;", "<");
    const litV = Number(/lit: > ([\d.]+) V/.exec(text)?.[1]);
    const unlitV = Number(/dark: < ([\d.]+) V/.exec(text)?.[1]);

    expect(litV).toBeGreaterThanOrEqual(HIGH_V);
    expect(unlitV).toBeLessThanOrEqual(LOW_V);
    expect(unlitV).toBeLessThan(darkV);
    expect(page).toContain(`lit must be above ${litV} V and dark below ${unlitV} V`);
    expect(HIGH_LEVEL).toBe(0.5);
  });

  test("hold behind the divider of the sound board, against the pull-up", () => {
    const [upper, lower] = [10, 15];
    const quietV = (3.3 * 6) / (6 + PULL_UP_KOHM);
    const loudV = [4.7, 5.25].map((supplyV) => (supplyV * lower) / (upper + lower));

    expect((upper * lower) / (upper + lower)).toBe(6);
    expect(quietV).toBeLessThan(LOW_V);
    expect(Math.min(...loudV)).toBeGreaterThan(HIGH_V);
    expect(Math.max(...loudV)).toBeLessThan(3.3);
  });
});

describe("supply", () => {
  const rows = rowsOf(PAGE, "supply").map(([name = "", ...cells]) => {
    const [normalV = 0, highestV = 0, upper = 0, lower = 0, ...rest] = cells.map(Number);
    const [normalMv = 0, highestMv = 0, fullScaleMv = 0, lowMv = 0] = rest;
    const pinMv = (supplyMv: number) => (supplyMv * lower) / (upper + lower);
    return {
      name,
      normalV,
      highestV,
      upper,
      lower,
      normalMv,
      highestMv,
      fullScaleMv,
      lowMv,
      pinMv,
    };
  });

  test("has a row for USB and two batteries, with the resistors of the drawing", () => {
    expect(rows.map(({ name }) => name)).toEqual([
      "USB adapter",
      "4 x AA alkaline",
      "2 x LiFePO4 in series",
    ]);
    for (const { name, upper, lower } of rows) {
      expect(drawing).toContain(`${upper} kΩ for ${name.startsWith("USB") ? "USB" : "battery"}`);
      expect(drawing).toContain(`>${lower} kΩ<`);
    }
    expect(page).toContain(`(mV at the pin - ${ADC_OFFSET_MV}) / ${Math.round(ADC_SPAN_MV)}`);
    expect(page).toContain(`from ${ADC_STRAIGHT_MV[0]} to 2,450 mV`);
  });

  describe.each(rows)("$name", (row) => {
    /** What the sensor tells of a supply of so many millivolts. */
    function told(supplyMv: number): Finding | undefined {
      let found: Finding | undefined;
      createSupply({
        input: { level: () => levelAt(row.pinMv(supplyMv)) },
        supplyFullScaleMv: row.fullScaleMv,
        supplyLowMv: row.lowMv,
      }).start((finding) => {
        found = finding;
      });
      return found;
    }
    const toldMv = (supplyMv: number) => {
      const found = told(supplyMv);
      return found?.kind === "supply" ? (found.supplyMv ?? Number.NaN) : Number.NaN;
    };

    test("voltages and full scale are what the resistors make", () => {
      const normalMv = row.normalV * 1000;

      expect(row.normalMv).toBe(Math.round(row.pinMv(normalMv)));
      expect(row.highestMv).toBe(Math.round(row.pinMv(row.highestV * 1000)));
      const fullScaleMv = normalMv / levelAt(row.pinMv(normalMv));
      expect(row.fullScaleMv).toBe(Math.round(fullScaleMv / 10) * 10);
    });

    test("stays in the straight part of the converter, from the limit to the highest", () => {
      expect(row.pinMv(row.lowMv)).toBeGreaterThan(ADC_STRAIGHT_MV[0]);
      expect(row.highestMv).toBeLessThan(ADC_STRAIGHT_MV[1]);
    });

    test("is told right when it is normal, and low at its limit, rather early than late", () => {
      const normalMv = row.normalV * 1000;

      expect(told(normalMv)).toMatchObject({ supplyMv: normalMv, state: "ok" });
      expect(told(row.lowMv)).toMatchObject({ state: "low" });
      expect(row.lowMv - toldMv(row.lowMv)).toBeGreaterThanOrEqual(0);
      expect(row.lowMv - toldMv(row.lowMv)).toBeLessThanOrEqual(100);
      expect(told(row.highestV * 1000)).toMatchObject({ state: "ok" });
    });

    test("has settings that a sensor takes, and a divider that takes about 20 uA", () => {
      const { fullScaleMv: supplyFullScaleMv, lowMv: supplyLowMv } = row;
      const currentUa = (row.normalV * 1000) / (row.upper + row.lower);

      expect(settingsProblem({ ...goodSettings, supplyFullScaleMv, supplyLowMv })).toBeUndefined();
      expect(Math.abs(currentUa - 20)).toBeLessThan(2);
    });
  });
});
