/** The device as a whole: watchdog, restart, and what goes wrong underneath the application. */

/** Exception that nobody caught; and no memory or no stack left, which are no exceptions here. */
export type FailureKind = "software-error" | "memory-low" | "stack-overflow";

/** The board takes the time of a sleep as 32 bits of microseconds. */
export const SLEEP_MS_MAX = 2000000;

export interface System {
  /** True on real boards only. */
  readonly isRealBoard: boolean;
  /** Restarts the device unless kicked again in time; cannot be turned off. */
  enableWatchdog(timeoutS: number): void;
  kickWatchdog(): void;
  /** Restarts the device; whatever is in memory is lost. */
  reboot(): void;
  /**
   * Switches everything but the clock of the sleep off, and boots anew after `sleepMs` (at most
   * SLEEP_MS_MAX). On boards that cannot sleep it restarts.
   */
  deepSleep(sleepMs: number): void;
  /** At most one listener. */
  onFailure(listener: (kind: FailureKind, message: string) => void): void;
}
