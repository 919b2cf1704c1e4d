/**
 * Time as the device can know it by itself, and its timers. The wall clock is not here: the
 * broker tells it (core/clock-sync.ts), and nothing ever sets the interpreter's own clock.
 */
export interface Clock {
  /** Milliseconds since boot; never jumps. */
  uptimeMs(): number;
  /** Runs once, after `delayMs`. A timer of the same name that still runs is replaced. */
  after(name: string, delayMs: number, run: () => void): void;
  /** Runs every `periodMs`. A timer of the same name that still runs is replaced. */
  every(name: string, periodMs: number, run: () => void): void;
  /** Stops the timer of that name; nothing happens when there is none. */
  cancel(name: string): void;
}
