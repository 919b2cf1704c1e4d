/**
 * What the loader and the doors use of the interpreter beyond `boards/espruino.d.ts`. A name that
 * is in neither does not compile.
 */

interface StorageModule {
  /** `length` bytes from `offset` on, or fewer when the file ends. On boards they stay in flash. */
  read(name: string, offset: number, length: number): string | undefined;
}
interface TelnetServerModule {
  setOptions(options: { mode: "off" }): void;
}
interface WifiModule {
  stopAP(): void;
}
declare function require(name: "TelnetServer"): TelnetServerModule;

/** Only where the interpreter has Bluetooth. */
declare const NRF: { setServices(services: object, options: { uart: boolean }): void };

/** Further arguments go to the callback. */
declare function setTimeout(
  callback: (text: string) => void,
  delayMs: number,
  argument: string,
): number;
