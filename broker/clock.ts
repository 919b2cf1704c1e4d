/**
 * The one clock of the broker, with its two readings and named timers. Everything below the
 * composition root takes it as a parameter, so that tests decide what time it is.
 */
import { performance } from "node:perf_hooks";

/** Withdraws a timer; harmless when it has already run. */
export type Cancel = () => void;

export interface Clock {
  /** Milliseconds that only ever rise: for intervals. */
  monotonicMs(): number;
  /** Milliseconds since 1970: for evidence, deadlines and what people read. */
  wallMs(): number;
  /** Runs `run` once, `delayMs` from now; the name tells timers apart when debugging. */
  after(name: string, delayMs: number, run: () => void): Cancel;
}

/** Longest delay a host timer takes; a longer one would fire at once. */
const HOST_DELAY_MS_MAX = 2 ** 31 - 1;

/** The clock of this computer. */
export const realClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  after: (_name, delayMs, run) => {
    const timer = setTimeout(run, Math.min(HOST_DELAY_MS_MAX, Math.max(0, delayMs)));
    return () => clearTimeout(timer);
  },
};
