/**
 * The outside of the pins: what is soldered to them. It belongs to the physical world and stays
 * when the device loses power. The cabinet drives it; the firmware sees it through `pins.ts`.
 */

import type { I2cChip } from "./i2c-chip";

/** Pins D0 to D39. */
export const PIN_COUNT = 40;

/** What a sender outside puts on a wire. */
export interface SerialInput {
  readonly pin: number;
  readonly baud: number;
  readonly bytes: Uint8Array;
}

/** The firmware's side of the wires, while it runs. */
export interface WiringListener {
  pinChanged(pin: number): void;
  serialReceived(input: SerialInput): void;
}

const NO_CHIPS: readonly I2cChip[] = [];

export class PinWiring {
  private readonly signals = new Map<number, number>();
  private readonly outputs = new Map<number, number>();
  private chips = NO_CHIPS;
  private listener: WiringListener | undefined;

  /** Added to every analog reading of a driven pin; nothing by default. */
  noise: () => number = () => 0;

  /** Puts a voltage on a pin: 0 = ground, 1 = full scale. */
  drive(pin: number, level: number): void {
    this.signals.set(pin, level);
    this.listener?.pinChanged(pin);
  }

  /** Leaves a pin open, as a switch does that opens or a wire that breaks. */
  disconnect(pin: number): void {
    this.signals.delete(pin);
    this.listener?.pinChanged(pin);
  }

  /** What drives the pin from outside; undefined when nothing does. */
  signal(pin: number): number | undefined {
    return this.signals.get(pin);
  }

  /** Solders a chip to the I2C wires. */
  attachI2c(chip: I2cChip): void {
    this.chips = [...this.chips, chip];
  }

  /** Whatever is soldered to I2C wires. */
  get i2cChips(): readonly I2cChip[] {
    return this.chips;
  }

  /** Bytes come in on a wire; a device that does not run does not hear them. */
  serialInput(input: SerialInput): void {
    this.listener?.serialReceived(input);
  }

  /** The level (0 or 1) that the firmware puts on the pin; undefined when it drives none. */
  output(pin: number): number | undefined {
    return this.outputs.get(pin);
  }

  /** For the runtime: what the firmware drives. */
  setOutput(pin: number, level: number): void {
    this.outputs.set(pin, level);
  }

  /** For the runtime: the firmware drives the pin no more. */
  clearOutput(pin: number): void {
    this.outputs.delete(pin);
  }

  /** For the runtime: without power nothing is driven and nobody watches. */
  detach(): void {
    this.outputs.clear();
    this.listener = undefined;
  }

  /** For the runtime: who wants to know of changes. */
  attach(listener: WiringListener): void {
    this.listener = listener;
  }
}

/** `"D27"` → 27. Throws on anything else. */
export function pinNumber(name: string): number {
  const number = /^D\d{1,2}$/.test(name) ? Number(name.slice(1)) : PIN_COUNT;
  if (number >= PIN_COUNT) {
    throw new RangeError(`Pin "${name}" does not exist; pins are D0 to D${PIN_COUNT - 1}.`);
  }
  return number;
}
