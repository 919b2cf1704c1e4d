/**
 * An AED cabinet as a physical thing with two faces: human verbs (open the door, take the AED)
 * and electrical signals (the pins its sensor sees). `truth` says how things really are, for
 * checkers that compare it with what a broker shows.
 */
import type { SocketFate } from "../runtime/access-point";
import type { SimulatorClock } from "../runtime/clock";
import { pinNumber } from "../runtime/pin-wiring";
import type { VirtualEspruino } from "../runtime/virtual-espruino";
import { type AedBehaviour, aedBehaviour } from "./aed-models";
import { type Chance, Indicator } from "./indicator";

/** What the sensor is wired to in a cabinet. */
export const CABINET_PLACES = [
  "doorReed",
  "aedPresent",
  "padsContact",
  "indicator",
  "statusLed",
] as const;

/** Which pin each place is wired to, e.g. `"D27"`: from the bundle's manifest. */
export type CabinetPins = Readonly<Record<(typeof CABINET_PLACES)[number], string>>;

/** How things really are. */
export interface CabinetTruth {
  readonly door: "open" | "closed";
  readonly isAedPresent: boolean;
  readonly arePadsConnected: boolean;
  readonly battery: "ok" | "low";
  readonly hasAedFault: boolean;
  readonly hasPower: boolean;
  readonly hasNetwork: boolean;
}

export interface CabinetOptions {
  readonly clock: SimulatorClock;
  readonly chance: Chance;
  readonly aedModelId: string;
  readonly pins: CabinetPins;
  /** The sensor mounted in this cabinet. */
  readonly device: VirtualEspruino;
}

export class Cabinet {
  private readonly aed: AedBehaviour;
  private readonly indicator: Indicator;
  private isDoorOpen = false;
  private isAedPresent = true;
  private arePadsConnected = true;
  private isBatteryLow = false;
  private hasFault = false;
  private hasPower = false;

  constructor(private readonly options: CabinetOptions) {
    const { clock, chance, device, pins } = options;
    const lightPin = pinNumber(pins.indicator);
    this.aed = aedBehaviour(options.aedModelId);
    this.indicator = new Indicator({
      clock,
      chance,
      onLight: (level) => device.wiring.drive(lightPin, level),
    });
    device.wiring.noise = this.indicator.noise;
    this.showSwitches();
    this.showIndicator();
  }

  get truth(): CabinetTruth {
    return {
      door: this.isDoorOpen ? "open" : "closed",
      isAedPresent: this.isAedPresent,
      arePadsConnected: this.arePadsConnected,
      battery: this.isBatteryLow ? "low" : "ok",
      hasAedFault: this.hasFault,
      hasPower: this.hasPower,
      hasNetwork: this.options.device.accessPoint.isOn,
    };
  }

  /** True while the sensor's own status LED is lit. */
  get isStatusLedLit(): boolean {
    return this.options.device.wiring.output(pinNumber(this.options.pins.statusLed)) === 1;
  }

  openDoor(): void {
    this.isDoorOpen = true;
    this.showSwitches();
  }

  closeDoor(): void {
    this.isDoorOpen = false;
    this.showSwitches();
  }

  /** The AED leaves the cabinet: no light on the sensor, no contact, no pads connector. */
  takeAed(): void {
    this.isAedPresent = false;
    this.showSwitches();
    this.showIndicator();
  }

  returnAed(): void {
    this.isAedPresent = true;
    this.showSwitches();
    this.showIndicator();
  }

  disconnectPads(): void {
    this.arePadsConnected = false;
    this.showSwitches();
  }

  connectPads(): void {
    this.arePadsConnected = true;
    this.showSwitches();
  }

  /** Fresh pads are plugged in; their date goes to the registry, not to the AED. */
  replacePads(): void {
    this.connectPads();
  }

  letBatteryRunLow(): void {
    this.isBatteryLow = true;
    this.showIndicator();
  }

  replaceBattery(): void {
    this.isBatteryLow = false;
    this.showIndicator();
  }

  /** The AED fails its own test. */
  failAed(): void {
    this.hasFault = true;
    this.showIndicator();
  }

  repairAed(): void {
    this.hasFault = false;
    this.showIndicator();
  }

  breakerOn(): void {
    this.hasPower = true;
    this.options.device.powerOn();
  }

  /** The sensor loses its power without a word; the AED has its own battery. */
  breakerOff(): void {
    this.hasPower = false;
    this.options.device.powerOff();
  }

  cutNetwork(fate: SocketFate = "silent"): void {
    this.options.device.accessPoint.turnOff(fate);
  }

  restoreNetwork(): void {
    this.options.device.accessPoint.turnOn();
  }

  /** The cabinet is taken down: no power, no light, no timers left. */
  dismantle(): void {
    this.hasPower = false;
    this.options.device.powerOff("reset");
    this.indicator.blinkEvery(0);
  }

  private showSwitches(): void {
    const { pins } = this.options;
    this.showSwitch(pins.doorReed, !this.isDoorOpen);
    this.showSwitch(pins.aedPresent, this.isAedPresent);
    this.showSwitch(pins.padsContact, this.isAedPresent && this.arePadsConnected);
  }

  /** Switches close to ground; an open one leaves the pin to its pull-up, as a cut wire does. */
  private showSwitch(pin: string, isClosed: boolean): void {
    const { wiring } = this.options.device;
    const number = pinNumber(pin);
    const isDriven = wiring.signal(number) !== undefined;
    if (isClosed && !isDriven) wiring.drive(number, 0);
    if (!isClosed && isDriven) wiring.disconnect(number);
  }

  private showIndicator(): void {
    this.indicator.blinkEvery(this.isAedPresent ? this.blinkPeriodMs() : 0);
  }

  private blinkPeriodMs(): number {
    if (this.hasFault) return this.aed.faultPeriodMs;
    return this.isBatteryLow ? this.aed.batteryLowPeriodMs : this.aed.readyPeriodMs;
  }
}
