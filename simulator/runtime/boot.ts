/**
 * One boot of a virtual device: everything that is lost with the power. Callbacks of the firmware
 * run one at a time and to the end, as in the interpreter; what happens meanwhile, or while a call
 * blocks the interpreter, is queued.
 */
import type { AccessPoint, SocketFate } from "./access-point";
import { BootTime } from "./boot-time";
import type { SimulatorClock } from "./clock";
import { CRYPTO_MODULE } from "./crypto";
import { type BoardParts, createGlobals } from "./device-globals";
import { DeviceProcess } from "./device-process";
import { DeviceRandom } from "./device-random";
import type { DeviceCallback } from "./emitter";
import { DeviceNet } from "./net";
import type { PinWiring } from "./pin-wiring";
import { Pins } from "./pins";
import { PowerLost } from "./power-lost";
import type { Program } from "./program";
import type { RawFlash } from "./raw-flash";
import type { Storage } from "./storage";
import { DeviceSystem } from "./system";
import { DeviceTimers } from "./timers";
import { Watches } from "./watches";
import { DeviceWifi } from "./wifi";
import type { Connect } from "./wire";

export interface BootOptions {
  readonly clock: SimulatorClock;
  readonly connect: Connect;
  readonly wiring: PinWiring;
  readonly accessPoint: AccessPoint;
  readonly storage: Storage;
  readonly flash: RawFlash;
  readonly serial: string;
  readonly print: (line: string) => void;
  readonly variablesUsed: () => number;
  /** Restarts the device; this boot has ended when it returns. */
  readonly restart: () => void;
}

interface Turn {
  readonly callback: DeviceCallback;
  readonly values: readonly unknown[];
}

export class Boot implements BoardParts {
  readonly timers: DeviceTimers;
  readonly pins: Pins;
  readonly watches: Watches;
  readonly random = new DeviceRandom();
  readonly system: DeviceSystem;
  readonly process: DeviceProcess;
  private readonly time: BootTime;
  private readonly waiting: Turn[] = [];
  private net: DeviceNet | undefined;
  private wifi: DeviceWifi | undefined;
  private isOn = true;
  private isBusy = false;

  constructor(private readonly options: BootOptions) {
    const { clock, wiring } = options;
    const enter = this.enter;
    this.time = new BootTime({ clock, onFree: () => this.runWaiting() });
    this.timers = new DeviceTimers({ clock, enter, time: this.time });
    this.pins = new Pins(wiring);
    this.watches = new Watches({ clock, pins: this.pins, enter, time: this.time });
    wiring.attach((pin) => this.watches.pinChanged(pin));
    this.system = new DeviceSystem({
      clock,
      enter,
      requirePower: this.requirePower,
      random: this.random,
      reboot: () => {
        options.restart();
        throw new PowerLost();
      },
      watchdogExpired: options.restart,
    });
    const { serial, variablesUsed } = options;
    this.process = new DeviceProcess({ enter, serial, variablesUsed });
  }

  /** Runs the boot code. */
  start(program: Program): void {
    this.enter(() => program.run(createGlobals(this)));
  }

  /** Ends this boot: nothing of the firmware runs any more. */
  stop(fate: SocketFate): void {
    this.isOn = false;
    this.waiting.length = 0;
    this.time.stop();
    this.timers.clearAll();
    this.watches.clearAll();
    this.options.wiring.detach();
    this.options.accessPoint.onLost(undefined);
    this.system.stop();
    this.wifi?.stop();
    this.net?.stop(fate);
  }

  /** Throws when this boot has ended. */
  readonly requirePower = (): void => {
    if (!this.isOn) throw new PowerLost();
  };

  timeS(): number {
    return this.time.nowS();
  }

  print(line: string): void {
    if (this.isOn) this.options.print(line);
  }

  /** What `require(name)` answers. */
  module(name: unknown): unknown {
    if (name === "crypto") return CRYPTO_MODULE;
    if (name === "Storage") return this.options.storage;
    if (name === "Flash") return this.options.flash;
    if (name === "Wifi") return this.wifiModule();
    if (name === "net") return this.netModule();
    throw new Error(`Module ${String(name)} not found`);
  }

  private wifiModule(): DeviceWifi {
    this.wifi ??= new DeviceWifi({
      clock: this.options.clock,
      enter: this.enter,
      accessPoint: this.options.accessPoint,
      requirePower: this.requirePower,
      onLinkLost: (fate) => this.net?.linkLost(fate),
    });
    return this.wifi;
  }

  private netModule(): DeviceNet {
    this.net ??= new DeviceNet({
      clock: this.options.clock,
      enter: this.enter,
      connect: this.options.connect,
      isOnline: () => this.wifi?.isConnected ?? false,
      requirePower: this.requirePower,
      block: (ms) => this.time.block(ms),
    });
    return this.net;
  }

  /** Calls into the firmware, now or as soon as it has finished what it is doing. */
  private readonly enter = (callback: DeviceCallback, ...values: unknown[]): void => {
    if (!this.isOn) return;
    this.waiting.push({ callback, values });
    this.runWaiting();
  };

  private runWaiting(): void {
    if (this.isBusy) return;
    this.isBusy = true;
    while (this.time.blockedMs() === 0) {
      const turn = this.waiting.shift();
      if (!turn) break;
      this.call(turn.callback, turn.values);
    }
    this.isBusy = false;
  }

  private call(callback: DeviceCallback, values: readonly unknown[]): void {
    try {
      callback(...values);
    } catch (error) {
      if (this.process.handlesExceptions) this.process.emit("uncaughtException", error);
      else this.print(`Uncaught ${String(error)}`);
    }
  }
}
