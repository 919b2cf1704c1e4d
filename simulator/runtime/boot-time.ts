/**
 * Time as one boot lives through it. A call that blocks the interpreter cannot stop the clock of
 * the simulation, so it moves the boot's own time ahead: the firmware's next line finds the later
 * time, and nothing else of the firmware runs until the clock has got there.
 */
import type { Cancel, SimulatorClock } from "./clock";

export interface BootTimeOptions {
  readonly clock: SimulatorClock;
  /** When the device started, on that clock; before this boot if a `reset()` led to it. */
  readonly startedMs: number;
  /** Called when the firmware can run again. */
  readonly onFree: () => void;
}

export class BootTime {
  private freeMs = 0;
  private cancel: Cancel | undefined;

  constructor(private readonly options: BootTimeOptions) {}

  /** Where the firmware is, in milliseconds of the simulation's clock. */
  nowMs(): number {
    return Math.max(this.freeMs, this.options.clock.monotonicMs());
  }

  /** Seconds since the start, as the firmware sees them; the clock was never set. */
  nowS(): number {
    return (this.nowMs() - this.options.startedMs) / 1000;
  }

  /** Seconds since the start, as the hardware sees them, which is never blocked. */
  hardwareS(): number {
    return (this.options.clock.monotonicMs() - this.options.startedMs) / 1000;
  }

  /** Milliseconds until the firmware can run again; 0 when it can. */
  blockedMs(): number {
    return Math.max(0, this.freeMs - this.options.clock.monotonicMs());
  }

  /** The interpreter does nothing else for this long. */
  block(ms: number): void {
    this.freeMs = this.nowMs() + ms;
    this.cancel?.();
    const { clock, onFree } = this.options;
    this.cancel = clock.after("interpreter blocked", this.blockedMs(), onFree);
  }

  /** The device has lost its power. */
  stop(): void {
    this.cancel?.();
  }
}
