/**
 * An AED cabinet as a physical thing with two faces: human verbs (open the door, take the AED)
 * here, electrical signals (the pins its sensor sees) in `sensor-wires.ts`. `truth` and `defects`
 * say how things really are, for checkers that compare it with what a broker shows. Nothing ticks:
 * one timer waits for the next change that time alone will bring.
 */
import type { SocketFate } from "../runtime/access-point";
import type { ClimateSensor } from "../runtime/climate-sensor";
import type { Cancel, SimulatorClock } from "../runtime/clock";
import type { VirtualEspruino } from "../runtime/virtual-espruino";
import type { SelfTest } from "./aed-models";
import { AedSignals } from "./aed-signals";
import { type AedDates, type AedShows, AedUnit } from "./aed-unit";
import { CabinetAir, type CabinetSite } from "./cabinet-air";
import { type Defect, NO_DEFECTS } from "./defects";
import type { Chance } from "./indicator";
import { DAY_MS } from "./korean-day";
import { Power } from "./power";
import { type CabinetPins, type Contact, type SensorWire, SensorWires } from "./sensor-wires";
import { StatusPort, type StatusPortWire } from "./status-port";

/** No change is waited for longer than this; then it is computed anew. */
const LOOK_AHEAD_MS = 14 * DAY_MS;

/** How things really are. */
export interface CabinetTruth {
  readonly door: "open" | "closed";
  readonly isAedPresent: boolean;
  readonly arePadsConnected: boolean;
  readonly battery: "ok" | "low";
  readonly hasAedFault: boolean;
  readonly hasPower: boolean;
  readonly supplyMv: number;
  readonly hasNetwork: boolean;
}

export type OnTruth = (defects: readonly Defect[]) => void;

const NOBODY: readonly OnTruth[] = [];

export interface CabinetOptions {
  readonly clock: SimulatorClock;
  readonly chance: Chance;
  readonly aedModelId: string;
  readonly pins: CabinetPins;
  /** The sensor mounted in this cabinet. */
  readonly device: VirtualEspruino;
  /** The AED in it; without it a new one of the model, of which nothing expires. */
  readonly aed?: AedUnit;
  /** Without it the air in the cabinet is of no concern. */
  readonly site?: CabinetSite;
  /** How long a backup supply feeds the sensor when the mains fails; 0 = there is none. */
  readonly backupRunsMs?: number;
  /** Is soldered to the sensor, and measures the air in the cabinet when there is a site. */
  readonly climateSensor?: ClimateSensor;
  /** The AED tells of itself on this wire; costs an event a minute. */
  readonly statusPort?: StatusPortWire;
}

export class Cabinet {
  private readonly signals: AedSignals;
  private readonly wires: SensorWires;
  private readonly power: Power;
  private readonly statusPort: StatusPort | undefined;
  private readonly air: CabinetAir | undefined;
  private listeners: readonly OnTruth[] = NOBODY;
  private showsListeners: readonly OnTruth[] = NOBODY;
  private unit: AedUnit;
  private isDoorOpen = false;
  private isAedPresent = true;
  private isHeaterWhole = true;
  private knownDefects = NO_DEFECTS;
  private knownShows: AedShows = "nothing";
  private cancelLook: Cancel | undefined;
  private readonly leaveClimate: Cancel | undefined;

  constructor(private readonly options: CabinetOptions) {
    const { clock, chance, device, pins, site, climateSensor } = options;
    const nowMs = clock.wallMs();
    const wires = new SensorWires({ clock, device, pins });
    this.wires = wires;
    this.unit = options.aed ?? new AedUnit({ aedModelId: options.aedModelId, nowMs });
    this.signals = new AedSignals({ clock, chance, wires });
    device.wiring.noise = this.signals.noise;
    this.power = new Power({
      clock,
      backupRunsMs: options.backupRunsMs ?? 0,
      sensor: device,
      wires,
      onMains: () => this.feedHeater(),
    });
    const air = site && new CabinetAir(site);
    this.air = air;
    const wire = options.statusPort;
    this.statusPort = wire && new StatusPort({ clock, wire, wiring: device.wiring });
    this.leaveClimate = site?.climate.onChanged(() => this.review());
    if (climateSensor) {
      device.wiring.attachI2c(climateSensor);
      if (air) climateSensor.air = () => air.at(clock.wallMs());
    }
    this.unit.moveTo(nowMs, air?.meanC);
    this.review();
  }

