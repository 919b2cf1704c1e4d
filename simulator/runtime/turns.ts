/**
 * Turns of the firmware: its callbacks run one at a time and to the end, as in the interpreter;
 * what happens meanwhile, or while a call blocks the interpreter, waits. A test can have the next
 * one interrupted, as the interpreter does when it has no memory or no stack left: that is no
 * exception, nothing of the firmware's own catches it.
 */
import type { DeviceCallback } from "./emitter";

/** What the interpreter has run out of: variables, or stack. */
export type Interruption = "memory" | "recursion";

/** Told that the callback of a timer or watch was cut short; true when it is removed for it. */
export type InterruptedHandler = () => boolean;

/** Runs a callback of a timer or watch when it is its turn. */
export type EnterTimer = (
  callback: DeviceCallback,
  values: readonly unknown[],
  onInterrupted: InterruptedHandler,
) => void;

/** Where the turns are taken: one boot. */
export interface TurnsHost {
  /** True while the interpreter can do nothing. */
  isBlocked(): boolean;
  /** Nothing is left to do for now. */
  pause(): void;
  /** A callback threw. */
  thrown(error: unknown): void;
  /** A callback was interrupted; `isRemoved` when a timer or watch is gone with it. */
  interrupted(interruption: Interruption, isRemoved: boolean): void;
}

interface Turn {
  readonly callback: DeviceCallback;
  readonly values: readonly unknown[];
  /** Undefined for events, which come from one queue. */
  readonly onInterrupted: InterruptedHandler | undefined;
}

export class Turns {
  private waiting: Turn[] = [];
  private isBusy = false;
  private isStopped = false;
  private interruption: Interruption | undefined;

  constructor(private readonly host: TurnsHost) {}

  /** Calls into the firmware, now or as soon as it has finished what it is doing. */
  readonly enter = (callback: DeviceCallback, ...values: unknown[]): void => {
    this.add({ callback, values, onInterrupted: undefined });
  };

  readonly enterTimer: EnterTimer = (callback, values, onInterrupted) => {
    this.add({ callback, values, onInterrupted });
  };

  /** For tests: the next turn is interrupted before its first statement. */
  interruptNext(interruption: Interruption): void {
    this.interruption = interruption;
  }

  /** Nothing runs any more, neither what waits nor what would come. */
  stop(): void {
    this.isStopped = true;
    this.waiting = [];
  }

  /** Runs what waits, unless the firmware is busy: then it will come to it by itself. */
  run(): void {
    if (this.isBusy) return;
    this.isBusy = true;
    while (!this.host.isBlocked()) {
      const turn = this.waiting.shift();
      if (!turn) break;
      this.take(turn);
    }
    this.isBusy = false;
    if (!this.isStopped && !this.host.isBlocked()) this.host.pause();
  }

  /** Runs `callback` within the present turn; what it throws ends with it. */
  call(callback: DeviceCallback, values: readonly unknown[]): void {
    try {
      callback(...values);
    } catch (error) {
      this.host.thrown(error);
    }
  }

  private add(turn: Turn): void {
    if (this.isStopped) return;
    this.waiting.push(turn);
    this.run();
  }

  private take(turn: Turn): void {
    const { interruption } = this;
    if (!interruption) {
      this.call(turn.callback, turn.values);
      return;
    }
    this.interruption = undefined;
    // The interpreter goes through all events that wait, and does not come to any of them.
    if (!turn.onInterrupted) this.waiting = this.waiting.filter((other) => other.onInterrupted);
    this.host.interrupted(interruption, turn.onInterrupted?.() ?? false);
  }
}
