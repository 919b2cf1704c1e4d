/**
 * The ways into a running device: console and its password, telnet, Bluetooth, its own access
 * point. They are open after every boot, as on the board, until the firmware closes them. The
 * console is real (`console.ts`), by the others nobody comes in: they are only recorded. Names and
 * refusals are the interpreter's.
 */
import type { DeviceCallback, Enter } from "./emitter";

export class Doors {
  /** Telnet on port 23, without a password of its own. */
  isTelnetOn = true;
  /** The console over Bluetooth. */
  isBleUartOn = true;
  /** The open access point that the 2v29 release starts where no Wi-Fi is saved. */
  isAccessPointOn = true;
  /** False once the firmware has moved the console to nowhere, for good. */
  hasConsole = true;
  isConsoleLocked = false;
  /** What E.setPassword was given last. */
  password: string | undefined;

  setPassword(password: unknown): void {
    this.password = password === undefined ? undefined : String(password);
  }

  /** Without a password it locks nothing. */
  lockConsole(): void {
    if (this.password !== undefined) this.isConsoleLocked = true;
  }

  /** True, and open, if `text` is the password. A locked console without one stays locked. */
  unlock(text: string): boolean {
    if (this.password === undefined || text !== this.password) return false;
    this.isConsoleLocked = false;
    return true;
  }

  /** `reset()` and `load()` forget the password but lock nothing open; telnet starts again. */
  programBegins(): void {
    this.password = undefined;
    this.isTelnetOn = true;
  }

  /** Only a forced console stays where it is put. */
  setConsole(place: unknown, options: unknown): void {
    if (place !== null && typeof place !== "string") throw new Error("Unknown device type");
    const isForced = Boolean((options as { force?: unknown } | undefined)?.force);
    this.hasConsole = place !== null || !isForced;
  }
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  const name = typeof value;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What `require("TelnetServer")` answers. */
export function createTelnetServer(doors: Doors) {
  return {
    setOptions(options: unknown): void {
      if (!isObject(options)) throw new Error(`Expecting Object, got ${typeName(options)}`);
      const { mode } = options;
      if (typeof mode !== "string") return;
      if (mode !== "on" && mode !== "off") throw new Error("Unknown mode value");
      doors.isTelnetOn = mode === "on";
    },
  };
}

/** The global NRF: Bluetooth, which on ESP32 boards has this name too. */
export function createBluetooth(doors: Doors) {
  return {
    setServices(services: unknown, options?: unknown): void {
      if (services !== undefined && !isObject(services)) {
        throw new TypeError(`Expecting Object or undefined, got ${typeName(services)}`);
      }
      const { uart } = (options ?? {}) as { uart?: unknown };
      doors.isBleUartOn = uart === undefined || Boolean(uart);
    },
  };
}

/** Wifi.stopAP: turns the own access point off; the callback gets nothing. */
export function stopAccessPoint(doors: Doors, enter: Enter, callback: unknown): void {
  if (callback !== undefined && typeof callback !== "function") {
    throw new Error("Expecting callback function");
  }
  doors.isAccessPointOn = false;
  if (callback) enter(callback as DeviceCallback);
}
