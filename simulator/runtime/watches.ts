/**
 * setWatch and clearWatch: edges with the time they came, debouncing, one shot unless `repeat` is
 * set, and the pull-up that the first watch forces on its pin. BTN1 (D0) has its own defaults.
 */
import type { BootTime } from "./boot-time";
import type { Cancel, SimulatorClock } from "./clock";
import type { DeviceCallback } from "./emitter";
import { PINS, type Pins, pinOf } from "./pins";
import type { RunCallback } from "./turns";

type Edge = "rising" | "falling" | "both";

interface Watch {
  readonly id: number;
  readonly pin: number;
  readonly callback: DeviceCallback;
  readonly edge: Edge;
  readonly debounceMs: number;
  readonly repeats: boolean;
  level: number;
  lastTimeS: number | undefined;
  cancelDebounce: Cancel | undefined;
}

interface WatchOptions {
  readonly repeat?: unknown;
  readonly edge?: unknown;
  readonly debounce?: unknown;
}

const UNWATCHABLE_FIRST = 6;
const UNWATCHABLE_LAST = 12;
const BUTTON_PIN = 0;
const BUTTON_DEBOUNCE_MS = 25;

function edgeOf(wanted: unknown, pin: number): Edge {
  if (wanted === "rising" || wanted === "falling" || wanted === "both") return wanted;
  if (wanted !== undefined) {
    throw new TypeError("'edge' in setWatch should be 'rising', 'falling' or 'both'");
  }
  return pin === BUTTON_PIN ? "rising" : "both";
}

export interface WatchesOptions {
  readonly clock: SimulatorClock;
  readonly pins: Pins;
  readonly enterInput: RunCallback;
  readonly time: BootTime;
}

export class Watches {
  private readonly watches = new Map<number, Watch>();
  private lastId = 0;

  constructor(private readonly options: WatchesOptions) {}

  setWatch(callback: unknown, pinValue: unknown, given: unknown): number {
    const pin = pinOf(pinValue);
    if (typeof callback !== "function") throw new Error("Function or String not supplied!");
    if (pin >= UNWATCHABLE_FIRST && pin <= UNWATCHABLE_LAST) {
      throw new Error(`Unable to set watch on pin D${pin}`);
    }
    const isObject = typeof given === "object" && given !== null;
    const wanted: WatchOptions = isObject ? given : { repeat: given };
    const debounceMs = wanted.debounce ?? (pin === BUTTON_PIN ? BUTTON_DEBOUNCE_MS : 0);
    this.options.pins.digitalRead(pin);
    if (!this.isWatched(pin)) this.options.pins.pullUp(pin);
    const watch: Watch = {
      id: ++this.lastId,
      pin,
      callback: callback as DeviceCallback,
      edge: edgeOf(wanted.edge, pin),
      debounceMs: Number(debounceMs) || 0,
      repeats: Boolean(wanted.repeat),
      level: this.options.pins.level(pin),
      lastTimeS: undefined,
      cancelDebounce: undefined,
    };
    this.watches.set(watch.id, watch);
    return watch.id;
  }

  /** `ids` are the arguments the firmware gave to clearWatch. */
  clearWatch(ids: readonly unknown[]): void {
    if (ids.length === 0) {
      this.clearAll();
      return;
    }
    if (ids[0] === undefined) {
      throw new Error("clearWatch(undefined) not allowed; clearWatch() clears all");
    }
    const watch = this.watches.get(Number(ids[0]));
    if (!watch) throw new Error("Unknown Watch");
    this.drop(watch);
  }

  clearAll(): void {
    for (const watch of this.watches.values()) this.drop(watch);
  }

  /** Watches that live. */
  get count(): number {
    return this.watches.size;
  }

  /** The signal on a pin may have changed. */
  pinChanged(pin: number): void {
    for (const watch of this.watches.values()) {
      if (watch.pin === pin) this.look(watch);
    }
  }

  private isWatched(pin: number): boolean {
    return [...this.watches.values()].some((watch) => watch.pin === pin);
  }

  private look(watch: Watch): void {
    watch.cancelDebounce?.();
    watch.cancelDebounce = undefined;
    if (this.options.pins.level(watch.pin) === watch.level) return;
    const edgeS = this.options.time.hardwareS();
    if (watch.debounceMs <= 0) {
      this.fire(watch, edgeS);
      return;
    }
    const fire = () => this.fire(watch, edgeS);
    watch.cancelDebounce = this.options.clock.after("debounce", watch.debounceMs, fire);
  }

  /** Queues the event; whether it is still wanted is seen when its turn has come. */
  private fire(watch: Watch, time: number): void {
    watch.cancelDebounce = undefined;
    watch.level = this.options.pins.level(watch.pin);
    const { lastTimeS: lastTime } = watch;
    watch.lastTimeS = time;
    const wantedLevel = watch.edge === "rising" ? 1 : 0;
    if (watch.edge !== "both" && watch.level !== wantedLevel) return;
    const event = { state: watch.level === 1, lastTime, time, pin: PINS[watch.pin] };
    const run = () => {
      if (this.watches.get(watch.id) !== watch) return;
      if (!watch.repeats) this.drop(watch);
      watch.callback(event);
    };
    // A watch that runs out of memory or stack is removed.
    this.options.enterInput(run, [], () => {
      this.drop(watch);
      return watch.repeats;
    });
  }

  private drop(watch: Watch): void {
    watch.cancelDebounce?.();
    this.watches.delete(watch.id);
  }
}
