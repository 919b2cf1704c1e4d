/**
 * A switch to ground: low is closed, high is open or a broken wire. One driver for the door reed,
 * the AED's place and the pads connector; they differ in what a level is called.
 */
import type { Clock } from "../hal/clock";
import type { DigitalInput } from "../hal/pins";
import type { AedDriver, Finding, FindingListener } from "./aed-driver";

/** A level that settles. */
export interface SettledLevel {
  /** Undefined until it has settled. */
  readonly isHigh: boolean | undefined;
}

/** Settles a bouncing level; the rules are core's (core/debounce.ts). */
export interface LevelFilter<Level extends SettledLevel> {
  /** A level seen first, not settled. */
  readonly create: (isHigh: boolean, nowMs: number) => Level;
  /** Takes in the level; returns how long after `nowMs` to look again, 0 = at an edge. */
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
  /** Until a level has settled. */
  readonly whenUnsettled: Finding;
}

export class Contact<Level extends SettledLevel> implements AedDriver {
  private readonly level: Level;
  private report: FindingListener | undefined;
  private wasHigh: boolean | undefined;

  constructor(private readonly options: ContactOptions<Level>) {
    this.level = options.filter.create(options.input.isHigh(), options.clock.uptimeMs());
  }

  start(listener: FindingListener): void {
    this.report = listener;
    this.options.input.onEdge((isHigh, atMs) => this.look(isHigh, atMs));
    this.tell();
    this.check();
  }

  check(): void {
    this.look(this.options.input.isHigh(), this.options.clock.uptimeMs());
  }

  /** The level of a contact does not depend on what was there before. */
  restart(): void {}

  private look(isHigh: boolean, atMs: number): void {
    const clock = this.options.clock;
    const waitMs = this.options.filter.observe(this.level, isHigh, atMs);
    const delayMs = Math.max(0, atMs + waitMs - clock.uptimeMs());
    if (waitMs > 0) clock.after(this.options.name, delayMs, () => this.check());
    else clock.cancel(this.options.name);
    if (this.level.isHigh === this.wasHigh) return;
    this.wasHigh = this.level.isHigh;
    this.tell();
  }

  private tell(): void {
    const options = this.options;
    let finding = options.whenUnsettled;
    if (this.wasHigh !== undefined) finding = this.wasHigh ? options.whenHigh : options.whenLow;
    if (this.report) this.report(finding);
  }
}
