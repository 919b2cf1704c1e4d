/**
 * `on` and `emit` as Espruino has them: events are queued, every listener runs even if one
 * throws, at most four arguments. There is no `once` and no `off` on the board.
 */

export type DeviceCallback = (...values: unknown[]) => unknown;

/** Runs a callback of the firmware when it is its turn. */
export type Enter = (callback: DeviceCallback, ...values: unknown[]) => void;

export const EMIT_ARGUMENTS_MAX = 4;

export class EspruinoEmitter {
  private listeners: Map<string, DeviceCallback[]> | undefined;

  constructor(protected readonly enter: Enter) {}

  on(event: string, listener: DeviceCallback): void {
    this.listeners ??= new Map();
    const present = this.listeners.get(event);
    if (present) present.push(listener);
    else this.listeners.set(event, [listener]);
  }

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
    if (values.length > EMIT_ARGUMENTS_MAX) throw new TypeError("Too many arguments");
    const present = this.listeners?.get(event);
    if (!present) return;
    for (const listener of [...present]) this.enter(listener, ...values);
  }

  protected hasListener(event: string): boolean {
    return (this.listeners?.get(event)?.length ?? 0) > 0;
  }
}
