/**
 * Notices that the wall clock has been set back, by comparing it with the monotonic one: from then
 * on every age computed from earlier times would be too young.
 */
import type { Cancel, Clock } from "./clock";
import { CLOCK_STEP_BACK_MS_MAX } from "./limits";

export class ClockWatch {
  private offsetMs: number;
  private cancel: Cancel = () => {};

  /**
   * `onStepBack` is told by how many milliseconds the clock fell back; `onTick` each time that the
   * clocks are compared.
   */
  constructor(
    private readonly clock: Clock,
    private readonly intervalMs: number,
    private readonly listeners: {
      readonly onStepBack: (byMs: number) => void;
      readonly onTick: () => void;
    },
  ) {
    this.offsetMs = this.offset();
  }

  start(): void {
    this.cancel = this.clock.after("clock check", this.intervalMs, () => {
      this.check();
      this.listeners.onTick();
      this.start();
    });
  }

  /** Compares the clocks now. */
  check(): void {
    const offsetMs = this.offset();
    const byMs = this.offsetMs - offsetMs;
    this.offsetMs = offsetMs;
    if (byMs > CLOCK_STEP_BACK_MS_MAX) this.listeners.onStepBack(byMs);
  }

  close(): void {
    this.cancel();
  }

  private offset(): number {
    return this.clock.wallMs() - this.clock.monotonicMs();
  }
}
