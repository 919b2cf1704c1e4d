/**
 * The clock of a program that can be killed: none of its timers runs after that. Its wall reading
 * can be off, as a server's is.
 */
import type { Clock } from "../../broker/clock";

export interface MortalClock extends Clock {
  /** From now on no timer does anything, and none is taken. */
  kill(): void;
}

/** `offMs` tells by how much the wall clock is off now. */
export function createMortalClock(clock: Clock, offMs: () => number): MortalClock {
  let isDead = false;
  return {
    monotonicMs: () => clock.monotonicMs(),
    wallMs: () => clock.wallMs() + offMs(),
    after: (name, delayMs, run) => {
      if (isDead) return () => {};
      return clock.after(name, delayMs, () => {
        if (!isDead) run();
      });
    },
    kill: () => {
      isDead = true;
    },
  };
}
