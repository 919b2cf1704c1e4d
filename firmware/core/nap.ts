/**
 * Sleep of a battery-powered sensor. A board sleeps for half an hour at most, so a long sleep is a
 * chain of naps; the note in the boot log says how many are left and how the contacts stood. Naps
 * take no boot number and no network. Pure.
 */
import { NAP_NOTE } from "./boot-log";

/** Two contacts: bit 0 the door, bit 1 the AED's place; set = high, the bad side. */
const LEVELS_FACTOR = 32;
const NAPS_FACTOR = 128;
/** Naps in one chain; more than a day's worth is never needed. */
export const NAPS_MAX = 255;

export interface Nap {
  /** Naps that follow this one. */
  readonly napsLeft: number;
  /** 0 to 3. */
  readonly levels: number;
}

/** The note of a nap; `flags` are the other bits of the note (0 to 15). */
export function napNote(nap: Nap, flags: number): number {
  return flags + NAP_NOTE + nap.levels * LEVELS_FACTOR + nap.napsLeft * NAPS_FACTOR;
}

/** The nap that a note tells of; undefined when it tells of none. */
export function napOf(note: number): Nap | undefined {
  if (!(note & NAP_NOTE)) return undefined;
  const napsLeft = Math.floor(note / NAPS_FACTOR);
  return { napsLeft: napsLeft, levels: Math.floor(note / LEVELS_FACTOR) % 4 };
}

/** How many naps of at most `napMsMax` make `sleepMs`, and how long each is. */
export function planNaps(sleepMs: number, napMsMax: number): { count: number; napMs: number } {
  const count = Math.max(1, Math.min(NAPS_MAX, Math.ceil(sleepMs / napMsMax)));
  return { count: count, napMs: Math.min(napMsMax, Math.floor(sleepMs / count)) };
}
