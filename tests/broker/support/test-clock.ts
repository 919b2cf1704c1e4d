/** A clock that stands still until a test moves it; its wall reading can also be set back. */
import type { Clock } from "../../../broker/clock";

interface Timer {
  readonly dueMs: number;
  readonly run: () => void;
}

function hostTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Turns of the event loop after which asynchronous work of one instant is certainly over. */
const TURNS = 8;

/** Lets the broker, which works in this process, finish what it has begun. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await hostTurn();
}

export class TestClock implements Clock {
  private elapsedMs = 0;
  private readonly timers = new Set<Timer>();

  /** `startMs` is the wall clock's first reading, milliseconds since 1970. */
  constructor(private startMs: number) {}

  monotonicMs(): number {
    return this.elapsedMs;
  }

  wallMs(): number {
    return this.startMs + this.elapsedMs;
  }

  after(_name: string, delayMs: number, run: () => void): () => void {
    const timer = { dueMs: this.elapsedMs + Math.max(0, delayMs), run };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** Lets time pass and runs what falls due, in order. */
  async advance(ms: number): Promise<void> {
    const endMs = this.elapsedMs + ms;
    for (let next = this.first(endMs); next; next = this.first(endMs)) {
      this.elapsedMs = Math.max(this.elapsedMs, next.dueMs);
      this.timers.delete(next);
      next.run();
      await this.settle();
    }
    this.elapsedMs = endMs;
    await this.settle();
  }

  /** Moves the wall clock alone, as a person or a time server does. */
  stepWall(byMs: number): void {
    this.startMs += byMs;
  }

  async settle(): Promise<void> {
    await settle();
  }

  private first(endMs: number): Timer | undefined {
    const due = [...this.timers].filter(({ dueMs }) => dueMs <= endMs);
    return due.sort((a, b) => a.dueMs - b.dueMs)[0];
  }
}
