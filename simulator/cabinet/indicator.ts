/**
 * The AED's status indicator as light on the sensor: blinks of 100 ms with a slightly uneven
 * period, over a dark level that is never quite zero. Driven by the clock.
 */
import type { Cancel, SimulatorClock } from "../runtime/clock";

/** Random fractions, 0 up to but not including 1. */
export interface Chance {
  next(): number;
}

const BLINK_MS = 100;
/** A blink comes up to this fraction of the period too early or too late. */
const PERIOD_JITTER = 0.02;
const DARK = { from: 0.035, to: 0.075 };
const LIT = { from: 0.62, to: 0.78 };
/** Noise of each reading, added to the level in force. */
const NOISE = 0.005;

export interface IndicatorOptions {
  readonly clock: SimulatorClock;
  readonly chance: Chance;
  /** Gets the light on the sensor, 0 to 1. */
  readonly onLight: (level: number) => void;
}

export class Indicator {
  private periodMs = 0;
  private isSteady = false;
  private cancel: Cancel | undefined;

  constructor(private readonly options: IndicatorOptions) {
    this.dark();
  }

  /** Starts blinking with this period at a random phase; 0 = dark. No effect when it is so. */
  blinkEvery(periodMs: number): void {
    if (periodMs === this.periodMs && !this.isSteady) return;
    this.begin(periodMs, false);
    this.dark();
    if (periodMs > 0) this.later(periodMs * this.options.chance.next(), this.light);
  }

  /** Lights up and stays so. No effect when it is so. */
  shineSteadily(): void {
    if (this.isSteady) return;
    this.begin(0, true);
    this.options.onLight(this.between(LIT));
  }

  /** Noise of one reading. */
  readonly noise = (): number => (this.options.chance.next() - 0.5) * 2 * NOISE;

  private readonly light = (): void => {
    this.options.onLight(this.between(LIT));
    this.later(BLINK_MS, this.dim);
  };

  private readonly dim = (): void => {
    this.dark();
    const jitter = (this.options.chance.next() - 0.5) * 2 * PERIOD_JITTER;
    this.later(this.periodMs * (1 + jitter) - BLINK_MS, this.light);
  };

  private begin(periodMs: number, isSteady: boolean): void {
    this.periodMs = periodMs;
    this.isSteady = isSteady;
    this.cancel?.();
    this.cancel = undefined;
  }

  private dark(): void {
    this.options.onLight(this.between(DARK));
  }

  private later(delayMs: number, run: () => void): void {
    this.cancel = this.options.clock.after("blink", delayMs, run);
  }

  private between(range: { readonly from: number; readonly to: number }): number {
    return range.from + (range.to - range.from) * this.options.chance.next();
  }
}
