/**
 * The part of the interpreter that the board files use, and no more: a name that is not here does
 * not compile. Kept equal to the list under "Board surface" in docs/extending.md.
 */

/** A pin; the name in the type lets the compiler compare it with the wiring plan. */
interface EspruinoPin<Name extends string> {
  readonly pinName?: Name;
}
type AnyPin = EspruinoPin<string>;

declare const D16: EspruinoPin<"D16">;
declare const D17: EspruinoPin<"D17">;
declare const D21: EspruinoPin<"D21">;
declare const D22: EspruinoPin<"D22">;
declare const D23: EspruinoPin<"D23">;
declare const D25: EspruinoPin<"D25">;
declare const D26: EspruinoPin<"D26">;
declare const D27: EspruinoPin<"D27">;
declare const D32: EspruinoPin<"D32">;
declare const D33: EspruinoPin<"D33">;
declare const D34: EspruinoPin<"D34">;
declare const D35: EspruinoPin<"D35">;

interface WatchEvent {
  readonly state: boolean;
  /** When the edge came, as `getTime` tells time. */
  readonly time: number;
}
interface WatchOptions {
  readonly repeat: true;
  readonly edge: "both";
  readonly debounce?: number;
}

/** Without a mode set here, `digitalRead` makes the pin an input without pull-up. */
declare function pinMode(pin: AnyPin, mode: "input_pullup"): void;
declare function digitalRead(pin: AnyPin): number;
declare function digitalWrite(pin: AnyPin, value: number): void;
declare function analogRead(pin: AnyPin): number;
declare function setWatch(
  callback: (event: WatchEvent) => void,
  pin: AnyPin,
  options: WatchOptions,
): number;

declare function setTimeout(callback: () => void, delayMs: number): number;
declare function setInterval(callback: () => void, periodMs: number): number;
/** Without an argument it clears ALL timers; with undefined it throws. */
declare function clearTimeout(id: number): void;
/** Seconds, with fractions. */
declare function getTime(): number;
declare function btoa(bytes: string): string;
declare function atob(text: string): string;
declare const console: { log(line: string): void };

interface EspruinoSocket {
  write(bytes: string): boolean;
  end(): void;
  on(event: "data", listener: (bytes: string) => void): void;
  on(event: "end" | "close" | "error", listener: () => void): void;
}
interface NetModule {
  connect(target: { host: string; port: number }, connected: () => void): EspruinoSocket;
}
interface WifiModule {
  connect(ssid: string, options: { password: string }, done: (problem: unknown) => void): void;
  getStatus(): { readonly rssi?: number };
  on(event: "connected" | "disconnected", listener: () => void): void;
}
interface StorageModule {
  read(name: string, offset?: number, length?: number): string | undefined;
  write(name: string, bytes: string, offset: number, size: number): boolean;
  /** Behind the newest file; what was deleted before it does not count. */
  getFree(): number;
}
interface I2cBus {
  setup(options: { scl: AnyPin; sda: AnyPin; bitrate: number }): void;
  writeTo(address: number, bytes: Uint8Array): void;
  readFrom(address: number, length: number): Uint8Array;
}
interface SerialBus {
  setup(baud: number, options: { rx: AnyPin; tx: AnyPin }): void;
  on(event: "data", listener: (bytes: string) => void): void;
}
/** Missing where the interpreter was built for another machine. */
declare const I2C1: I2cBus | undefined;
declare const Serial2: SerialBus | undefined;
declare const ESP32: { deepSleep(us: number): void } | undefined;
interface FlashModule {
  read(length: number, address: number): Uint8Array;
  write(bytes: Uint8Array, address: number): void;
  erasePage(address: number): void;
}
interface CryptoModule {
  SHA256(bytes: string): ArrayBuffer;
}
declare function require(name: "net" | "tls"): NetModule;
declare function require(name: "Wifi"): WifiModule;
declare function require(name: "Storage"): StorageModule;
declare function require(name: "Flash"): FlashModule;
declare function require(name: "crypto"): CryptoModule;

declare const E: {
  toUint8Array(bytes: string): Uint8Array;
  toString(bytes: ArrayBuffer | Uint8Array): string;
  CRC32(bytes: string): number;
  srand(seed: number): void;
  on(event: "errorFlag", listener: (flags: readonly string[]) => void): void;
  enableWatchdog(timeoutS: number, isAuto: boolean): void;
  kickWatchdog(): void;
  reboot(): void;
  /** From then on the console wants it once it is locked. */
  setPassword(password: string): void;
  lockConsole(): void;
};
declare const process: {
  readonly env: { readonly BOARD: string };
  /** Collects garbage first. */
  memory(): { readonly free: number };
  on(event: "uncaughtException", listener: (problem: unknown) => void): void;
};
