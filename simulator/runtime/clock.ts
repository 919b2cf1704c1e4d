/**
 * The one clock of a simulation, with its two readings and named timers. Everything in simulator/
 * takes it as a parameter, so that the same code runs in real time and in virtual time.
 */

/** Withdraws a timer; harmless when it has already run. */
export type Cancel = () => void;

export interface SimulatorClock {
  /** Milliseconds that only ever rise: for intervals and deadlines. */
  monotonicMs(): number;
  /** Whole milliseconds since 1970: for dates that people read. */
  wallMs(): number;
  /** Runs `run` once, `delayMs` from now; the name tells timers apart when debugging. */
  after(name: string, delayMs: number, run: () => void): Cancel;
}
