/**
 * Sleep of a battery-powered sensor: it stays awake until the broker has everything and the AED's
 * light was judged, or until it has been awake for long enough, and then sleeps until its next
 * report. A closure, because most sensors live on mains and never need it.
 */
import { DUE_S_MAX } from "../protocol/limits";
import { LIVED_NOTE } from "./core/boot-log";
import { napNote, planNaps } from "./core/nap";
import type { Board } from "./hal/board";
import { SLEEP_MS_MAX } from "./hal/system";

/** Nothing keeps the sensor awake longer than this: the battery is all it has. */
export const AWAKE_MS_MAX = 180000;
/** The light needs three blinks of up to half this long. */
export const LIGHT_MS_MAX = 60000;
/** With nothing left to do it still listens this long: commands come now or at the next report. */
export const LISTEN_MS = 5000;
const LOOK_PERIOD_MS = 1000;
/** Between the goodbye and the sleep. */
const GOODBYE_MS = 500;
/** Its clock is an uncalibrated RC oscillator, some per cent off. Not verified on hardware. */
export const SLEEP_CLOCK_ERROR_PERCENT = 10;

export interface SleeperOptions {
  readonly board: Board;
  readonly heartbeatS: number;
  /** True when the broker has everything. */
  readonly isIdle: () => boolean;
  /** When there was last something to do, in milliseconds since boot. */
  readonly workedMs: () => number;
  /** True when nothing about the AED is still being judged. */
  readonly isSettled: () => boolean;
  /** Something is under way that a sleep would break: an update, a restart. */
  readonly isBusy: () => boolean;
  /** How the contacts were told to stand, as `contactLevels` has it; unproven is bad. */
  readonly toldLevels: () => number;
  /** True when the broker has every report. */
  readonly isTold: () => boolean;
  readonly leaveNote: (note: number) => void;
  readonly goodbye: () => void;
}

/** How the two contacts stand that end a chain of naps: bit 0 the door, bit 1 the AED's place. */
export function contactLevels(board: Board): number {
  return (board.pins.doorReed.isHigh() ? 1 : 0) + (board.pins.aedPresent.isHigh() ? 2 : 0);
}

const SLEEP_CLOCK_ERROR = 1 + SLEEP_CLOCK_ERROR_PERCENT / 100;

/** How long it sleeps, in seconds: no longer than a report may promise the next one. */
export function sleepS(heartbeatS: number): number {
  return Math.min(heartbeatS, Math.floor((DUE_S_MAX - AWAKE_MS_MAX / 1000) / SLEEP_CLOCK_ERROR));
}

/** Seconds until the next report at the latest, as the report promises. */
export function sleepDueS(heartbeatS: number): number {
  return Math.ceil(sleepS(heartbeatS) * SLEEP_CLOCK_ERROR + AWAKE_MS_MAX / 1000);
}

/** Puts the sensor to sleep when its work is done. Called once. */
export function keepAsleep(options: SleeperOptions): void {
  const board = options.board;
  const clock = board.clock;
  const wokeMs = clock.uptimeMs();
  let quietMs = wokeMs;

  function sleep(): void {
    clock.cancel("sleep");
    options.goodbye();
    const naps = planNaps(sleepS(options.heartbeatS) * 1000, SLEEP_MS_MAX);
    // With something untold it wakes wholly after one nap, to try again.
    const napsLeft = options.isTold() ? naps.count - 1 : 0;
    options.leaveNote(napNote({ napsLeft: napsLeft, levels: options.toldLevels() }, LIVED_NOTE));
    // The goodbye leaves the board between two turns.
    clock.after("asleep", GOODBYE_MS, () => board.system.deepSleep(naps.napMs));
  }

  clock.every("sleep", LOOK_PERIOD_MS, function () {
    const nowMs = clock.uptimeMs();
    const isWaiting = !options.isSettled() && nowMs - wokeMs < LIGHT_MS_MAX;
    if (options.isBusy() || !options.isIdle() || isWaiting) quietMs = nowMs;
    quietMs = Math.max(quietMs, options.workedMs());
    const isOut = nowMs - wokeMs >= AWAKE_MS_MAX && !options.isBusy();
    if (isOut || nowMs - quietMs >= LISTEN_MS) sleep();
  });
}
