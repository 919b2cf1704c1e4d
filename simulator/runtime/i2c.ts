/**
 * I2C: the wires with what is soldered to them, and the interpreter's I2C1 on top. A device answers
 * only when the port was set up on the pins it is wired to. Error texts are those of the ESP32
 * build, where a wrong transfer throws and a bus held down blocks for a second first.
 */
import type { BootTime } from "./boot-time";
import { byteString, bytesOf, viewOf } from "./bytes";
import type { I2cChip, I2cFault } from "./i2c-chip";
import type { PinWiring } from "./pin-wiring";
import { pinOf } from "./pins";

/** Default pins of I2C1. */
const SDA_PIN = 21;
const SCL_PIN = 22;
/** How long the board waits for a bus that is held down. */
export const I2C_TIMEOUT_MS = 1000;

function failureText(fault: I2cFault): string {
  return fault === "bus-busy"
    ? ":, Operation timeout because the bus is busy"
    : ": slave doesn't ACK the transfer";
}

export interface I2cPortOptions {
  readonly wiring: PinWiring;
  /** Throws when the device has no power. */
  readonly requirePower: () => void;
  readonly time: BootTime;
}

/** The global I2C1. */
export class I2cPort {
  private pins: { readonly sda: number; readonly scl: number } | undefined;

  constructor(private readonly options: I2cPortOptions) {}

  setup(given?: unknown): void {
    this.options.requirePower();
    const { sda, scl } = (given ?? {}) as { sda?: unknown; scl?: unknown };
    this.pins = {
      sda: sda === undefined ? SDA_PIN : pinOf(sda),
      scl: scl === undefined ? SCL_PIN : pinOf(scl),
    };
  }

  /** Data as for E.toUint8Array; nothing is sent when there is none. */
  writeTo(address: unknown, ...data: unknown[]): void {
    const bytes = bytesOf(byteString(data) ?? "");
    if (bytes.length === 0) return;
    const fault = this.chip("jshI2CWrite", address).written(bytes);
    if (fault) this.fail("jshI2CWrite", fault);
  }

  readFrom(address: unknown, quantity: unknown): Uint8Array | undefined {
    const length = Number(quantity) | 0;
    if (length <= 0) return undefined;
    const answer = this.chip("jshI2CRead", address).read(length);
    if (typeof answer === "string") return this.fail("jshI2CRead", answer);
    return viewOf(answer);
  }

  private chip(caller: string, address: unknown): I2cChip {
    this.options.requirePower();
    const { pins } = this;
    if (!pins) throw new Error(`${caller}:, Parameter error`);
    const chip = this.options.wiring.i2cChips.find((one) => {
      const isOnBus = one.sdaPin === pins.sda && one.sclPin === pins.scl;
      return isOnBus && one.address === Number(address);
    });
    return chip ?? this.fail(caller, "not-acknowledged");
  }

  private fail(caller: string, fault: I2cFault): never {
    if (fault === "bus-busy") this.options.time.block(I2C_TIMEOUT_MS);
    throw new Error(`${caller}${failureText(fault)}`);
  }
}
