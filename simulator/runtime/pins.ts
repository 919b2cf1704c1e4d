/**
 * The pins as the firmware sees them: digital and analog reading, writing and modes. Quirks of
 * the ESP32 (espruino.md section 8): pull-ups at boot, 34-39 input only and without pull-up,
 * analogRead on ADC1 (D32-39) only. Watches are in `watches.ts`. Pins have no methods here: the
 * board file uses the functions.
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

/** The number of a pin given by the firmware. Throws as the board does when it is none. */
export function pinOf(value: unknown): number {
  const number = value instanceof Pin ? value.number : value;
  if (typeof number === "number" && Number.isInteger(number) && number >= 0 && number < PIN_COUNT) {
    return number;
  }
  throw new Error("Invalid pin");
}

export class Pins {
  private readonly modes = new Map<number, string>();

  constructor(private readonly wiring: PinWiring) {}

  digitalRead(pin: unknown): number {
    return this.level(pinOf(pin));
  }

  digitalWrite(pin: unknown, value: unknown): void {
    const number = pinOf(pin);
    if (number >= INPUT_ONLY_FROM) return;
    this.modes.set(number, "output");
    this.wiring.setOutput(number, value ? 1 : 0);
  }

  pinMode(pin: unknown, mode: unknown): void {
    this.modes.set(pinOf(pin), String(mode));
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

  private isPulledUp(number: number, mode: string | undefined): boolean {
    if (number >= INPUT_ONLY_FROM) return false;
    return mode === undefined ? PULLED_UP_AT_BOOT.has(number) : mode === "input_pullup";
  }
}
