/**
 * The global names a program may use, and their values for one boot of one device. A name that
 * is neither here nor in `language.ts` means nothing to the firmware.
 */

import { fromBase64, toBase64 } from "./base64";
import type { DeviceProcess } from "./device-process";
import type { DeviceRandom } from "./device-random";
import { createMath, LANGUAGE } from "./language";
import { PIN_COUNT } from "./pin-wiring";
import { PINS, type Pins } from "./pins";
import type { DeviceSystem } from "./system";
import type { DeviceTimers } from "./timers";
import { printText } from "./value-text";
import type { Watches } from "./watches";

/** Names whose values belong to one boot. */
export const BOARD_NAMES = [
  "setTimeout",
  "setInterval",
  "clearTimeout",
  "clearInterval",
  "getTime",
  "digitalRead",
  "digitalWrite",
  "pinMode",
  "analogRead",
  "setWatch",
  "clearWatch",
  "require",
  "print",
  "console",
  "process",
  "E",
  "Math",
  "eval",
  "Promise",
  "ESP32",
  "I2C1",
  "NRF",
  "Serial2",
  "reset",
  "load",
  "echo",
] as const;

type BoardName = (typeof BOARD_NAMES)[number];
/** Values by name. */
export type Globals = Readonly<Record<string, unknown>>;

/** Pins, language and conversions: the same values for every device. */
export const SHARED_GLOBALS: Globals = Object.freeze({
  ...LANGUAGE,
  ...Object.fromEntries(PINS.map((pin) => [pin.toString(), pin])),
  atob: fromBase64,
  btoa: toBase64,
});

if (Object.keys(SHARED_GLOBALS).length < PIN_COUNT) {
  throw new Error("Pins are missing from the globals");
}

/** What the globals of one boot stand on. */
export interface BoardParts {
  readonly timers: DeviceTimers;
  readonly pins: Pins;
  readonly watches: Watches;
  readonly random: DeviceRandom;
  readonly system: DeviceSystem;
  readonly process: DeviceProcess;
  /** Throws when the boot has ended. */
  readonly requirePower: () => void;
  /** The device's clock, in seconds. */
  timeS(): number;
  print(line: string): void;
  // The values of the globals NRF, ESP32, I2C1 and Serial2.
  bluetooth(): object;
  esp32(): object;
  i2c(): object;
  serialPort(): object;
  /** The class Promise. */
  promiseClass(): unknown;
  /** Runs a text as a program of its own; answers with its value. */
  evaluate(text: string): unknown;
  /** `reset(isForGood)`, `load(name)` and `echo(isOn)` of the interpreter. */
  reset(isForGood: boolean): void;
  load(name: unknown): void;
  echo(isOn: boolean): void;
  /** What `require(name)` answers. */
  module(name: unknown): unknown;
}

/** The values of `BOARD_NAMES` for one boot. */
export function createGlobals(boot: BoardParts): Globals {
  const { timers, pins, watches, random } = boot;
  const print = (...values: unknown[]) => boot.print(printText(values));
  const board: Record<BoardName, unknown> = {
    setTimeout(callback: unknown, delayMs: unknown, ...values: unknown[]) {
      boot.requirePower();
      return timers.setTimeout(callback, delayMs, values);
    },
    setInterval(callback: unknown, delayMs: unknown, ...values: unknown[]) {
      boot.requirePower();
      return timers.setInterval(callback, delayMs, values);
    },
    clearTimeout: (...ids: unknown[]) => timers.clear("Timeout", ids),
    clearInterval: (...ids: unknown[]) => timers.clear("Interval", ids),
    getTime: () => boot.timeS(),
    digitalRead(pin: unknown) {
      boot.requirePower();
      return pins.digitalRead(pin);
    },
    digitalWrite(pin: unknown, value: unknown) {
      boot.requirePower();
      pins.digitalWrite(pin, value);
    },
    pinMode(pin: unknown, mode: unknown, isAutomatic: unknown) {
      boot.requirePower();
      pins.pinMode(pin, mode, isAutomatic);
    },
    analogRead: (pin: unknown) => pins.analogRead(pin),
    setWatch(callback: unknown, pin: unknown, options: unknown) {
      boot.requirePower();
      return watches.setWatch(callback, pin, options);
    },
    clearWatch: (...ids: unknown[]) => watches.clearWatch(ids),
    require: (name: unknown) => boot.module(name),
    print,
    console: { log: print },
    process: boot.process,
    E: boot.system,
    Math: createMath(() => random.fraction()),
    eval: (text: unknown) => (typeof text === "string" ? boot.evaluate(text) : text),
    get Promise() {
      return boot.promiseClass();
    },
    ESP32: boot.esp32(),
    I2C1: boot.i2c(),
    NRF: boot.bluetooth(),
    Serial2: boot.serialPort(),
    reset: (isForGood: unknown) => boot.reset(Boolean(isForGood)),
    load: (name: unknown) => boot.load(name),
    echo: (isOn: unknown) => boot.echo(Boolean(isOn)),
  };
  return board;
}
