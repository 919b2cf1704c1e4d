/** The inputs of a cabinet's sensor in words, for whoever has just soldered them. */
import { PIN_NAMES } from "../../firmware/boards/pins";

const { doorReed, aedPresent, padsContact, indicator, supply, microphone } = PIN_NAMES;

const CONTACTS = [doorReed, aedPresent, padsContact].join(",");

/** Gives the contacts their pull-ups, as the program does: without one an open contact floats. */
export const WIRING_SETUP = `[${CONTACTS}].forEach(function(p){pinMode(p,"input_pullup")})`;

/** Asks for all inputs at once. */
export const WIRING =
  `{door:digitalRead(${doorReed}),aed:digitalRead(${aedPresent}),` +
  `pads:digitalRead(${padsContact}),light:analogRead(${indicator}),` +
  `supply:analogRead(${supply}),microphone:digitalRead(${microphone})}`;

/** Answer to `WIRING`: contacts and microphone 0 or 1, the others from 0 to 1. */
export interface RawWiring {
  readonly door: number;
  readonly aed: number;
  readonly pads: number;
  readonly light: number;
  readonly supply: number;
  /** A comparator: 1 while it hears something loud. */
  readonly microphone: number;
}

interface Input {
  readonly label: string;
  readonly words: (value: number) => string;
  /** Smaller changes are the noise of the converter. */
  readonly changeMin: number;
}

/** A contact is to ground: low is closed, and closed is good. */
function contact(label: string, pin: string, low: string, high: string): Input {
  return { label: `${label} (${pin})`, words: (value) => (value ? high : low), changeMin: 1 };
}

function level(label: string, pin: string, of: string): Input {
  const words = (value: number) => `${Math.round(value * 100)} %${of}`;
  return { label: `${label} (${pin})`, words, changeMin: 0.1 };
}

const INPUTS: Readonly<Record<keyof RawWiring, Input>> = {
  door: contact("door switch", doorReed, "closed", "open"),
  aed: contact("AED's place", aedPresent, "AED is there", "AED is missing"),
  pads: contact("pads contact", padsContact, "closed", "open"),
  light: level("light sensor", indicator, " brightness"),
  supply: level("supply", supply, " of full scale"),
  microphone: contact("microphone", microphone, "quiet", "hears something loud"),
};
const NAMES = Object.keys(INPUTS) as readonly (keyof RawWiring)[];

/** Tells each input at first, and then the ones that changed. */
export class WiringChanges {
  private readonly told = new Map<keyof RawWiring, number>();

  /** Lines to print for what was read now. */
  changed(raw: RawWiring): readonly string[] {
    return NAMES.flatMap((name) => {
      const { label, words, changeMin } = INPUTS[name];
      const before = this.told.get(name);
      if (before !== undefined && Math.abs(raw[name] - before) < changeMin) return [];
      this.told.set(name, raw[name]);
      return [`${label}: ${words(raw[name])}`];
    });
  }
}
