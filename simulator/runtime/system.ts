/**
 * The `E` object: byte conversions, CRC, random seed, error flags, console, watchdog, reboot. What
 * a board has beyond this is left out until the firmware needs it, so that using it fails here
 * rather than in the field.
 */
import { crc32 } from "node:zlib";
import { byteString, bytesOf } from "./bytes";
import type { Cancel, SimulatorClock } from "./clock";
import type { DeviceRandom } from "./device-random";
import type { Doors } from "./doors";
import { type Enter, EspruinoEmitter } from "./emitter";

export interface DeviceSystemOptions {
  readonly clock: SimulatorClock;
  readonly enter: Enter;
  /** Throws when the device has no power. */
  readonly requirePower: () => void;
  readonly random: DeviceRandom;
  readonly doors: Doors;
  /** Restarts the device; does not return to the firmware. */
  readonly reboot: () => never;
  /** Restarts the device because its watchdog was not kicked. */
  readonly watchdogExpired: () => void;
}

export class DeviceSystem extends EspruinoEmitter {
  private flags: readonly string[] = [];
  private watchdogMs = 0;
  private kickedMs = 0;
  private cancelWatchdog: Cancel | undefined;

  constructor(private readonly options: DeviceSystemOptions) {
    super(options.enter);
  }

  toUint8Array(...values: unknown[]): Uint8Array {
    return new Uint8Array(bytesOf(byteString(values) ?? ""));
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
    this.watchdogMs = Math.max(1, Math.round(Number(timeoutS))) * 1000;
    this.kickWatchdog();
    this.cancelWatchdog?.();
    this.cancelWatchdog = undefined;
    if (isAuto === false) this.watch(this.watchdogMs);
  }

  kickWatchdog(): void {
    this.kickedMs = this.options.clock.monotonicMs();
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

  /** The device has lost its power. */
  stop(): void {
    this.cancelWatchdog?.();
  }

  private watch(delayMs: number): void {
    this.cancelWatchdog = this.options.clock.after("watchdog", delayMs, () => {
      const leftMs = this.kickedMs + this.watchdogMs - this.options.clock.monotonicMs();
      if (leftMs > 0) this.watch(leftMs);
      else this.options.watchdogExpired();
    });
  }
}
