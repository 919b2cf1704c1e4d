/**
 * Turns of the firmware, taken as the interpreter's idle loop takes them: pass by pass, in each
 * what came from outside, then the timers that are due, then the sockets, then all events that
 * were emitted. Callbacks run one at a time and to the end; what happens meanwhile, or while a call
 * blocks the interpreter, waits. Of several exceptions in one pass only the last one is told. A
 * test can have the next callback interrupted, as the interpreter does when it has no memory or no
 * stack left: that is no exception, nothing of the firmware's own catches it.
 */
import type { DeviceCallback, EventCallback } from "./emitter";

/** What the interpreter has run out of: variables, or stack. */
export type Interruption = "memory" | "recursion";

/** Told that a callback was cut short; true when a timer, watch or listener is removed for it. */
export type InterruptedHandler = () => boolean;

/** Runs a callback, now or when it is its turn; `onInterrupted` if it is cut short. */
export type RunCallback = (
  callback: DeviceCallback,
  values: readonly unknown[],
  onInterrupted: InterruptedHandler,
) => void;

/** Where the turns are taken: one boot. */
export interface TurnsHost {
  /** True while the interpreter can do nothing. */
  isBlocked(): boolean;
  /** Runs the timers that are due; true when there was one. */
  runTimers(): boolean;
  /** Sends and receives; true when there was something. */
  runSockets(): boolean;
  /** Nothing is left to do for now. */
  pause(): void;
  /** A callback threw. */
  thrown(error: unknown): void;
  /** A callback was interrupted; `isRemoved` when a timer or watch is gone with it. */
  interrupted(interruption: Interruption, isRemoved: boolean): void;
}

interface Input {
  readonly callback: DeviceCallback;
  readonly values: readonly unknown[];
  readonly onInterrupted: InterruptedHandler;
}

interface QueuedEvent {
  readonly callback: EventCallback;
  readonly values: readonly unknown[];
}

export class Turns {
  private inputs: Input[] = [];
  private events: QueuedEvent[] = [];
  private isBusy = false;
  private isStopped = false;
  private interruption: Interruption | undefined;
  private uncaught: { readonly error: unknown } | undefined;

  constructor(private readonly host: TurnsHost) {}

  /** Queues an event, and runs it unless the firmware is at something else. */
  readonly enter = (callback: EventCallback, ...values: unknown[]): void => {
    if (this.isStopped) return;
    this.events.push({ callback, values });
    this.run();
  };

  /** As `enter`, for what comes from outside: edges, the console. */
  readonly enterInput: RunCallback = (callback, values, onInterrupted) => {
    if (this.isStopped) return;
    this.inputs.push({ callback, values, onInterrupted });
    this.run();
  };

  /** Events and inputs that wait. */
  get waitingCount(): number {
    return this.events.length + this.inputs.length;
  }

  /** For tests: the next callback is interrupted before its first statement. */
  interruptNext(interruption: Interruption): void {
    this.interruption = interruption;
  }

  /** Nothing runs any more, neither what waits nor what would come. */
  stop(): void {
    this.isStopped = true;
    this.inputs = [];
    this.events = [];
  }

  /** Runs what waits, unless the firmware is busy: then it will come to it by itself. */
  readonly run = (): void => {
    if (this.isBusy || this.isStopped) return;
    this.isBusy = true;
    while (this.canRun() && this.pass());
    this.isBusy = false;
    if (this.canRun()) this.host.pause();
  };

  /** Runs `callback` within the present turn; what it throws ends with it. */
  call(callback: DeviceCallback, values: readonly unknown[]): void {
    try {
      callback(...values);
    } catch (error) {
      this.host.thrown(error);
    }
  }

  /** For the parts of a pass: runs the callback at once. */
  readonly perform: RunCallback = (callback, values, onInterrupted) => {
    if (this.interruption) {
      this.interrupted(onInterrupted());
      return;
    }
    this.attempt(callback, values);
  };

  /** True until a call blocks the interpreter or the boot ends. */
  readonly canRun = (): boolean => !this.isStopped && !this.host.isBlocked();

  /** Once around the idle loop; false when there was nothing to do. */
  private pass(): boolean {
    let hasRun = false;
    for (let input = this.nextInput(); input; input = this.nextInput()) {
      this.perform(input.callback, input.values, input.onInterrupted);
      hasRun = true;
    }
    if (this.canRun() && this.host.runTimers()) hasRun = true;
    if (this.canRun() && this.host.runSockets()) hasRun = true;
    for (let event = this.nextEvent(); event; event = this.nextEvent()) {
      this.take(event);
      hasRun = true;
    }
    this.tellUncaught();
    return hasRun;
  }

  private nextInput(): Input | undefined {
    return this.inputs.length > 0 && this.canRun() ? this.inputs.shift() : undefined;
  }

  private nextEvent(): QueuedEvent | undefined {
    return this.events.length > 0 && this.canRun() ? this.events.shift() : undefined;
  }

  private take({ callback, values }: QueuedEvent): void {
    if (this.interruption) {
      // The interpreter goes through all events that wait, and does not come to any of them.
      this.events = [];
      this.interrupted(false);
    } else if (typeof callback === "function") {
      this.attempt(callback, values);
    } else {
      // Those that are there when the event's turn has come, whoever removes which meanwhile.
      for (const listener of [...callback]) this.attempt(listener, values);
    }
  }

  private attempt(callback: DeviceCallback, values: readonly unknown[]): void {
    try {
      callback(...values);
    } catch (error) {
      this.uncaught = { error };
    }
  }

  private interrupted(isRemoved: boolean): void {
    const { interruption } = this;
    this.interruption = undefined;
    if (interruption) this.host.interrupted(interruption, isRemoved);
  }

  private tellUncaught(): void {
    const { uncaught } = this;
    this.uncaught = undefined;
    if (uncaught) this.host.thrown(uncaught.error);
  }
}
