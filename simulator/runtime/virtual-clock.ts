/**
 * Time that passes only when told to: years in minutes, the same order of events in every run.
 * After each instant it gives promises, streams and immediates of the host a chance to finish.
 */
import type { Cancel, SimulatorClock } from "./clock";
import type { HostTime } from "./host-time";
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
  /** Knows when there is such work, and when it has ended: then only it is asked. */
  readonly host?: HostTime;
}

const TURNS_PER_INSTANT = 2;

function hostTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Instants after which the host's event loop gets a turn of its own, for signals and screens. */
const INSTANTS_PER_TURN = 5000;

/** Creates a clock that stands still at `wallMs` until it is advanced. */
export function createVirtualClock(options: VirtualClockOptions): VirtualClock {
  const queue = new TimerQueue();
  const { host } = options;
  const turns = options.turnsPerInstant ?? TURNS_PER_INSTANT;
  let nowMs = 0;

  /** All timers due at the next moment up to `endMs`; false when there is none. */
  function runInstant(endMs: number): boolean {
    let first = queue.first();
    if (!first || first.dueMs > endMs) return false;
    nowMs = Math.max(nowMs, first.dueMs);
    // One that they add with no delay belongs to the same instant.
    for (; first && first.dueMs <= nowMs; first = queue.first()) {
      queue.takeFirst();
      first.run();
    }
    return true;
  }

  async function advanceBlindly(endMs: number): Promise<void> {
    do {
      for (let turn = 0; turn < turns; turn++) await hostTurn();
    } while (runInstant(endMs));
  }

  /** Each instant, and all that it sets off in the host, within one turn of its event loop. */
  function advanceWith(hosted: HostTime, endMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const run = () => {
        try {
          hosted.settle();
          for (let instant = 0; runInstant(endMs); instant++) {
            if (hosted.isDue) hosted.settle();
            if (instant < INSTANTS_PER_TURN) continue;
            hosted.nextTurn(run);
            return;
          }
          resolve();
        } catch (error) {
          reject(error);
        }
      };
      hosted.nextTurn(run);
    });
  }

  return {
    monotonicMs: () => nowMs,
    wallMs: () => Math.floor(options.wallMs + nowMs),
    after(name: string, delayMs: number, run: () => void): Cancel {
      return queue.add(name, nowMs + Math.max(0, delayMs), run);
    },
    async advance(ms) {
      const endMs = nowMs + ms;
      await (host ? advanceWith(host, endMs) : advanceBlindly(endMs));
      nowMs = Math.max(nowMs, endMs);
    },
    block(ms) {
      nowMs += ms;
    },
  };
}
