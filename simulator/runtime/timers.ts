/**
 * setTimeout and setInterval as the interpreter has them: a list in the order in which they were
 * made, gone through in that order for what is due, whatever was due first. Ids follow the last
 * one in the list, so that those of timers that are gone come again. Intervals neither drift nor
 * skip (after a stall they run in every pass until they have caught up). `clearTimeout()` without
 * argument clears every timer, `clearTimeout(undefined)` is an error.
 */
import type { BootTime } from "./boot-time";
import type { Cancel, SimulatorClock } from "./clock";
import type { DeviceCallback } from "./emitter";
import type { RunCallback } from "./turns";

/** The interpreter's TIMER_MIN_INTERVAL and TIMER_MAX_INTERVAL, in milliseconds. */
const INTERVAL_MS_MIN = 0.1;
const INTERVAL_MS_MAX = 3_153_600_000_000;
/** The interpreter counts microseconds; within half of one a timer is due. */
const DUE_TOLERANCE_MS = 0.0005;

interface DeviceTimer {
  readonly id: number;
  readonly callback: DeviceCallback;
  readonly values: readonly unknown[];
  readonly repeatMs: number | undefined;
  dueMs: number;
}

export interface DeviceTimersOptions {
  readonly clock: SimulatorClock;
  readonly time: BootTime;
  /** Runs a callback at once. */
  readonly perform: RunCallback;
  /** False when a call has blocked the interpreter, or ended the boot. */
  readonly canRun: () => boolean;
  /** Called when a timer may be due: `runDue` is wanted. */
  readonly onDue: () => void;
}

export class DeviceTimers {
  private list: DeviceTimer[] = [];
  /** No timer is due before this. */
  private nextMs = Number.POSITIVE_INFINITY;
  /** What the clock was asked to wake at. */
  private armedMs = Number.POSITIVE_INFINITY;
  private cancel: Cancel | undefined;
  private isRunning = false;
  /** The list has changed since it was last gone through from its beginning. */
  private hasChanged = false;

  constructor(private readonly options: DeviceTimersOptions) {}

  /** Timers that live. */
  get count(): number {
    return this.list.length;
  }

  setTimeout(callback: unknown, delayMs: unknown, values: readonly unknown[]): number {
    return this.add(callback, delayMs, values, false);
  }

  setInterval(callback: unknown, delayMs: unknown, values: readonly unknown[]): number {
    return this.add(callback, delayMs, values, true);
  }

  /** `ids` are the arguments the firmware gave to the function of this name. */
  clear(name: "Timeout" | "Interval", ids: readonly unknown[]): void {
    this.hasChanged = true;
    if (ids.length === 0) {
      this.list = [];
      return;
    }
    const [id] = ids;
    if (id === undefined) {
      throw new Error(`clear${name}(undefined) not allowed. Use clear${name}() instead`);
    }
    const at = this.list.findIndex((timer) => timer.id === id);
    if (at >= 0) this.list.splice(at, 1);
  }

  /** The boot has ended. */
  clearAll(): void {
    this.hasChanged = true;
    this.list = [];
    this.cancel?.();
    this.cancel = undefined;
    this.armedMs = Number.POSITIVE_INFINITY;
  }

  /** Runs what is due; false when nothing is. */
  runDue(): boolean {
    const nowMs = this.options.clock.monotonicMs() + DUE_TOLERANCE_MS;
    if (this.nextMs > nowMs) {
      this.arm();
      return false;
    }
    this.isRunning = true;
    let hasRun = false;
    do this.hasChanged = false;
    while (this.goThrough(nowMs, () => (hasRun = true)));
    this.isRunning = false;
    this.rest();
    return hasRun;
  }

  /** True when the list has changed, so that it is to be gone through again. */
  private goThrough(nowMs: number, onRun: () => void): boolean {
    for (let at = 0; at < this.list.length && this.options.canRun(); at++) {
      const timer = this.list[at];
      if (!timer || timer.dueMs > nowMs) continue;
      onRun();
      if (!this.runOne(timer)) at -= 1;
      if (this.hasChanged) return this.options.canRun();
    }
    return false;
  }

  /** True when the timer stays in the list. */
  private runOne(timer: DeviceTimer): boolean {
    let isCutShort = false;
    this.options.perform(timer.callback, timer.values, () => {
      isCutShort = true;
      // An interval that runs out of memory or stack is removed.
      return timer.repeatMs !== undefined;
    });
    if (timer.repeatMs !== undefined && !isCutShort) {
      timer.dueMs += timer.repeatMs;
      return true;
    }
    const at = this.list.indexOf(timer);
    if (at >= 0) this.list.splice(at, 1);
    return false;
  }

  private add(
    callback: unknown,
    delayMs: unknown,
    values: readonly unknown[],
    repeats: boolean,
  ): number {
    if (typeof callback !== "function") throw new Error("Function or String not supplied!");
    const delay = Math.max(Number(delayMs) || 0, INTERVAL_MS_MIN);
    if (delay > INTERVAL_MS_MAX) throw new Error("Interval is too long (>100 years)");
    const id = (this.list.at(-1)?.id ?? 0) + 1;
    const dueMs = this.options.time.nowMs() + delay;
    const repeatMs = repeats ? delay : undefined;
    this.list.push({ id, callback: callback as DeviceCallback, values, repeatMs, dueMs });
    this.hasChanged = true;
    if (dueMs < this.nextMs) {
      this.nextMs = dueMs;
      if (!this.isRunning) this.arm();
    }
    return id;
  }

  /** Sleeps until the first of the timers is due. */
  private rest(): void {
    this.nextMs = Number.POSITIVE_INFINITY;
    for (const { dueMs } of this.list) this.nextMs = Math.min(this.nextMs, dueMs);
    // Once it is free again, the interpreter looks for what is due by itself.
    if (this.options.canRun()) this.arm();
  }

  /** An alarm that comes too early does no harm, so one that is no longer needed stays. */
  private arm(): void {
    const { clock, onDue } = this.options;
    if (this.nextMs >= this.armedMs) return;
    this.cancel?.();
    this.armedMs = this.nextMs;
    this.cancel = clock.after("device timer", this.nextMs - clock.monotonicMs(), () => {
      this.armedMs = Number.POSITIVE_INFINITY;
      this.cancel = undefined;
      onDue();
    });
  }
}
