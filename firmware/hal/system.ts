/** The device as a whole: watchdog, restart, and what goes wrong underneath the application. */

/** Exception that nobody caught, or no memory left (which is not an exception here). */
export type FailureKind = "software-error" | "memory-low";

export interface System {
  /** True on real boards only. */
  readonly isRealBoard: boolean;
  /** Restarts the device unless kicked again in time; cannot be turned off. */
  enableWatchdog(timeoutS: number): void;
  kickWatchdog(): void;
  /** Restarts the device; whatever is in memory is lost. */
  reboot(): void;
  /** At most one listener. */
  onFailure(listener: (kind: FailureKind, message: string) => void): void;
}
