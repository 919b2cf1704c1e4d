/**
 * What feeds the sensor: the mains, and maybe a backup supply that takes over at once, sags before
 * its end, and is charged again by the mains. The AED has its own battery and is not concerned.
 */
import type { Cancel, SimulatorClock } from "../runtime/clock";
import { HOUR_MS } from "./korean-day";

/** The sensor's supply from the mains, in millivolts. */
export const SUPPLY_MV = 5000;
/** Voltage of a backup supply, and in the last part of its time. Assumptions. */
export const BACKUP_MV = 4900;
export const BACKUP_LOW_MV = 4200;
const BACKUP_LOW_FRACTION = 0.2;
/** How long a charged backup supply feeds a sensor that is awake. Assumption. */
export const BACKUP_RUNS_MS = 8 * HOUR_MS;
/** Charging it takes so many times as long as it runs. Assumption. */
const CHARGING_FACTOR = 3;
/** How long one breakdown of a brown-out lasts. Assumption. */
export const BROWN_OUT_MS = 400;

/** Shared by all supplies that wait for nothing. */
const NOTHING: readonly Cancel[] = [];

export interface PowerOptions {
  readonly clock: SimulatorClock;
  /** How long the backup supply lasts when it is full; 0 = there is none. */
  readonly backupRunsMs: number;
  /** Gets power, or loses it; may be told so twice. */
  readonly sensor: { powerOn(): void; powerOff(): void };
  /** What its supply pin sees from now on. */
  readonly wires: { setSupply(millivolts: number): void };
  /** The mains is there, or gone. */
  readonly onMains: (isOn: boolean) => void;
}

export class Power {
  private isMainsOn = false;
  private mainsMv = SUPPLY_MV;
  private isFed = false;
  /** Charge of the backup supply, as the time that it lasts, at `atMs`. */
  private backup: { readonly leftMs: number; readonly atMs: number };
  private waiting: readonly Cancel[] = NOTHING;

  constructor(private readonly options: PowerOptions) {
    this.backup = { leftMs: options.backupRunsMs, atMs: options.clock.monotonicMs() };
    options.wires.setSupply(this.supplyMv);
  }

  get hasPower(): boolean {
    return this.isFed;
  }

  get hasMains(): boolean {
    return this.isMainsOn;
  }

  /** What the supply pin sees, in millivolts. */
  get supplyMv(): number {
    if (this.isMainsOn || !this.isFed || this.mainsMv !== SUPPLY_MV) return this.mainsMv;
    return this.backupLeftMs() <= this.lowMs ? BACKUP_LOW_MV : BACKUP_MV;
  }

  /** The voltage sags, or comes back; 0 = the wire to the supply pin is cut. */
  setSupply(millivolts: number): void {
    this.mainsMv = millivolts;
    this.options.wires.setSupply(this.supplyMv);
  }

  mainsOn(): void {
    this.cancelAll();
    this.setMains(true);
    this.feed(true);
  }

  mainsOff(): void {
    this.cancelAll();
    this.setMains(false);
    if (!this.isFed || this.backup.leftMs <= 0) {
      this.feed(false);
      return;
    }
    this.feed(true);
    const { leftMs } = this.backup;
    if (leftMs > this.lowMs) {
      this.after(leftMs - this.lowMs, () => this.options.wires.setSupply(this.supplyMv));
    }
    this.after(leftMs, () => this.feed(false));
  }

  /** The mains breaks down so often for a moment; a backup supply bridges it. */
  brownOut(times: number, everyMs: number): void {
    if (!this.isMainsOn) return;
    for (let index = 0; index < times; index++) {
      const startMs = index * everyMs;
      this.after(startMs, () => this.feed(this.backup.leftMs > 0));
      this.after(startMs + Math.min(BROWN_OUT_MS, everyMs / 2), () => this.feed(true));
    }
  }

  /** Everything is gone, and no timer is left. */
  remove(): void {
    this.cancelAll();
    this.isMainsOn = false;
    this.isFed = false;
  }

  private get lowMs(): number {
    return this.options.backupRunsMs * BACKUP_LOW_FRACTION;
  }

  private setMains(isOn: boolean): void {
    this.backup = { leftMs: this.backupLeftMs(), atMs: this.options.clock.monotonicMs() };
    this.isMainsOn = isOn;
    this.options.onMains(isOn);
  }

  private backupLeftMs(): number {
    const { clock, backupRunsMs } = this.options;
    const passedMs = clock.monotonicMs() - this.backup.atMs;
    const gainedMs = this.isMainsOn ? passedMs / CHARGING_FACTOR : this.isFed ? -passedMs : 0;
    return Math.max(0, Math.min(backupRunsMs, this.backup.leftMs + gainedMs));
  }

  /** Told even when nothing changes: a test may have cut the power behind our back. */
  private feed(hasPower: boolean): void {
    if (!hasPower && this.isFed) {
      this.backup = { leftMs: this.backupLeftMs(), atMs: this.options.clock.monotonicMs() };
    }
    this.isFed = hasPower;
    this.options.wires.setSupply(this.supplyMv);
    if (hasPower) this.options.sensor.powerOn();
    else this.options.sensor.powerOff();
  }

  private after(delayMs: number, run: () => void): void {
    this.waiting = [...this.waiting, this.options.clock.after("power", delayMs, run)];
  }

  private cancelAll(): void {
    for (const cancel of this.waiting) cancel();
    this.waiting = NOTHING;
  }
}
