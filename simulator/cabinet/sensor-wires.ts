/**
 * The electrical face of a cabinet: contacts, light, supply and microphone as the sensor's pins see
 * them, with contacts that stick, wires that break and light from elsewhere on the indicator.
 */
import type { Cancel, SimulatorClock } from "../runtime/clock";
import { pinNumber } from "../runtime/pin-wiring";
import type { VirtualEspruino } from "../runtime/virtual-espruino";

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

/** Which pin each place is wired to, e.g. `"D27"`: from the bundle's manifest. */
export type CabinetPins = Readonly<Record<(typeof CABINET_PLACES)[number], string>>;

export type Contact = "door" | "presence" | "pads";
export type SensorWire = Contact | "indicator";

/** What the divider of the supply turns into full scale, in millivolts. */
export const SUPPLY_FULL_SCALE_MV = 6600;
/** The light sensor under a lamp, and with its wire cut: its load resistor pulls it down. */
const LAMP_LEVEL = 0.85;
const CUT_LEVEL = 0;

const CONTACT_PLACES = { door: "doorReed", presence: "aedPresent", pads: "padsContact" } as const;
const CONTACTS = Object.keys(CONTACT_PLACES) as Contact[];

type PinNumbers = Readonly<Record<keyof CabinetPins, number>>;

/** A fleet shares one manifest, and so the numbers of its pins. */
const numbersByPins = new WeakMap<CabinetPins, PinNumbers>();

function pinNumbers(pins: CabinetPins): PinNumbers {
  const known = numbersByPins.get(pins);
  if (known) return known;
  const entries = CABINET_PLACES.map((place) => [place, pinNumber(pins[place])]);
  const numbers: PinNumbers = Object.fromEntries(entries);
  numbersByPins.set(pins, numbers);
  return numbers;
}

/** Shared by all cabinets in which nothing is broken: a thousand of them are kept in memory. */
const NONE: readonly never[] = [];
const ALL_CLOSED: Readonly<Record<Contact, boolean>> = { door: true, presence: true, pads: true };

export interface SensorWiresOptions {
  readonly clock: SimulatorClock;
  readonly device: VirtualEspruino;
  readonly pins: CabinetPins;
}

export class SensorWires {
  /** What is true of each contact, and how it is: when it sticks it does not follow. */
  private wanted = ALL_CLOSED;
  private contacts = ALL_CLOSED;
  private stuck: readonly Contact[] = NONE;
  private cut: readonly SensorWire[] = NONE;
  private indicatorLevel = 0;
  private lampOff: Cancel | undefined;
  private readonly numbers: PinNumbers;

  constructor(private readonly options: SensorWiresOptions) {
    this.numbers = pinNumbers(options.pins);
  }

  /** Puts all contacts in place: closed = the good side, connected to ground. */
  setContacts(isClosed: Readonly<Record<Contact, boolean>>): void {
    this.wanted = isClosed;
    const before = this.contacts;
    if (this.stuck.length === 0) this.contacts = isClosed;
    else {
      const kept = this.stuck.map((contact) => [contact, before[contact]]);
      this.contacts = { ...isClosed, ...Object.fromEntries(kept) };
    }
    for (const contact of CONTACTS) this.showContact(contact);
  }

  /** The light that the AED's indicator throws on the sensor, 0 to 1. */
  setIndicator(level: number): void {
    this.indicatorLevel = level;
    this.showLight();
  }

  setSupply(millivolts: number): void {
    this.drive("supply", millivolts / SUPPLY_FULL_SCALE_MV);
  }

  setMicrophone(level: number): void {
    this.drive("microphone", level);
  }

  /** The contact stays as it is. */
  stick(contact: Contact): void {
    this.stuck = [...this.stuck, contact];
  }

  /** All contacts move again, and go where they belong. */
  free(): void {
    this.stuck = NONE;
    this.setContacts(this.wanted);
  }

  cutWire(wire: SensorWire): void {
    this.cut = [...this.cut, wire];
    this.showAll();
  }

  mendWires(): void {
    this.cut = NONE;
    this.showAll();
  }

  /** Light from elsewhere falls on the indicator's sensor for so long. */
  shineLight(durationMs: number): void {
    this.lampOff?.();
    this.lampOff = this.options.clock.after("lamp", durationMs, () => {
      this.lampOff = undefined;
      this.showLight();
    });
    this.showLight();
  }

  /** True while the sensor drives this place high. */
  isLit(place: "statusLed" | "buzzer"): boolean {
    return this.options.device.wiring.output(this.numbers[place]) === 1;
  }

  /** No timer is left. */
  remove(): void {
    this.lampOff?.();
    this.lampOff = undefined;
  }

  private showAll(): void {
    for (const contact of CONTACTS) this.showContact(contact);
    this.showLight();
  }

  private showLight(): void {
    if (this.cut.includes("indicator")) this.drive("indicator", CUT_LEVEL);
    else this.drive("indicator", this.lampOff ? LAMP_LEVEL : this.indicatorLevel);
  }

  /** Contacts close to ground; an open one leaves the pin to its pull-up, as a cut wire does. */
  private showContact(contact: Contact): void {
    const { device } = this.options;
    const pin = this.numbers[CONTACT_PLACES[contact]];
    const isClosed = this.contacts[contact] && !this.cut.includes(contact);
    const isDriven = device.wiring.signal(pin) !== undefined;
    if (isClosed && !isDriven) device.wiring.drive(pin, 0);
    if (!isClosed && isDriven) device.wiring.disconnect(pin);
  }

  private drive(place: keyof CabinetPins, level: number): void {
    this.options.device.wiring.drive(this.numbers[place], level);
  }
}
