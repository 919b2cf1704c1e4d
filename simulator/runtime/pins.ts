/**
 * The pins as the firmware sees them: digital and analog reading, writing and modes. Quirks of
 * the ESP32: pull-ups at boot, which reading takes away unless pinMode was called; 34-39 input
 * only and without pull-up; analogRead on ADC1 (D32-39) only. A floating pin reads 0, the level
 * that would say all is well. Watches are in `watches.ts`. Pins have no methods here.
 */
import { PIN_COUNT, type PinWiring } from "./pin-wiring";

/** A pin value, e.g. D27: the same for all devices, it carries no state. */
export class Pin {
  constructor(readonly number: number) {}

  toString(): string {
    return `D${this.number}`;
  }
}

/** D0 to D39. */
export const PINS: readonly Pin[] = Array.from({ length: PIN_COUNT }, (_, number) => {
  return Object.freeze(new Pin(number));
});

/** Digital inputs read 1 from this fraction of full scale on. */
export const HIGH_LEVEL = 0.5;
const INPUT_ONLY_FROM = 34;
const ADC1_FROM = 32;
const ADC_STEPS = 4096;
/** jshPinDefaultPullup, without those that have no pull-up. */
const PULLED_UP_AT_BOOT = new Set([0, 12, 13, 14, 15, 18, 19, 21, 22, 25, 26, 27]);

/** Modes of pinMode that are played; the others (analog, open drain, alternate) are refused. */
const MODES = ["input", "input_pullup", "input_pulldown", "output"] as const;
type Mode = (typeof MODES)[number];

/** The number of a pin given by the firmware. Throws as the board does when it is none. */
export function pinOf(value: unknown): number {
  const number = value instanceof Pin ? value.number : value;
  if (typeof number === "number" && Number.isInteger(number) && number >= 0 && number < PIN_COUNT) {
    return number;
  }
  throw new Error("Invalid pin");
}

export class Pins {
  private readonly modes = new Map<number, Mode>();
  /** Pins whose mode the firmware has chosen; reading and writing leave it alone. */
  private readonly manual = new Set<number>();

  constructor(private readonly wiring: PinWiring) {}

  digitalRead(pin: unknown): number {
    const number = pinOf(pin);
    if (!this.manual.has(number)) this.setMode(number, "input");
    return this.level(number);
  }

  digitalWrite(pin: unknown, value: unknown): void {
    const number = pinOf(pin);
    if (number >= INPUT_ONLY_FROM) return;
    if (!this.manual.has(number)) this.setMode(number, "output");
    if (this.modes.get(number) === "output") this.wiring.setOutput(number, value ? 1 : 0);
  }

  /** With `isAutomatic` the mode lasts until the pin is next read or written. */
  pinMode(pin: unknown, wanted: unknown, isAutomatic: unknown): void {
    const number = pinOf(pin);
    const mode = MODES.find((name) => name === wanted);
    if (mode && !isAutomatic) this.manual.add(number);
    else this.manual.delete(number);
    if (mode) this.setMode(number, mode);
    else if (wanted !== undefined && wanted !== "auto") throw new Error("Unknown pin mode");
  }

  /** A watch forces the pull-up on its pin, whatever mode it has, for as long as that lasts. */
  pullUp(number: number): void {
    this.setMode(number, "input_pullup");
  }

  /** 0 to 1 in the steps of the converter; NaN on pins without one. */
  analogRead(pin: unknown): number {
    const number = pinOf(pin);
    if (number < ADC1_FROM) return Number.NaN;
    const signal = this.wiring.signal(number);
    const level = signal === undefined ? 0 : signal + this.wiring.noise();
    const step = Math.floor(level * ADC_STEPS);
    return Math.max(0, Math.min(ADC_STEPS - 1, step)) / ADC_STEPS;
  }

  /** The digital level, 0 or 1. */
  level(number: number): number {
    const mode = this.modes.get(number);
    if (mode === "output") return this.wiring.output(number) ?? 0;
    const signal = this.wiring.signal(number);
    if (signal !== undefined) return signal >= HIGH_LEVEL ? 1 : 0;
    return this.isPulledUp(number, mode) ? 1 : 0;
  }

  private setMode(number: number, mode: Mode): void {
    this.modes.set(number, mode);
    if (mode === "output") this.wiring.setOutput(number, this.wiring.output(number) ?? 0);
    else this.wiring.clearOutput(number);
  }

  private isPulledUp(number: number, mode: Mode | undefined): boolean {
    if (number >= INPUT_ONLY_FROM) return false;
    return mode === undefined ? PULLED_UP_AT_BOOT.has(number) : mode === "input_pullup";
  }
}
