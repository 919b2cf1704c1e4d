/**
 * A switch to ground: low is closed, high is open or a broken wire. One driver for the door reed,
 * the AED's place and the pads connector; they differ in what a level is called.
 */
import type { Clock } from "../hal/clock";
import type { DigitalInput } from "../hal/pins";
import type { AedDriver, Finding, FindingListener } from "./aed-driver";

/** A level that was settled. */
export interface SettledLevel {
  readonly isHigh: boolean;
}

/** Settles a bouncing level; the rules are core's (core/debounce.ts). */
export interface LevelFilter<Level extends SettledLevel> {
  /** A level that is settled as it is at the start. */
  readonly create: (isHigh: boolean, nowMs: number) => Level;
  /** Takes in the level; returns after how many milliseconds to look again, 0 = at an edge. */
  readonly observe: (level: Level, isHigh: boolean, nowMs: number) => number;
}

export interface ContactOptions<Level extends SettledLevel> {
  /** Names its timer; unique. */
  readonly name: string;
  readonly input: DigitalInput;
  readonly clock: Clock;
  readonly filter: LevelFilter<Level>;
  readonly whenLow: Finding;
  readonly whenHigh: Finding;
}

export class Contact<Level extends SettledLevel> implements AedDriver {
  private readonly level: Level;
  private report: FindingListener | undefined;
  private wasHigh: boolean;

  constructor(private readonly options: ContactOptions<Level>) {
    this.wasHigh = options.input.isHigh();
    this.level = options.filter.create(this.wasHigh, options.clock.uptimeMs());
  }

  start(listener: FindingListener): void {
    this.report = listener;
    this.options.input.onEdge((isHigh) => this.look(isHigh));
    this.tell();
  }

  check(): void {
    this.look(this.options.input.isHigh());
  }

  /** The level of a contact does not depend on what was there before. */
  restart(): void {}

  private look(isHigh: boolean): void {
    const clock = this.options.clock;
    const waitMs = this.options.filter.observe(this.level, isHigh, clock.uptimeMs());
    if (waitMs > 0) clock.after(this.options.name, waitMs, () => this.check());
    else clock.cancel(this.options.name);
    if (this.level.isHigh === this.wasHigh) return;
    this.wasHigh = this.level.isHigh;
    this.tell();
  }

  private tell(): void {
    if (this.report) this.report(this.wasHigh ? this.options.whenHigh : this.options.whenLow);
  }
}
