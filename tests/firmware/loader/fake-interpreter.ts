/**
 * The little of the interpreter that the boot files use: raw flash, Storage files, timers that the
 * test runs. Flash can lose power in any operation; then nothing of the program goes on.
 */
import { join } from "node:path";

import { bundleFirmware } from "../../../firmware/build/bundle";
import { createDeviceStateStore, type DeviceState } from "../../../firmware/core/device-state";
import { MemoryFlash, nodeCrypto } from "../fake-board";

const STATE_ADDRESS = 0x312000;

export class PowerCut extends Error {}

const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");

export class FakeInterpreter {
  readonly flash = new MemoryFlash();
  readonly files = new Map<string, string>();
  /** Flash operations left before the power fails. */
  operationsLeft = Number.POSITIVE_INFINITY;
  /** What happened, in words. */
  events: string[] = [];

  /** The state as the application would read it. */
  get state(): DeviceState | undefined {
    return this.store().load().state;
  }
  set state(state: DeviceState) {
    this.store().saveTwice(state);
  }

  /** Runs a boot file, then what it left to the idle loop; tells what happened. */
  boot(text: string): string[] {
    this.events = [];
    const globals = this.globals();
    try {
      new Function(...Object.keys(globals), text)(...Object.values(globals));
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
    }
    return this.events;
  }

  private store() {
    const { pageBytes, read, write, erasePage } = this.flash;
    const area = { pageBytes, pages: 2, read, write, erasePage, crc32: nodeCrypto.crc32 };
    const store = createDeviceStateStore(area);
    store.load();
    return store;
  }

  private globals(): Record<string, unknown> {
    const say = (event: string) => this.events.push(event);
    return {
      require: (name: string) => this.module(name),
      console: { log: say },
      eval: (text: string) => say(`runs ${text.trim()}`),
      setTimeout: (run: (argument: string) => void, delayMs: number, argument: string) =>
        delayMs === 0 ? run(argument) : say(`waits ${delayMs} ms`),
      E: {
        CRC32: nodeCrypto.crc32,
        toString: (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1"),
        toUint8Array: latin1,
        enableWatchdog: (timeoutS: number, isAuto: boolean) =>
          say(`watchdog ${timeoutS} s${isAuto ? ", kicked by the idle loop" : ""}`),
        reboot: () => say("reboots"),
      },
    };
  }

  private module(name: string): unknown {
    if (name === "Storage") {
      return {
        read: (file: string, offset: number, length: number) =>
          this.files.get(file)?.slice(offset, offset + length),
      };
    }
    const operate = (run: () => void) => {
      this.operationsLeft -= 1;
      if (this.operationsLeft < 0) throw new PowerCut();
      run();
    };
    return {
      read: (length: number, address: number) =>
        latin1(this.flash.read(address - STATE_ADDRESS, length)),
      write: (bytes: Uint8Array, address: number) =>
        operate(() => this.flash.program(address - STATE_ADDRESS, Buffer.from(bytes))),
      erasePage: (address: number) => operate(() => this.flash.erasePage(address - STATE_ADDRESS)),
    };
  }
}

/** The built text of a file in firmware/loader. */
export async function builtBootFile(name: "loader" | "doors"): Promise<string> {
  const entryFile = join(__dirname, `../../../firmware/loader/${name}.ts`);
  return (await bundleFirmware({ entryFile, version: "1.0.0", isResident: false })).text;
}
