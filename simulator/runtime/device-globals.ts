/**
 * The global names a program may use, and their values for one boot of one device. A name that
 * is neither here nor in `language.ts` means nothing to the firmware.
 */

import { byteString, bytesOf } from "./bytes";
import type { DeviceProcess } from "./device-process";
import type { DeviceRandom } from "./device-random";
import { createMath, LANGUAGE } from "./language";
import { PIN_COUNT } from "./pin-wiring";
import { PINS, Pin, type Pins } from "./pins";
import type { DeviceSystem } from "./system";
import type { DeviceTimers } from "./timers";
import type { Watches } from "./watches";

const BOARD_NAMES = [
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
  "btoa",
] as const;

type BoardName = (typeof BOARD_NAMES)[number];
/** Values by name. */
export type Globals = Readonly<Record<string, unknown>>;

/** Pins and language: the same values for every device. */
const SHARED: Globals = Object.freeze({
  ...LANGUAGE,
  ...Object.fromEntries(PINS.map((pin) => [pin.toString(), pin])),
});

/** Every name that has a meaning on the board. */
export const GLOBAL_NAMES: readonly string[] = [...BOARD_NAMES, ...Object.keys(SHARED)];

if (Object.keys(SHARED).length < PIN_COUNT) throw new Error("Pins are missing from the globals");

function toBase64(data: unknown): string {
  return bytesOf(byteString(data) ?? String(data)).toString("base64");
}

function asText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Pin) return value.toString();
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
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
  /** What `require(name)` answers. */
  module(name: unknown): unknown;
}

/** The values of `GLOBAL_NAMES` for one boot. */
export function createGlobals(boot: BoardParts): Globals {
  const { timers, pins, watches, random } = boot;
  const print = (...values: unknown[]) => boot.print(values.map(asText).join(" "));
  const board: Record<BoardName, unknown> = {
    setTimeout(callback: unknown, delayMs: unknown, ...values: unknown[]) {
      boot.requirePower();
      return timers.setTimeout(callback, delayMs, values);
    },
    setInterval(callback: unknown, delayMs: unknown, ...values: unknown[]) {
      boot.requirePower();
      return timers.setInterval(callback, delayMs, values);
    },
    clearTimeout: (...ids: unknown[]) => timers.clear(ids),
    clearInterval: (...ids: unknown[]) => timers.clear(ids),
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
    btoa: toBase64,
  };
  return { ...SHARED, ...board };
}
