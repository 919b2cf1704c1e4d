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
import { Sounds } from "./sounds";

/** What the sensor is wired to in a cabinet. */
export const CABINET_PLACES = [
  "doorReed",
  "aedPresent",
  "padsContact",
  "indicator",
  "statusLed",
  "microphone",
  "supply",
  "buzzer",
] as const;

/** The sensor's supply, and what its divider turns into full scale, in millivolts. */
export const SUPPLY_MV = 5000;
export const SUPPLY_FULL_SCALE_MV = 6600;

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
  readonly supplyMv: number;
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
  private readonly sounds: Sounds;
  private isDoorOpen = false;
  private isAedPresent = true;
  private arePadsConnected = true;
  private isBatteryLow = false;
  private hasFault = false;
  private hasPower = false;
  private supplyMv = SUPPLY_MV;

  constructor(private readonly options: CabinetOptions) {
    const { clock, chance, device, pins } = options;
    const lightPin = pinNumber(pins.indicator);
    this.aed = aedBehaviour(options.aedModelId);
    this.indicator = new Indicator({
      clock,
      chance,
      onLight: (level) => device.wiring.drive(lightPin, level),
    });
    const microphonePin = pinNumber(pins.microphone);
    this.sounds = new Sounds({
      clock,
      chance,
      onLevel: (level) => device.wiring.drive(microphonePin, level),
    });
    device.wiring.noise = this.indicator.noise;
    this.setSupply(SUPPLY_MV);
    this.showSwitches();
    this.showAed();
  }

  get truth(): CabinetTruth {
    return {
      door: this.isDoorOpen ? "open" : "closed",
      isAedPresent: this.isAedPresent,
      arePadsConnected: this.arePadsConnected,
      battery: this.isBatteryLow ? "low" : "ok",
      hasAedFault: this.hasFault,
      hasPower: this.hasPower,
      supplyMv: this.supplyMv,
      hasNetwork: this.options.device.accessPoint.isOn,
    };
  }

  /** True while the sensor's own status LED is lit. */
  get isStatusLedLit(): boolean {
    return this.options.device.wiring.output(pinNumber(this.options.pins.statusLed)) === 1;
  }

  /** True while the sensor's buzzer sounds. */
  get isBuzzerOn(): boolean {
    return this.options.device.wiring.output(pinNumber(this.options.pins.buzzer)) === 1;
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
    this.showAed();
  }

  returnAed(): void {
    this.isAedPresent = true;
    this.showSwitches();
    this.showAed();
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
    this.showAed();
  }

  replaceBattery(): void {
    this.isBatteryLow = false;
    this.showAed();
  }

  /** The AED fails its own test. */
  failAed(): void {
    this.hasFault = true;
    this.showAed();
  }

  repairAed(): void {
    this.hasFault = false;
    this.showAed();
  }

  /** Something near the cabinet is loud: a slam when it is short, people when it is long. */
  makeNoise(durationMs: number): void {
    this.sounds.makeNoise(durationMs);
  }

  /** The supply sags, or comes back; 0 = its wire is cut. */
  setSupply(millivolts: number): void {
    this.supplyMv = millivolts;
    const { device, pins } = this.options;
    device.wiring.drive(pinNumber(pins.supply), millivolts / SUPPLY_FULL_SCALE_MV);
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
    this.sounds.chirpEvery(0, 0);
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

  /** What the AED shows and sounds; both leave the cabinet with it. */
  private showAed(): void {
    const needsService = this.hasFault || this.isBatteryLow;
    const { hasSteadyReadyLight, chirpPeriodMs, chirpBeeps } = this.aed;
    if (this.isAedPresent && !needsService && hasSteadyReadyLight) this.indicator.shineSteadily();
    else this.indicator.blinkEvery(this.isAedPresent ? this.blinkPeriodMs() : 0);
    this.sounds.chirpEvery(this.isAedPresent && needsService ? chirpPeriodMs : 0, chirpBeeps);
  }

  private blinkPeriodMs(): number {
    if (this.hasFault) return this.aed.faultPeriodMs;
    return this.isBatteryLow ? this.aed.batteryLowPeriodMs : this.aed.readyPeriodMs;
  }
}
