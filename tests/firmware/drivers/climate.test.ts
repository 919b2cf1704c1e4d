/** Temperature and humidity: which readings are believed, and which are unknown. */
import { beforeEach, describe, expect, test } from "vitest";
import type { AedDriver, Finding } from "../../../firmware/drivers/aed-driver";
import { createClimate } from "../../../firmware/drivers/climate";
import { ManualClock } from "../fake-board";
import { createChance, SEEDS } from "./noise";

const CHECK_MS = 30_000;
const unproven: Finding = {
  kind: "climate",
  temperatureC: undefined,
  humidityPercent: undefined,
  isProven: false,
};

/** CRC-8 of the data sheet, by bits of the whole message. */
function crc8(bytes: readonly number[]): number {
  let crc = 0xff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x80 ? (crc << 1) ^ 0x31 : crc << 1) & 0xff;
  }
  return crc;
}
const word = (raw: number) => [raw >> 8, raw & 255, crc8([raw >> 8, raw & 255])];
const reading = (temperature: number, humidity: number) =>
  String.fromCharCode(...word(temperature), ...word(humidity));

/** 21.5 degrees; SHT3x humidity 40 %. */
const T_21_5 = Math.round((66.5 * 65535) / 175);
const H_40 = Math.round(0.4 * 65535);

let clock: ManualClock;
let commands: [number, string][];
let answer: () => string;
let hasDevice: boolean;
let driver: AedDriver;
let findings: Finding[];

function create(sensor: number): void {
  clock = new ManualClock();
  commands = [];
  findings = [];
  hasDevice = true;
  answer = () => reading(T_21_5 + findings.length, H_40);
  const i2c = {
    write(address: number, bytes: string): void {
      if (!hasDevice) throw new Error("I2C: no acknowledgement");
      commands.push([address, bytes]);
    },
    read(_address: number, length: number): string {
      return answer().slice(0, length);
    },
  };
  driver = createClimate({ i2c, clock, sensor });
  driver.start((finding) => findings.push(finding));
}
beforeEach(() => create(30));

function check(times = 1): void {
  for (let i = 0; i < times; i++) {
    driver.check();
    clock.advance(CHECK_MS);
  }
}
const last = () => findings.at(-1);

describe("a reading", () => {
  test("the CRC of this test is that of the data sheet", () => {
    expect(crc8([0xbe, 0xef])).toBe(0x92);
  });

  test("is believed from the second one in a row on", () => {
    check();
    expect(findings).toEqual([]);

    check();

    expect(findings).toEqual([
      { kind: "climate", temperatureC: 21.5, humidityPercent: 40, isProven: true },
    ]);
  });

  test("is asked for and fetched later, without waiting in between", () => {
    driver.check();
    expect(commands).toEqual([[0x44, "\x24\x00"]]);
    let reads = 0;
    answer = () => {
      reads += 1;
      return reading(T_21_5, H_40);
    };
    clock.advance(15);
    expect(reads).toBe(0);
    clock.advance(5);

    expect(reads).toBe(1);
  });

  test("is not asked for twice when checks come back to back", () => {
    driver.check();
    driver.check();
    clock.advance(999);
    driver.check();

    expect(commands.length).toBe(1);
  });

  test("of an SHT4x has its own command and humidity, kept within 0 to 100 %", () => {
    create(40);
    answer = () => reading(T_21_5 + findings.length, 0);
    check(2);
    expect(commands[0]).toEqual([0x44, "\xfd"]);
    expect(last()).toMatchObject({ temperatureC: 21.5, humidityPercent: 0 });

    answer = () => reading(T_21_5, Math.round((112 * 65535) / 125));
    check();
    expect(last()).toMatchObject({ humidityPercent: 100 });

    answer = () => reading(T_21_5, Math.round((46 * 65535) / 125));
    check();
    expect(last()).toMatchObject({ humidityPercent: 40 });
  });
});

describe("unknown is", () => {
  test.each<[string, () => string]>([
    ["a wrong checksum of the temperature", () => `\x00${reading(T_21_5, H_40).slice(1)}`],
    ["a wrong checksum of the humidity", () => `${reading(T_21_5, H_40).slice(0, 5)}\x00`],
    ["too cold", () => reading(Math.floor((4.9 * 65535) / 175), H_40)],
    ["too hot", () => reading(Math.ceil((130.1 * 65535) / 175), H_40)],
    ["an answer cut short", () => reading(T_21_5, H_40).slice(0, 5)],
    ["a bus that reads ones only", () => "\xff".repeat(6)],
    ["a bus that reads zeros only", () => "\x00".repeat(6)],
    [
      "a device that stops answering",
      () => {
        throw new Error("I2C: no acknowledgement");
      },
    ],
  ])("%s", (_name, bad) => {
    check(2);
    answer = bad;
    check();

    expect(last()).toEqual(unproven);
  });

  test("an SHT4x humidity that cannot be", () => {
    create(40);
    answer = () => reading(T_21_5, Math.round((113 * 65535) / 125));
    check(3);

    expect(findings).toEqual([unproven, unproven, unproven]);
  });

  test("no device at all", () => {
    hasDevice = false;
    check(2);

    expect(findings).toEqual([unproven, unproven]);
  });

  test("a sensor that gives the very same bytes 240 times in a row", () => {
    answer = () => reading(T_21_5, H_40);
    check(239);
    expect(last()).toMatchObject({ isProven: true });

    check();
    expect(last()).toEqual(unproven);
    answer = () => reading(T_21_5 + 1, H_40);
    check(2);

    expect(last()).toMatchObject({ isProven: true });
  });

  test("the first reading after a bad one, again", () => {
    check(2);
    const good = answer;
    answer = () => "";
    check();
    answer = good;

    check();
    expect(last()).toEqual(unproven);
    check();

    expect(last()).toMatchObject({ isProven: true });
  });

  test.each(SEEDS)("noise on the bus, seed %i", (seed) => {
    const chance = createChance(seed);
    answer = () =>
      String.fromCharCode(...Array.from({ length: 6 }, () => Math.floor(256 * chance())));
    check(200);

    expect(findings.every((finding) => finding.kind === "climate" && !finding.isProven)).toBe(true);
  });
});
