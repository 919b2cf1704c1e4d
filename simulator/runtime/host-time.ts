/**
 * Puts the timers of this process on the clock of a simulation, so that a broker in the same
 * process, and the libraries it stands on, live in virtual time: setTimeout with `refresh()`,
 * setInterval, immediates, Date.now, and Math.random from a seed. Ticks and promises stay the
 * host's, but are run within the instant, so that each one ends with nothing left to do. Work that
 * really happens elsewhere, as reading a file asynchronously, would not be waited for.
 */
import type { Cancel, SimulatorClock } from "./clock";

export interface HostTimeOptions {
  readonly clock: SimulatorClock;
  /** Random fractions for Math.random, 0 up to but not including 1. */
  readonly chance: () => number;
}

/** What stands in for a timer of the host. */
class VirtualTimeout {
  private cancel: Cancel | undefined;

  constructor(
    private readonly clock: SimulatorClock,
    private readonly delayMs: number,
    private readonly isInterval: boolean,
    private readonly run: () => void,
  ) {
    this.refresh();
  }

  /** Begins to wait anew. */
  refresh(): this {
    this.cancel?.();
    this.cancel = this.clock.after("host timer", this.delayMs, () => {
      if (this.isInterval) this.refresh();
      else this.cancel = undefined;
      this.run();
    });
    return this;
  }

  close(): this {
    this.cancel?.();
    this.cancel = undefined;
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }
}

type Callback = (...values: unknown[]) => void;

/** What stands in for an immediate of the host. */
class VirtualImmediate {
  private isWanted = true;

  constructor(
    private readonly callback: Callback,
    private readonly values: readonly unknown[],
  ) {}

  run(): void {
    if (this.isWanted) this.callback(...this.values);
  }

  cancel(): void {
    this.isWanted = false;
  }
}

/** Runs what promises and process.nextTick have waiting, at once: the end of a turn of the host. */
const endTurn = (process as unknown as { readonly _tickCallback: () => void })._tickCallback;
const NO_END_OF_TURN =
  `Starting a run in virtual time: Node ${process.version} has no process._tickCallback, which ` +
  "ends a turn of the event loop. Use Node 20, with which this is tested.";

const REPLACED = [
  "setTimeout",
  "setInterval",
  "setImmediate",
  "clearTimeout",
  "clearInterval",
  "clearImmediate",
] as const;

export class HostTime {
  /** The host's own; whatever a simulation replaces. */
  readonly nextTurn = globalThis.setImmediate;
  private immediates: VirtualImmediate[] = [];
  private isTouched = false;

  /** True while the host has something left to do in this instant. */
  get isDue(): boolean {
    return this.isTouched || this.immediates.length > 0;
  }

  /** Something was handed to code of the host. */
  readonly touch = (): void => {
    this.isTouched = true;
  };

  /**
   * Runs promises, ticks and immediates until nothing is left of this instant. Only outside of all
   * of them: the host does not run them within one another.
   */
  settle(): void {
    do {
      this.isTouched = false;
      endTurn();
      const due = this.immediates;
      this.immediates = [];
      for (const immediate of due) {
        immediate.run();
        endTurn();
      }
    } while (this.isDue);
  }

  /** A view of `clock` for code of the host: what it sets off belongs to that instant. */
  viewOf(clock: SimulatorClock): SimulatorClock {
    return {
      monotonicMs: () => clock.monotonicMs(),
      wallMs: () => clock.wallMs(),
      after: (name, delayMs, run) => {
        return clock.after(name, delayMs, () => {
          this.isTouched = true;
          run();
        });
      },
    };
  }

  /** Replaces the globals until the answer is called. */
  install(options: HostTimeOptions): () => void {
    if (typeof endTurn !== "function") throw new Error(NO_END_OF_TURN);
    const clock = this.viewOf(options.clock);
    const real = REPLACED.map((name) => [name, globalThis[name]] as const);
    const { now } = Date;
    const { random } = Math;
    const timer = (isInterval: boolean) => {
      return (callback: Callback, delayMs: unknown, ...values: unknown[]) => {
        const delay = Math.max(1, Number(delayMs) || 1);
        return new VirtualTimeout(clock, delay, isInterval, () => callback(...values));
      };
    };
    const clear = (given: unknown) => {
      if (given instanceof VirtualTimeout) given.close();
    };
    const stand = {
      setTimeout: timer(false),
      setInterval: timer(true),
      setImmediate: (callback: Callback, ...values: unknown[]) => {
        const immediate = new VirtualImmediate(callback, values);
        this.immediates.push(immediate);
        return immediate;
      },
      clearTimeout: clear,
      clearInterval: clear,
      clearImmediate: (given: unknown) => {
        if (given instanceof VirtualImmediate) given.cancel();
      },
    };
    Object.assign(globalThis, stand);
    Date.now = () => clock.wallMs();
    Math.random = options.chance;
    return () => {
      Object.assign(globalThis, Object.fromEntries(real));
      Date.now = now;
      Math.random = random;
    };
  }
}
