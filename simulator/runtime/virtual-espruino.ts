/**
 * A virtual Espruino board: what stays without power (flash, Storage, wiring, the access point it
 * sees) and a `Boot` while it runs. It boots the programs in its Storage.
 */
import { AccessPoint, type SocketFate } from "./access-point";
import { Boot, type Start } from "./boot";
import type { Cancel, SimulatorClock } from "./clock";
import { ConsoleWire, type OutputListener } from "./console-wire";
import { VERSION } from "./device-process";
import type { Doors } from "./doors";
import type { WakeupCause } from "./esp32";
import { type FlashCut, FlashPower } from "./flash-power";
import { PinWiring } from "./pin-wiring";
import { PowerCycle } from "./power-cycle";
import { RawFlash } from "./raw-flash";
import { Storage } from "./storage";
import type { Interruption } from "./turns";
import type { Connect } from "./wire";

/** From power or reset to the first line of the program. */
export const BOOT_MS = 300;
/** From `reset()` to the first boot file; what comes to the console meanwhile waits. */
export const BEGIN_ANEW_MS = 10;
/** Variables that the firmware is taken to use for itself; see `memory-use.ts`. */
const VARIABLES_USED = 2600;
const POWER_OR_RESET: WakeupCause = 0;
const WOKEN_BY_TIMER: WakeupCause = 4;

export interface VirtualEspruinoOptions {
  readonly clock: SimulatorClock;
  readonly connect: Connect;
  /** What process.env.SERIAL says. */
  readonly serial: string;
  /** Gets each line that programs print. */
  readonly onPrint: (line: string) => void;
}

/** The port of the console, with a cable in it. */
export interface ConsolePort {
  /** Bytes to the device, one character each; without power they are lost. */
  write(bytes: string): void;
  /** Tells the listener what the device says, until the answer is called. */
  onOutput(listener: OutputListener): () => void;
}

export class VirtualEspruino {
  readonly wiring = new PinWiring();
  readonly accessPoint = new AccessPoint();
  readonly storage: Storage;
  readonly flash: RawFlash;
  readonly console: ConsolePort;
  /**
   * What process.env.BOARD says. By "ESP32" the firmware takes itself for a real board and no
   * longer marks its reports as simulated: only for tests of tools that ask for it.
   */
  boardName = "VIRTUAL";
  /**
   * True for programs that share variables with each other and with the console, in sloppy mode, as
   * on a board; otherwise they share the compiled code with other devices.
   */
  sharesGlobals = false;
  /** Boots since it was made. */
  bootCount = 0;
  /** What process.memory() calls used, in variables, without timers, watches, sockets, events. */
  variablesUsed = VARIABLES_USED;
  /** True from deep sleep until the program runs again. */
  isAsleep = false;
  private readonly flashPower: FlashPower;
  private readonly wire = new ConsoleWire();
  private cycle: PowerCycle | undefined;
  private boot: Boot | undefined;
  private hasPower = false;
  private cancelStart: Cancel | undefined;

  constructor(private readonly options: VirtualEspruinoOptions) {
    this.console = this.wire;
    this.flashPower = new FlashPower({
      isOn: () => this.boot !== undefined,
      powerOff: () => this.powerOff(),
    });
    this.storage = new Storage(this.flashPower);
    this.flash = new RawFlash(this.flashPower);
  }

  /** True while the firmware runs. */
  get isRunning(): boolean {
    return this.boot !== undefined;
  }

  /** The ways into the running device; undefined when it does not run. */
  get doors(): Doors | undefined {
    return this.boot?.doors;
  }

  /** Flash operations so far, for tests that cut the power in each of them. */
  get flashOperations(): number {
    return this.flashPower.performed;
  }

  /** Gives power; the program starts after `BOOT_MS`. Does nothing when it has power. */
  powerOn(): void {
    if (this.hasPower) return;
    this.hasPower = true;
    this.startLater(POWER_OR_RESET);
  }

  /** Takes the power away. A device without power says no goodbye, unless `fate` is "reset". */
  powerOff(fate: SocketFate = "silent"): void {
    this.hasPower = false;
    this.isAsleep = false;
    this.cancelStart?.();
    this.end(fate);
  }

  /** Restarts, as the reset button does. */
  reboot(): void {
    if (!this.hasPower) return;
    this.cancelStart?.();
    this.end("silent");
    this.startLater(POWER_OR_RESET);
  }

  /** Cuts the power in a flash operation to come. */
  cutPowerInFlash(cut: FlashCut): void {
    this.flashPower.cutIn(cut);
  }

  /** True while a cut was asked for and its operation has not come. */
  get isPowerCutAhead(): boolean {
    return this.flashPower.isCutAhead;
  }

  /** What the interpreter does on running out of memory or dropping input: flags, and an event. */
  raiseErrorFlags(flags: readonly string[]): void {
    this.boot?.system.raiseErrorFlags(flags);
  }

  /**
   * The firmware's next turn runs out of memory or stack, before its first statement. Only while
   * it runs.
   */
  interruptNext(interruption: Interruption): void {
    if (!this.boot) throw new Error("The device does not run, so that nothing can be interrupted.");
    this.boot.interruptNext(interruption);
  }

  private startLater(cause: WakeupCause): void {
    this.cancelStart = this.options.clock.after("boot", BOOT_MS, () => this.start(cause));
  }

  /** Undefined = for ever: only power or reset wake it. */
  private sleep(ms: number | undefined): void {
    this.end("silent");
    this.isAsleep = true;
    const wake = () => this.startLater(WOKEN_BY_TIMER);
    if (ms !== undefined) this.cancelStart = this.options.clock.after("deep sleep", ms, wake);
  }

  private start(wakeupCause: WakeupCause): void {
    this.isAsleep = false;
    this.bootCount += 1;
    this.cycle = new PowerCycle({
      clock: this.options.clock,
      onWatchdogExpired: () => this.reboot(),
      buildName: `${VERSION} ${this.boardName}`,
      send: (bytes) => this.wire.send(bytes),
    });
    this.begin({ beginning: "power" }, this.cycle, wakeupCause);
  }

  private begin(start: Start, cycle: PowerCycle, wakeupCause: WakeupCause): void {
    const boot = new Boot({
      clock: this.options.clock,
      cycle,
      wire: this.wire,
      connect: this.options.connect,
      wiring: this.wiring,
      accessPoint: this.accessPoint,
      storage: this.storage,
      flash: this.flash,
      serial: this.options.serial,
      boardName: this.boardName,
      sharesGlobals: this.sharesGlobals,
      print: this.options.onPrint,
      variablesUsed: () => this.variablesUsed,
      wakeupCause,
      restart: () => this.reboot(),
      beginAnew: (next) => this.beginAnew(next, cycle, wakeupCause),
      sleep: (ms) => this.sleep(ms),
    });
    this.boot = boot;
    this.wire.attach(boot);
    boot.start(start);
  }

  /** The program is gone, the device runs on. */
  private beginAnew(start: Start, cycle: PowerCycle, wakeupCause: WakeupCause): void {
    this.boot?.stop("reset");
    this.boot = undefined;
    this.wire.attach({ received: () => {} });
    const begin = () => this.begin(start, cycle, wakeupCause);
    this.cancelStart = this.options.clock.after("begin anew", BEGIN_ANEW_MS, begin);
  }

  private end(fate: SocketFate): void {
    const boot = this.boot;
    this.boot = undefined;
    this.cycle?.stop();
    this.cycle = undefined;
    this.wire.attach(undefined);
    boot?.stop(fate);
  }
}
