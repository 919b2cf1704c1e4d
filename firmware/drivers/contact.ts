/**
 * A switch to ground: low is closed, high is open or a broken wire. One driver for the door reed,
 * the AED's place and the pads connector; they differ in what a level is called.
 */
import type { Clock } from "../hal/clock";
import type { DigitalInput } from "../hal/pins";
import type { AedDriver, Finding } from "./aed-driver";

/** Settles a bouncing level; the rules are core's. */
export interface LevelFilter {
  /** Takes in the level; returns after how many milliseconds to look again, 0 = at an edge. */
  observe(isHigh: boolean, nowMs: number): number;
  /** The settled level. */
  isHigh(): boolean;
}

export interface ContactOptions {
  /** Names its timer; unique. */
  readonly name: string;
  readonly input: DigitalInput;
  readonly clock: Clock;
  /** Makes the filter, settled on the level at the start. */
  readonly createFilter: (isHigh: boolean, nowMs: number) => LevelFilter;
  readonly whenLow: Finding;
  readonly whenHigh: Finding;
}

export function createContact(options: ContactOptions): AedDriver {
  const clock = options.clock;
  const input = options.input;
  let filter: LevelFilter | undefined;
  let report: ((finding: Finding) => void) | undefined;
  let wasHigh = false;

  function tell(): void {
    if (report) report(wasHigh ? options.whenHigh : options.whenLow);
  }

  function look(isHigh: boolean): void {
    if (!filter) return;
    const waitMs = filter.observe(isHigh, clock.uptimeMs());
    if (waitMs > 0) clock.after(options.name, waitMs, lookNow);
    else clock.cancel(options.name);
    if (filter.isHigh() === wasHigh) return;
    wasHigh = !wasHigh;
    tell();
  }

  function lookNow(): void {
    look(input.isHigh());
  }

  return {
    start: function (listener) {
      report = listener;
      wasHigh = input.isHigh();
      filter = options.createFilter(wasHigh, clock.uptimeMs());
      input.onEdge(look);
      tell();
    },
    check: lookNow,
    /** The level of a contact does not depend on what was there before. */
    restart: function () {},
  };
}
