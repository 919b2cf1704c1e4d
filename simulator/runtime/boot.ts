/**
 * One boot of a virtual device: everything that is lost with the power or by `reset()`. It runs the
 * boot files of Storage one after the other, then whatever timers, pins, network and the console
 * call for.
 */
import type { AccessPoint, SocketFate } from "./access-point";
import { BootTime } from "./boot-time";
import type { SimulatorClock } from "./clock";
import type { Beginning, ConsoleHost } from "./console";
import { ConsoleScope } from "./console-scope";
import type { ConsoleWire, WireReader } from "./console-wire";
import { createCrypto } from "./crypto";
import { type BoardParts, createGlobals } from "./device-globals";
import { DeviceProcess } from "./device-process";
import { createPromiseClass } from "./device-promise";
import { createBluetooth, createTelnetServer } from "./doors";
import { createEsp32, type WakeupCause } from "./esp32";
import { I2cPort } from "./i2c";
import { type LiveThings, variablesOf } from "./memory-use";
import { DeviceNet } from "./net";
import type { PinWiring, SerialInput, WiringListener } from "./pin-wiring";
import { Pins } from "./pins";
import type { PowerCycle } from "./power-cycle";
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
  readonly cycle: PowerCycle;
  readonly wire: ConsoleWire;
  readonly connect: Connect;
  readonly wiring: PinWiring;
  readonly accessPoint: AccessPoint;
  readonly storage: Storage;
  readonly flash: RawFlash;
  readonly serial: string;
  readonly boardName: string;
  /** Programs run in the scope of the console's lines. */
  readonly sharesGlobals: boolean;
  readonly print: (line: string) => void;
  readonly variablesUsed: () => number;
  readonly wakeupCause: WakeupCause;
  /** Restarts the device; this boot has ended when it returns. */
  readonly restart: () => void;
  /** Begins the program anew, without a restart; this boot has ended when it returns. */
  readonly beginAnew: (start: Start) => void;
  /** Sends the device to sleep, so long or for ever; this boot has ended when it returns. */
  readonly sleep: (ms: number | undefined) => void;
}

/** How a program begins, and with which file instead of the usual one. */
export interface Start {
  readonly beginning: Beginning;
  readonly file?: string;
}

/** Programs in Storage that always run, in this order. */
const BOOT_FILES = [".boot0", ".boot1", ".boot2", ".boot3"];
const PROGRAM_FILE = ".bootcde";
/** Runs instead of the program, and after `reset()` too. */
const RESET_FILE = ".bootrst";
const POWER_ON_FILE = ".bootPowerOn";
const NO_SOCKETS = { socketCount: 0, waitingBytes: 0 };
const RECURSION_TEXT = "Too much recursion - the stack is about to overflow";

export class Boot implements BoardParts, TurnsHost, WiringListener, ConsoleHost, WireReader {
  readonly timers: DeviceTimers;
  readonly pins: Pins;
  readonly watches: Watches;
  readonly system: DeviceSystem;
  readonly process: DeviceProcess;
  private readonly cycle: PowerCycle;
  private readonly time: BootTime;
  private readonly turns: Turns;
  private net: DeviceNet | undefined;
  private wifi: DeviceWifi | undefined;
  private i2cPort: I2cPort | undefined;
  private serial: SerialPort | undefined;
  private promise: unknown;
  private scope: ConsoleScope | undefined;
  private startWanted: Start | undefined;
  private isOn = true;

  constructor(private readonly options: BootOptions) {
    const { clock, cycle, wiring } = options;
    const { doors, random, watchdog, startedMs } = cycle;
    const { requirePower } = this;
    this.cycle = cycle;
    this.turns = new Turns(this);
    const { enter, enterInput, perform, canRun, run } = this.turns;
    const time = new BootTime({ clock, startedMs, onFree: run });
    this.time = time;
    this.timers = new DeviceTimers({ clock, time, perform, canRun, onDue: run });
    this.pins = new Pins(wiring);
    this.watches = new Watches({ clock, pins: this.pins, enterInput, time });
    wiring.attach(this);
    const reboot = () => this.reboot();
    this.system = new DeviceSystem({ enter, requirePower, random, doors, watchdog, reboot });
    const { serial, boardName } = options;
    const variablesUsed = () => options.variablesUsed() + variablesOf(this.liveThings());
    this.process = new DeviceProcess({ enter, serial, boardName, variablesUsed });
    if (cycle.wifiLink.state !== "off") this.wifiModule();
  }

  get random() {
    return this.cycle.random;
  }

  get doors() {
    return this.cycle.doors;
  }

