/**
 * setTimeout and setInterval as the interpreter has them: ids from 1, intervals that neither
 * drift nor skip (after a stall they run back to back), nothing while the interpreter is blocked,
 * `clearTimeout()` without argument clears every timer, `clearTimeout(undefined)` is an error.
 */
import type { BootTime } from "./boot-time";
import type { Cancel, SimulatorClock } from "./clock";
import type { DeviceCallback } from "./emitter";
import type { EnterTimer } from "./turns";

/** The interpreter's TIMER_MIN_INTERVAL, in milliseconds. */
const INTERVAL_MS_MIN = 0.1;

interface DeviceTimer {
  readonly callback: DeviceCallback;
  readonly values: readonly unknown[];
  readonly repeatMs: number | undefined;
  dueMs: number;
  cancel: Cancel;
}

export interface DeviceTimersOptions {
  readonly clock: SimulatorClock;
  readonly enterTimer: EnterTimer;
  readonly time: BootTime;
}

export class DeviceTimers {
  private readonly timers = new Map<number, DeviceTimer>();
  private lastId = 0;

  constructor(private readonly options: DeviceTimersOptions) {}

  setTimeout(callback: unknown, delayMs: unknown, values: readonly unknown[]): number {
    return this.add(callback, delayMs, values, false);
  }

  setInterval(callback: unknown, delayMs: unknown, values: readonly unknown[]): number {
    return this.add(callback, delayMs, values, true);
  }

  /** `ids` are the arguments the firmware gave to clearTimeout or clearInterval. */
  clear(ids: readonly unknown[]): void {
    if (ids.length === 0) {
      this.clearAll();
      return;
    }
    const id = ids[0];
    if (id === undefined) {
      throw new Error("clearTimeout(undefined) not allowed; clearTimeout() clears all");
    }
    const timer = this.timers.get(Number(id));
    if (!timer) return;
    timer.cancel();
    this.timers.delete(Number(id));
  }

  clearAll(): void {
    for (const timer of this.timers.values()) timer.cancel();
    this.timers.clear();
  }

  private add(
    callback: unknown,
    delayMs: unknown,
    values: readonly unknown[],
    repeats: boolean,
  ): number {
    if (typeof callback !== "function") throw new Error("Function or String not supplied!");
    const delay = Math.max(Number(delayMs) || 0, INTERVAL_MS_MIN);
    const id = ++this.lastId;
    const timer: DeviceTimer = {
      callback: callback as DeviceCallback,
      values,
      repeatMs: repeats ? delay : undefined,
      dueMs: this.options.time.nowMs() + delay,
      cancel: () => {},
    };
    this.timers.set(id, timer);
    this.arm(id, timer);
    return id;
  }

  private arm(id: number, timer: DeviceTimer): void {
    this.wait(id, timer, timer.dueMs - this.options.clock.monotonicMs());
  }

  private wait(id: number, timer: DeviceTimer, delayMs: number): void {
    const { clock } = this.options;
    timer.cancel = clock.after("device timer", delayMs, () => this.fire(id, timer));
  }

  private fire(id: number, timer: DeviceTimer): void {
    const blockedMs = this.options.time.blockedMs();
    if (blockedMs > 0) {
      this.wait(id, timer, blockedMs);
      return;
    }
    if (timer.repeatMs === undefined) {
      this.timers.delete(id);
    } else {
      timer.dueMs += timer.repeatMs;
      this.arm(id, timer);
    }
    const onInterrupted = () => this.interrupted(id, timer);
    this.options.enterTimer(timer.callback, timer.values, onInterrupted);
  }

  /** An interval that runs out of memory or stack is removed. */
  private interrupted(id: number, timer: DeviceTimer): boolean {
    timer.cancel();
    this.timers.delete(id);
    return timer.repeatMs !== undefined;
  }
}
