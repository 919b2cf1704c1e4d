/**
 * Real time for a fleet that talks to a real broker. All timers share one host timer, armed for
 * the first that is due.
 */
import { performance } from "node:perf_hooks";
import type { Cancel, SimulatorClock } from "./clock";
import { TimerQueue } from "./timer-queue";

/** Longest delay a host timer takes; a longer one would fire at once. */
const HOST_DELAY_MS_MAX = 2 ** 31 - 1;

class RealClock implements SimulatorClock {
  private readonly queue = new TimerQueue();
  private armedMs = Number.POSITIVE_INFINITY;
  private host: NodeJS.Timeout | undefined;

  monotonicMs(): number {
    return performance.now();
  }

  wallMs(): number {
    return Date.now();
  }

  after(name: string, delayMs: number, run: () => void): Cancel {
    const cancel = this.queue.add(name, this.monotonicMs() + Math.max(0, delayMs), run);
    this.arm();
    return () => {
      cancel();
      if (this.queue.size === 0) this.disarm();
    };
  }

  private arm(): void {
    const first = this.queue.first();
    if (!first || first.dueMs >= this.armedMs) return;
    this.disarm();
    const delayMs = Math.min(HOST_DELAY_MS_MAX, Math.max(0, first.dueMs - this.monotonicMs()));
    this.armedMs = first.dueMs;
    this.host = setTimeout(() => this.runDue(), delayMs);
  }

  /** With no timer left the process may end. */
  private disarm(): void {
    clearTimeout(this.host);
    this.host = undefined;
    this.armedMs = Number.POSITIVE_INFINITY;
  }

  /** Runs what is due now; what those timers add waits for the next turn of the event loop. */
  private runDue(): void {
    this.disarm();
    const nowMs = this.monotonicMs();
    try {
      for (let first = this.queue.first(); first; first = this.queue.first()) {
        if (first.dueMs > nowMs) break;
        this.queue.takeFirst();
        first.run();
      }
    } finally {
      this.arm();
    }
  }
}

/** The clock of this computer. */
export function createRealClock(): SimulatorClock {
  return new RealClock();
}