  get truth(): CabinetTruth {
    return {
      door: this.isDoorOpen ? "open" : "closed",
      isAedPresent: this.isAedPresent,
      arePadsConnected: this.unit.arePadsConnected,
      battery: this.unit.isBatteryLow(this.nowMs) ? "low" : "ok",
      hasAedFault: this.unit.hasFault,
      hasPower: this.power.hasPower,
      supplyMv: this.power.supplyMv,
      hasNetwork: this.options.device.accessPoint.isOn,
    };
  }

  /** The AED that belongs here: in its place, or taken. */
  get aed(): AedUnit {
    return this.unit;
  }

  /** Temperature in the cabinet, in °C; undefined = of no concern here. */
  get temperatureC(): number | undefined {
    return this.air?.temperatureC(this.nowMs);
  }

  /** True while the sensor's own status LED is lit. */
  get isStatusLedLit(): boolean {
    return this.wires.isLit("statusLed");
  }

  /** True while the sensor's buzzer sounds. */
  get isBuzzerOn(): boolean {
    return this.wires.isLit("buzzer");
  }

  /** All that is wrong now, so that no AED here would save a life; in the order of `DEFECTS`. */
  defects(): readonly Defect[] {
    if (!this.isAedPresent) return ["aed-missing"];
    const { nowMs } = this;
    const temperature = this.air?.leaves(this.range, nowMs);
    const found = this.unit.defects(nowMs);
    if (!temperature) return found;
    const at = found.indexOf("hidden-fault");
    return at < 0 ? [...found, temperature] : found.toSpliced(at, 0, temperature);
  }

  /** Tells the listener at once whenever the set of defects changes, until the answer is called. */
  onTruth(listener: OnTruth): Cancel {
    this.listeners = [...this.listeners, listener];
    return () => {
      this.listeners = this.listeners.filter((other) => other !== listener);
    };
  }

  /** The same whenever the AED shows something else: what it has found itself is known then. */
  onShows(listener: OnTruth): void {
    this.showsListeners = [...this.showsListeners, listener];
  }

  openDoor(): void {
    this.isDoorOpen = true;
    this.review();
  }

  closeDoor(): void {
    this.isDoorOpen = false;
    this.review();
  }

  /** The AED leaves the cabinet: no light on the sensor, no contact, no pads connector. */
  takeAed(): void {
    this.unit.moveTo(this.nowMs, undefined);
    this.isAedPresent = false;
    this.review();
  }

  /** The AED that was taken, or put in its stead, is in its place. */
  returnAed(): void {
    this.unit.moveTo(this.nowMs, this.air?.meanC);
    this.isAedPresent = true;
    this.review();
  }

  /** A rescue: the AED is taken, its pads are spent, its battery loses charge. */
  useAed(): void {
    this.unit.use(this.nowMs);
    this.takeAed();
  }

  /** Another AED is put in its place; answers the one that was there, or had been taken. */
  swapAed(unit: AedUnit): AedUnit {
    const before = this.unit;
    before.moveTo(this.nowMs, undefined);
    this.unit = unit;
    this.returnAed();
    return before;
  }

  disconnectPads(): void {
    this.onAed((aed) => aed.connectPads(this.nowMs, false));
  }

  connectPads(): void {
    this.onAed((aed) => aed.connectPads(this.nowMs, true));
  }

  /** The pads turn out to have this last good day, YYYY-MM-DD. */
  expirePads(lastGoodDay: string): void {
    this.setAedDates({ padsExpireOn: lastGoodDay });
  }

  /** The AED's dates turn out to be others; the registry is told by somebody else. */
  setAedDates(dates: AedDates): void {
    this.onAed((aed) => aed.setDates(dates));
  }

  /** Fresh pads are plugged in; without a date they are good for the model's life. */
  replacePads(lastGoodDay?: string): void {
    this.onAed((aed) => aed.replacePads(this.nowMs, lastGoodDay));
  }

  /** The battery is nearly flat, and the AED shows it at once. */
  letBatteryRunLow(): void {
    this.onAed((aed) => {
      aed.drainBattery(this.nowMs);
      aed.testNow(this.nowMs);
    });
  }

  /** The battery is nearly flat; the AED shows it by its next self-test. */
  drainBattery(): void {
    this.onAed((aed) => aed.drainBattery(this.nowMs));
  }

  /** A fresh battery; without a date it is good for the model's life. */
  replaceBattery(lastGoodDay?: string): void {
    this.onAed((aed) => aed.replaceBattery(this.nowMs, lastGoodDay));
  }

  /** The AED fails its own test, now. */
  failAed(): void {
    this.onAed((aed) => {
      aed.failAtNextSelfTest(this.nowMs);
      aed.testNow(this.nowMs);
    });
  }

