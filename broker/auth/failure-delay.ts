/**
 * Slows down guessing: the answer to a failed login waits, twice as long with each failure of the
 * same name or address. A correct login is never delayed, so nobody can lock a cabinet out.
 */
import type { Clock } from "../clock";
import {
  FAILED_LOGIN_DELAY_MS,
  FAILED_LOGIN_DELAY_MS_MAX,
  FAILED_LOGIN_ENTRIES_MAX,
  FAILED_LOGIN_MEMORY_MS,
} from "../limits";

interface Failures {
  count: number;
  lastMs: number;
}

export class FailureDelay {
  private readonly failures = new Map<string, Failures>();

  constructor(private readonly clock: Clock) {}

  /** Counts a failure of all `sources` and returns how long its answer must wait. */
  delayMsAfterFailure(sources: readonly string[]): number {
    const counts = sources.map((source) => this.count(source));
    const doublings = Math.max(...counts) - 1;
    return Math.min(FAILED_LOGIN_DELAY_MS_MAX, FAILED_LOGIN_DELAY_MS * 2 ** doublings);
  }

  private count(source: string): number {
    const nowMs = this.clock.monotonicMs();
    const before = this.failures.get(source);
    const isForgotten = !before || nowMs - before.lastMs > FAILED_LOGIN_MEMORY_MS;
    const count = isForgotten ? 1 : before.count + 1;
    this.failures.delete(source);
    if (this.failures.size >= FAILED_LOGIN_ENTRIES_MAX) {
      const oldest = this.failures.keys().next();
      if (!oldest.done) this.failures.delete(oldest.value);
    }
    this.failures.set(source, { count, lastMs: nowMs });
    return count;
  }
}
