/**
 * Time that passes only when told to: years in minutes, the same order of events in every run.
 * After each instant it gives promises, streams and immediates of the host a chance to finish.
 */
import type { Cancel, SimulatorClock } from "./clock";
import { TimerQueue } from "./timer-queue";

export interface VirtualClock extends SimulatorClock {
  /** Lets `ms` pass: runs the timers that fall due, in order, each at its own time. */
  advance(ms: number): Promise<void>;
  /** Lets `ms` pass while nothing can run, as when a busy computer stalls; they run late. */
  block(ms: number): void;
}

export interface VirtualClockOptions {
  /** Wall clock at the start, in milliseconds since 1970. */
  readonly wallMs: number;
  /** Turns of the host's event loop given to asynchronous work after each instant. */
  readonly turnsPerInstant?: number;
}

const TURNS_PER_INSTANT = 2;

function hostTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Creates a clock that stands still at `wallMs` until it is advanced. */
export function createVirtualClock(options: VirtualClockOptions): VirtualClock {
  const queue = new TimerQueue();
  const turns = options.turnsPerInstant ?? TURNS_PER_INSTANT;
  let nowMs = 0;

  async function settle(): Promise<void> {
    for (let turn = 0; turn < turns; turn++) await hostTurn();
  }

  /** All timers due by `nowMs`; one that they add with no delay belongs to the same instant. */
  function runInstant(): void {
    for (let first = queue.first(); first && first.dueMs <= nowMs; first = queue.first()) {
      queue.takeFirst();
      first.run();
    }
  }

  return {
    monotonicMs: () => nowMs,
    wallMs: () => Math.floor(options.wallMs + nowMs),
    after(name: string, delayMs: number, run: () => void): Cancel {
      return queue.add(name, nowMs + Math.max(0, delayMs), run);
    },
    async advance(ms) {
      const endMs = nowMs + ms;
      await settle();
      for (let first = queue.first(); first && first.dueMs <= endMs; first = queue.first()) {
        nowMs = Math.max(nowMs, first.dueMs);
        runInstant();
        await settle();
      }
      nowMs = Math.max(nowMs, endMs);
    },
    block(ms) {
      nowMs += ms;
    },
  };
}