  /** The AED has a fault that its next self-test of this kind finds. */
  failAedAtNextSelfTest(kind: SelfTest = "daily"): void {
    this.onAed((aed) => aed.failAtNextSelfTest(this.nowMs, kind));
  }

  /** The AED has a fault that no self-test finds. */
  failAedUnseen(): void {
    this.onAed((aed) => aed.failUnseen());
  }

  repairAed(): void {
    this.onAed((aed) => aed.repair(this.nowMs));
  }

  /** Something near the cabinet is loud: a slam when it is short, people when it is long. */
  makeNoise(durationMs: number): void {
    this.signals.makeNoise(durationMs);
  }

  /** Light from elsewhere falls on the indicator's sensor. */
  shineLight(durationMs: number): void {
    this.wires.shineLight(durationMs);
  }

  /** A contact stays as it is, whatever happens. */
  stickContact(contact: Contact): void {
    this.wires.stick(contact);
  }

  freeContacts(): void {
    this.wires.free();
  }

  cutWire(wire: SensorWire): void {
    this.wires.cutWire(wire);
  }

  mendWires(): void {
    this.wires.mendWires();
  }

  breakHeater(): void {
    this.isHeaterWhole = false;
    this.feedHeater();
  }

  repairHeater(): void {
    this.isHeaterWhole = true;
    this.feedHeater();
  }

  /** The supply sags, or comes back; 0 = its wire is cut. */
  setSupply(millivolts: number): void {
    this.power.setSupply(millivolts);
  }

  /** The mains breaks down so often, for a moment each. */
  brownOut(times: number, everyMs: number): void {
    this.power.brownOut(times, everyMs);
  }

  breakerOn(): void {
    this.power.mainsOn();
  }

  /**
   * The mains is gone. Without a backup supply the sensor loses its power without a word; the AED
   * has its own battery.
   */
  breakerOff(): void {
    this.power.mainsOff();
  }

  cutNetwork(fate: SocketFate = "silent"): void {
    this.options.device.accessPoint.turnOff(fate);
  }

  restoreNetwork(): void {
    this.options.device.accessPoint.turnOn();
  }

  /** The cabinet is taken down: no power, no light, no timers left. */
  dismantle(): void {
    this.power.remove();
    this.options.device.powerOff("reset");
    this.signals.remove();
    this.statusPort?.remove();
    this.wires.remove();
    this.leaveClimate?.();
    this.cancelLook?.();
    this.listeners = NOBODY;
    this.showsListeners = NOBODY;
  }

  private get nowMs(): number {
    return this.options.clock.wallMs();
  }

  private get range(): { readonly minC: number; readonly maxC: number } {
    const { operatingMinC, operatingMaxC } = this.unit.model;
    return { minC: operatingMinC, maxC: operatingMaxC };
  }

  private onAed(act: (aed: AedUnit) => void): void {
    act(this.unit);
    this.review();
  }

  /** The heater runs on mains only; a backup supply is for the sensor. */
  private feedHeater(): void {
    this.air?.setHeating(this.nowMs, this.isHeaterWhole && this.power.hasMains);
    if (this.air) this.review();
  }

  /** Something has changed, or time has: shows it, tells it, and waits for what time brings. */
  private review(): void {
    const pads = this.isAedPresent && this.unit.arePadsConnected;
    this.wires.setContacts({ door: !this.isDoorOpen, presence: this.isAedPresent, pads });
    // What the AED shows and sounds leaves the cabinet with it.
    const { unit, nowMs } = this;
    const shows = this.isAedPresent ? unit.shows(nowMs) : "nothing";
    this.signals.show(unit.model, shows);
    this.statusPort?.tell(this.isAedPresent ? unit : undefined);
    this.waitForChange();
    const defects = this.defects();
    const isSame = defects.join() === this.knownDefects.join();
    this.knownDefects = defects;
    if (!isSame) for (const listener of this.listeners) listener(defects);
    if (shows !== this.knownShows) for (const listener of this.showsListeners) listener(defects);
    this.knownShows = shows;
  }

  private waitForChange(): void {
    const { nowMs } = this;
    this.cancelLook?.();
    this.cancelLook = undefined;
    if (!this.isAedPresent) return;
    const times = [
      nowMs + LOOK_AHEAD_MS,
      this.unit.nextChangeMs(nowMs, LOOK_AHEAD_MS),
      this.air?.nextCrossingMs(this.range, nowMs),
    ].filter((ms) => ms !== undefined);
    const delayMs = Math.min(...times) - nowMs;
    this.cancelLook = this.options.clock.after("aed", delayMs, () => this.review());
  }
}
