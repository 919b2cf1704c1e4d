/**
 * `on` and `emit` as Espruino has them: events are queued, every listener runs even if one
 * throws, at most four arguments. A listener that is added behind `emit` does not hear of it, one
 * that is removed before its turn neither. There is no `once` and no `off` on the board.
 */

export type DeviceCallback = (...values: unknown[]) => unknown;

/** A function, or the listeners of an event that are left when its turn has come. */
export type EventCallback = DeviceCallback | readonly DeviceCallback[];

/** Runs a callback of the firmware when it is its turn. */
export type Enter = (callback: EventCallback, ...values: unknown[]) => void;

export const EMIT_ARGUMENTS_MAX = 4;

export class EspruinoEmitter {
  private listeners: Map<string, DeviceCallback[]> | undefined;

  constructor(protected readonly enter: Enter) {}

  on(event: string, listener: DeviceCallback): void {
    this.setListeners(event, [...this.listenersOf(event), checked(listener)]);
  }

  addListener(event: string, listener: DeviceCallback): void {
    this.on(event, listener);
  }

  prependListener(event: string, listener: DeviceCallback): void {
    this.setListeners(event, [checked(listener), ...this.listenersOf(event)]);
  }

  /** In the very list that an event may be waiting with. */
  removeListener(event: string, listener: DeviceCallback): void {
    const present = this.listeners?.get(event);
    const at = present?.indexOf(listener) ?? -1;
    if (at >= 0) present?.splice(at, 1);
  }

  removeAllListeners(event?: string): void {
    if (event === undefined) this.listeners = undefined;
    else this.listeners?.delete(event);
  }

  emit(event: string, ...values: unknown[]): void {
    const present = this.listeners?.get(event);
    if (present) this.enter(present, ...values.slice(0, EMIT_ARGUMENTS_MAX));
    if (values.length > EMIT_ARGUMENTS_MAX) {
      throw new TypeError(`Too many arguments (>${EMIT_ARGUMENTS_MAX})`);
    }
  }

  protected listenersOf(event: string): readonly DeviceCallback[] {
    return this.listeners?.get(event) ?? [];
  }

  protected hasListener(event: string): boolean {
    return this.listenersOf(event).length > 0;
  }

  /** A new list each time: one that an event waits with does not grow. */
  private setListeners(event: string, listeners: DeviceCallback[]): void {
    this.listeners ??= new Map();
    this.listeners.set(event, listeners);
  }
}

function checked(listener: DeviceCallback): DeviceCallback {
  if (typeof listener === "function") return listener;
  throw new TypeError("Second argument must be a function or a String");
}
