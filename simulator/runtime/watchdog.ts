/**
 * The hardware's watchdog: once enabled it restarts the device unless it is kicked, over `reset()`
 * too, until the power goes. In automatic mode the idle loop kicks it, which proves nothing.
 */
import type { Cancel, SimulatorClock } from "./clock";

export interface WatchdogOptions {
  readonly clock: SimulatorClock;
  /** It was not kicked in time. */
  readonly onExpired: () => void;
}

export class Watchdog {
  private timeoutMs = 0;
  private kickedMs = 0;
  private cancel: Cancel | undefined;

  constructor(private readonly options: WatchdogOptions) {}

  /** Whole seconds, at least one. It cannot be disabled, but be made automatic. */
  enable(timeoutS: number, isAutomatic: boolean): void {
    this.timeoutMs = Math.max(1, Math.round(timeoutS) || 1) * 1000;
    this.kick();
    this.stop();
    if (!isAutomatic) this.watch(this.timeoutMs);
  }

  kick(): void {
    this.kickedMs = this.options.clock.monotonicMs();
  }

  /** The device has lost its power. */
  stop(): void {
    this.cancel?.();
    this.cancel = undefined;
  }

  private watch(delayMs: number): void {
    this.cancel = this.options.clock.after("watchdog", delayMs, () => {
      const leftMs = this.kickedMs + this.timeoutMs - this.options.clock.monotonicMs();
      if (leftMs > 0) this.watch(leftMs);
      else this.options.onExpired();
    });
  }
}