  /** Runs the boot files; one that throws does not keep the next from running. */
  start({ beginning, file }: Start): void {
    const { console, doors } = this.cycle;
    console.begin(beginning);
    if (beginning !== "power") doors.programBegins();
    this.turns.enter(() => {
      if (beginning === "power") this.runFile(POWER_ON_FILE);
      for (const name of BOOT_FILES) this.runFile(name);
      const isForReset = beginning === "reset" || this.options.storage.read(RESET_FILE);
      this.runFile(isForReset ? RESET_FILE : PROGRAM_FILE);
      if (this.isOn && beginning !== "load") console.greet();
      if (file !== undefined) this.runFile(file);
    });
  }

  private runFile(name: string): void {
    if (!this.isOn) return;
    const text = this.options.storage.read(name);
    if (text !== undefined) this.turns.call(() => this.evaluate(text), []);
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
    if (!this.isOn) return;
    this.options.print(line);
    if (this.doors.hasConsole) this.cycle.console.say(`${line}\n`);
  }

  /** The global reset: takes effect when the interpreter has done what it is at. */
  reset(isForGood: boolean): void {
    this.requirePower();
    this.startWanted = { beginning: "reset" };
    if (!isForGood) return;
    this.print("Erasing saved code.");
    for (const name of [PROGRAM_FILE, RESET_FILE]) this.options.storage.erase(name);
    this.print("Done!");
  }

  /** The global load: without a name the usual program begins anew. */
  load(name: unknown): void {
    this.requirePower();
    const isUsual = name === undefined;
    this.startWanted = isUsual ? { beginning: "load" } : { beginning: "reset", file: String(name) };
  }

  /** The global echo. */
  echo(isOn: boolean): void {
    this.cycle.console.setEcho(isOn);
  }

  /** Something waits at the console's port. */
  received(bytes: string): void {
    if (bytes.includes("\x03")) this.cycle.console.interrupt();
    this.takeInput();
  }

  /** As many bytes as can be taken before a call blocks the interpreter; they survive anything. */
  private takeInput(): void {
    const { console } = this.cycle;
    const { wire } = this.options;
    const take = () => {
      while (this.isOn && wire.hasInput && !this.isBlocked()) {
        const byte = wire.take();
        if (this.doors.hasConsole) console.receive(byte, this);
      }
    };
    this.turns.enterInput(take, [], () => false);
  }

  /** The interpreter has nothing to do: what was to wait for this comes now. */
  pause(): void {
    const { wire } = this.options;
    if (wire.hasInput) {
      this.takeInput();
      return;
    }
    wire.drained();
    const { startWanted } = this;
    if (startWanted) this.options.beginAnew(startWanted);
    else if (this.doors.hasConsole) this.cycle.console.pause();
  }

  /** Runs a line of the console, in the scope that all lines of this boot share. */
  runLine(line: string): unknown {
    this.requirePower();
    this.scope ??= new ConsoleScope(createGlobals(this));
    return this.scope.run(line);
  }

  /** Runs a text with the globals of this boot. */
  evaluate(text: string): unknown {
    this.requirePower();
    if (this.options.sharesGlobals) return this.runLine(text);
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

  promiseClass(): unknown {
    this.promise ??= createPromiseClass(this.turns.enter);
    return this.promise;
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

  runTimers(): boolean {
    return this.timers.runDue();
  }

  runSockets(): boolean {
    return this.net?.idle() ?? false;
  }

  private liveThings(): LiveThings {
    const { socketCount, waitingBytes } = this.net?.use ?? NO_SOCKETS;
    return {
      timerCount: this.timers.count,
      watchCount: this.watches.count,
      eventCount: this.turns.waitingCount,
      socketCount,
      socketBytes: waitingBytes,
    };
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
    throw new Error(`Module "${String(name)}" not found`);
  }

  private wifiModule(): DeviceWifi {
    this.wifi ??= new DeviceWifi({
      clock: this.options.clock,
      enter: this.turns.enter,
      doors: this.doors,
      accessPoint: this.options.accessPoint,
      link: this.cycle.wifiLink,
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
      perform: this.turns.perform,
      onWork: this.turns.run,
    });
    return this.net;
  }

  private reboot(): never {
    this.options.restart();
    throw new PowerLost();
  }

  thrown(error: unknown): void {
    this.report(error);
  }

  /** Tells of an exception; false when the firmware handles it, or is no more. */
  report(error: unknown): boolean {
    const isForConsole = this.isOn && !this.process.handlesExceptions;
    if (isForConsole) this.print(`Uncaught ${String(error)}`);
    else this.process.emit("uncaughtException", error);
    return isForConsole;
  }

  /** Too deep a recursion is told as an exception, no memory as a flag, a lost callback as one. */
  interrupted(interruption: Interruption, isRemoved: boolean): void {
    if (interruption === "recursion") this.thrown(new Error(RECURSION_TEXT));
    const flags = isRemoved ? ["CALLBACK"] : [];
    if (interruption === "memory") flags.push("LOW_MEMORY", "MEMORY");
    this.system.raiseErrorFlags(flags);
  }
}
