/**
 * The `E` object: byte conversions, CRC, random seed, error flags, console, watchdog, reboot. What
 * a board has beyond this is left out until the firmware needs it, so that using it fails here
 * rather than in the field.
 */
import { crc32 } from "node:zlib";
import { byteString, bytesOf } from "./bytes";
import type { DeviceRandom } from "./device-random";
import type { Doors } from "./doors";
import { type Enter, EspruinoEmitter } from "./emitter";
import type { Watchdog } from "./watchdog";

export interface DeviceSystemOptions {
  readonly enter: Enter;
  /** Throws when the device has no power. */
  readonly requirePower: () => void;
  readonly random: DeviceRandom;
  readonly doors: Doors;
  /** Restarts the device; does not return to the firmware. */
  readonly reboot: () => never;
  readonly watchdog: Watchdog;
}

export class DeviceSystem extends EspruinoEmitter {
  private flags: readonly string[] = [];

  constructor(private readonly options: DeviceSystemOptions) {
    super(options.enter);
  }

  toUint8Array(...values: unknown[]): Uint8Array {
    return new Uint8Array(bytesOf(byteString(values) ?? ""));
  }

  toArrayBuffer(text: unknown): ArrayBuffer {
    return new Uint8Array(bytesOf(byteString(text) ?? "")).buffer;
  }

  override toString(...values: unknown[]): string {
    return byteString(values) ?? "";
  }

  /** The usual CRC of IEEE 802.3 (zlib, PNG). */
  CRC32(data: unknown): number {
    const text = byteString(data);
    if (text === undefined) throw new TypeError(`Expecting data, got ${String(data)}`);
    return crc32(bytesOf(text));
  }

  /** What a board calls random: the same generator as Math.random. */
  hwRand(): number {
    return this.options.random.integer();
  }

  srand(seed: unknown): void {
    this.options.random.seed(seed);
  }

  setPassword(password?: unknown): void {
    this.options.doors.setPassword(password);
  }

  lockConsole(): void {
    this.options.doors.lockConsole();
  }

  setConsole(place?: unknown, options?: unknown): void {
    this.options.doors.setConsole(place, options);
  }

  getConsole(): string | null {
    return this.options.doors.hasConsole ? "Serial1" : null;
  }

  /** The flags raised since the last call. */
  getErrorFlags(): readonly string[] {
    const flags = this.flags;
    this.flags = [];
    return flags;
  }

  /**
   * With `isAuto` (the default) the idle loop kicks, which proves nothing; otherwise the firmware
   * must. It cannot be turned off again.
   */
  enableWatchdog(timeoutS: unknown, isAuto?: unknown): void {
    this.options.requirePower();
    this.options.watchdog.enable(Number(timeoutS), isAuto !== false);
  }

  kickWatchdog(): void {
    this.options.watchdog.kick();
  }

  reboot(): never {
    this.options.requirePower();
    return this.options.reboot();
  }

  /**
   * What the interpreter does when it runs out of memory or drops input. Flags that are up already
   * are told once only, until `getErrorFlags` takes them down.
   */
  raiseErrorFlags(flags: readonly string[]): void {
    const raised = flags.filter((flag) => !this.flags.includes(flag));
    if (raised.length === 0) return;
    this.flags = [...this.flags, ...raised];
    this.emit("errorFlag", raised);
  }
}
