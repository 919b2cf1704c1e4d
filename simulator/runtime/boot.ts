/**
 * One boot of a virtual device: everything that is lost with the power. It runs the boot files of
 * Storage one after the other, then whatever timers, pins and network call for.
 */
import type { AccessPoint, SocketFate } from "./access-point";
import { BootTime } from "./boot-time";
import type { SimulatorClock } from "./clock";
import { createCrypto } from "./crypto";
import { type BoardParts, createGlobals } from "./device-globals";
import { DeviceProcess } from "./device-process";
import { DeviceRandom } from "./device-random";
import { createBluetooth, createTelnetServer, Doors } from "./doors";
import { createEsp32, type WakeupCause } from "./esp32";
import { I2cPort } from "./i2c";
import { DeviceNet } from "./net";
import type { PinWiring, SerialInput, WiringListener } from "./pin-wiring";
import { Pins } from "./pins";
import { PowerLost } from "./power-lost";
import { compileProgram } from "./program";
import type { RawFlash } from "./raw-flash";
import { SerialPort } from "./serial-port";
import type { Storage } from "./storage";
import { DeviceSystem } from "./system";
import { DeviceTimers } from "./timers";
import { type Interruption, Turns, type TurnsHost } from "./turns";
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
  readonly wakeupCause: WakeupCause;
  /** Restarts the device; this boot has ended when it returns. */
  readonly restart: () => void;
  /** Sends the device to sleep, so long or for ever; this boot has ended when it returns. */
  readonly sleep: (ms: number | undefined) => void;
}

/** Programs in Storage, in the order in which they run. */
const BOOT_FILES = [".boot0", ".boot1", ".boot2", ".boot3", ".bootcde"];
const RECURSION_TEXT = "Too much recursion - the stack is about to overflow";

export class Boot implements BoardParts, TurnsHost, WiringListener {
  readonly timers: DeviceTimers;
  readonly pins: Pins;
  readonly watches: Watches;
  readonly random = new DeviceRandom();
  readonly system: DeviceSystem;
  readonly process: DeviceProcess;
  readonly doors = new Doors();
  private readonly time: BootTime;
  private readonly turns: Turns;
  private net: DeviceNet | undefined;
  private wifi: DeviceWifi | undefined;
  private i2cPort: I2cPort | undefined;
  private serial: SerialPort | undefined;
  private isOn = true;

  constructor(private readonly options: BootOptions) {
    const { clock, wiring } = options;
    const { doors, random, requirePower } = this;
    this.turns = new Turns(this);
    const { enter, enterTimer } = this.turns;
    this.time = new BootTime({ clock, onFree: () => this.turns.run() });
    this.timers = new DeviceTimers({ clock, enterTimer, time: this.time });
    this.pins = new Pins(wiring);
    this.watches = new Watches({ clock, pins: this.pins, enterTimer, time: this.time });
    wiring.attach(this);
    const reboot = () => this.reboot();
    const base = { clock, enter, requirePower, random, doors, reboot };
    this.system = new DeviceSystem({ ...base, watchdogExpired: options.restart });
    const { serial, variablesUsed } = options;
    this.process = new DeviceProcess({ enter, serial, variablesUsed });
  }

  /** Runs the boot files; one that throws does not keep the next from running. */
  start(): void {
    this.turns.enter(() => {
      for (const name of BOOT_FILES) {
        const text = this.options.storage.read(name);
        if (text !== undefined && this.isOn) this.turns.call(() => this.evaluate(text), []);
      }
    });
  }

  /** Ends this boot: nothing of the firmware runs any more. */
  stop(fate: SocketFate): void {
    this.isOn = false;
    this.turns.stop();
    this.time.stop();
    this.timers.clearAll();
    this.watches.clearAll();
    this.options.wiring.detach();
    this.options.accessPoint.onLost(undefined);
    this.system.stop();
    this.wifi?.stop();
    this.net?.stop(fate);
  }

  /** For tests: the next turn of the firmware runs out of memory or stack. */
  interruptNext(interruption: Interruption): void {
    this.turns.interruptNext(interruption);
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

  /** Runs a text with the globals of this boot. */
  evaluate(text: string): unknown {
    this.requirePower();
    const program = compileProgram(text);
    this.options.storage.share(program.text);
    return program.run(createGlobals(this));
  }

  pinChanged(pin: number): void {
    this.watches.pinChanged(pin);
  }

  serialReceived(input: SerialInput): void {
    this.serial?.receive(input);
  }

  /** The global I2C1. */
  i2c(): object {
    const { requirePower, time } = this;
    this.i2cPort ??= new I2cPort({ wiring: this.options.wiring, requirePower, time });
    return this.i2cPort;
  }

  /** The global Serial2. */
  serialPort(): object {
    const { requirePower } = this;
    this.serial ??= new SerialPort({ enter: this.turns.enter, requirePower });
    return this.serial;
  }

  isBlocked(): boolean {
    return this.time.blockedMs() > 0;
  }

  /** The global ESP32. */
  esp32(): object {
    return createEsp32({
      requirePower: this.requirePower,
      wakeupCause: this.options.wakeupCause,
      reboot: () => this.reboot(),
      sleep: (ms) => {
        this.options.sleep(ms);
        throw new PowerLost();
      },
    });
  }

  /** The global NRF. */
  bluetooth(): object {
    return createBluetooth(this.doors);
  }

  /** What `require(name)` answers. */
  module(name: unknown): unknown {
    if (name === "crypto") return createCrypto((text) => this.options.storage.holds(text));
    if (name === "Storage") return this.options.storage;
    if (name === "Flash") return this.options.flash;
    if (name === "Wifi") return this.wifiModule();
    // No TLS: the same connection, in clear.
    if (name === "net" || name === "tls") return this.netModule();
    if (name === "TelnetServer") return createTelnetServer(this.doors);
    throw new Error(`Module ${String(name)} not found`);
  }

  private wifiModule(): DeviceWifi {
    this.wifi ??= new DeviceWifi({
      clock: this.options.clock,
      enter: this.turns.enter,
      doors: this.doors,
      accessPoint: this.options.accessPoint,
      requirePower: this.requirePower,
      onLinkLost: (fate) => this.net?.linkLost(fate),
    });
    return this.wifi;
  }

  private netModule(): DeviceNet {
    this.net ??= new DeviceNet({
      clock: this.options.clock,
      enter: this.turns.enter,
      connect: this.options.connect,
      isOnline: () => this.wifi?.isConnected ?? false,
      requirePower: this.requirePower,
      block: (ms) => this.time.block(ms),
    });
    return this.net;
  }

  private reboot(): never {
    this.options.restart();
    throw new PowerLost();
  }

  thrown(error: unknown): void {
    if (this.process.handlesExceptions) this.process.emit("uncaughtException", error);
    else this.print(`Uncaught ${String(error)}`);
  }

  /** Too deep a recursion is told as an exception, no memory as a flag, a lost callback as one. */
  interrupted(interruption: Interruption, isRemoved: boolean): void {
    if (interruption === "recursion") this.thrown(new Error(RECURSION_TEXT));
    const flags = isRemoved ? ["CALLBACK"] : [];
    if (interruption === "memory") flags.push("LOW_MEMORY", "MEMORY");
    this.system.raiseErrorFlags(flags);
  }
}
