/**
 * What the microphone of a cabinet hears: the AED's service chirps, and noise from outside. Seen
 * by the sensor as the level of a comparator: 1 while it is loud. Driven by the clock.
 */
import type { Cancel, SimulatorClock } from "../runtime/clock";
import type { Chance } from "./indicator";

const BEEP_MS = 150;
/** From the start of one beep to the next within a chirp. */
const BEEP_STEP_MS = 400;
/** A chirp comes up to this fraction of the period too early or too late. */
const PERIOD_JITTER = 0.01;
/** Sounds of noise, and the silence between them, at random up to these. */
const NOISE_MS_MAX = 400;
const PAUSE_MS_MAX = 300;

export interface SoundsOptions {
  readonly clock: SimulatorClock;
  readonly chance: Chance;
  /** Gets the level of the comparator, 0 or 1. */
  readonly onLevel: (level: number) => void;
}

export class Sounds {
  private periodMs = 0;
  /** Things that sound now. */
  private loud = 0;
  private readonly chirping = new Set<Cancel>();

  constructor(private readonly options: SoundsOptions) {
    options.onLevel(0);
  }

  /** Chirps of `beeps` beeps with this period at a random phase; 0 = silence. */
  chirpEvery(periodMs: number, beeps: number): void {
    if (periodMs === this.periodMs) return;
    this.periodMs = periodMs;
    for (const cancel of this.chirping) cancel();
    this.chirping.clear();
    if (periodMs > 0) this.later(periodMs * this.options.chance.next(), () => this.chirp(beeps));
  }

  /** Noise for about `durationMs`: a slam when it is short, speech or traffic when it is long. */
  makeNoise(durationMs: number): void {
    if (durationMs <= 0) return;
    const { clock, chance } = this.options;
    const soundMs = 5 + NOISE_MS_MAX * chance.next();
    const pauseMs = 5 + PAUSE_MS_MAX * chance.next();
    this.sound(Math.min(soundMs, durationMs));
    clock.after("noise", soundMs + pauseMs, () => this.makeNoise(durationMs - soundMs - pauseMs));
  }

  private chirp(beeps: number): void {
    for (let beep = 0; beep < beeps; beep++) {
      this.later(beep * BEEP_STEP_MS, () => this.sound(BEEP_MS));
    }
    const jitter = (this.options.chance.next() - 0.5) * 2 * PERIOD_JITTER;
    this.later(this.periodMs * (1 + jitter), () => this.chirp(beeps));
  }

  private sound(durationMs: number): void {
    this.loud += 1;
    this.options.onLevel(1);
    this.options.clock.after("sound", durationMs, () => {
      this.loud -= 1;
      if (this.loud === 0) this.options.onLevel(0);
    });
  }

  private later(delayMs: number, run: () => void): void {
    const cancel = this.options.clock.after("chirp", delayMs, () => {
      this.chirping.delete(cancel);
      run();
    });
    this.chirping.add(cancel);
  }
}
