/**
 * The battery of an AED: its charge falls by what the AED draws to test itself and by
 * self-discharge, which doubles with each ten degrees. Computed when asked, day by day; nothing
 * ticks. Cold lessens only the self-discharge here, not what a cold battery can give.
 */
import { DAY_MS, dayStartMs, koreanDay } from "./korean-day";

/** The AED warns below this fraction of a full charge: some shocks are left. Assumption. */
export const LOW_CHARGE = 0.1;
/** Below this fraction the AED can neither blink nor chirp. Assumption. */
export const FLAT_CHARGE = 0.005;
/** What one rescue of half an hour with some shocks takes, as a fraction. Assumption. */
export const RESCUE_CHARGE = 0.15;
/** Self-discharge of a primary lithium battery at 25 °C, as a fraction a year. Assumption. */
const SELF_DISCHARGE_PER_YEAR = 0.02;
/** Warmer by so much, and self-discharge doubles: the rule of thumb after Arrhenius. */
const DOUBLING_K = 10;
const NOMINAL_C = 25;
/** What blinking and chirping for help takes, as a fraction a day. Assumption. */
const WARNING_PER_DAY = 0.002;
const YEAR_DAYS = 365.25;
/** A threshold is looked at so much after it is passed, so that rounding cannot hide it. */
const PAST_THRESHOLD_MS = 1000;

/** The mean temperature of a day around `wallMs`, in °C. */
export type MeanTemperature = (wallMs: number) => number;

export interface BatteryOptions {
  /** Years until a fresh one is low at 25 °C. */
  readonly lifeYears: number;
  readonly nowMs: number;
  /** Fraction of a full charge, 0 to 1. */
  readonly charge: number;
  readonly meanC: MeanTemperature;
}

export class Battery {
  private charge: number;
  private atMs: number;
  private meanC: MeanTemperature;
  private isWarning = false;
  private readonly drawPerDay: number;

  constructor(options: BatteryOptions) {
    this.charge = options.charge;
    this.atMs = options.nowMs;
    this.meanC = options.meanC;
    const wholePerYear = (1 - LOW_CHARGE) / options.lifeYears;
    this.drawPerDay = (wholePerYear - SELF_DISCHARGE_PER_YEAR) / YEAR_DAYS;
  }

  /** Fraction of a full charge that is left. How often it is asked for changes nothing. */
  chargeAt(nowMs: number): number {
    for (let endMs = dayEndMs(this.atMs); endMs <= nowMs; endMs = dayEndMs(this.atMs)) {
      this.charge -= this.loss(this.atMs, endMs);
      this.atMs = endMs;
    }
    return Math.max(0, this.charge - this.loss(this.atMs, Math.max(this.atMs, nowMs)));
  }

  /** Another charge from now on, a fraction; never below 0. */
  setCharge(nowMs: number, charge: number): void {
    this.charge = Math.max(0, charge);
    this.atMs = nowMs;
  }

  /** Somewhere else from now on. */
  moveTo(nowMs: number, meanC: MeanTemperature): void {
    this.setCharge(nowMs, this.chargeAt(nowMs));
    this.meanC = meanC;
  }

  /** The AED begins or ends to call for help. */
  setWarning(nowMs: number, isWarning: boolean): void {
    if (isWarning === this.isWarning) return;
    this.setCharge(nowMs, this.chargeAt(nowMs));
    this.isWarning = isWarning;
  }

  /** When it will be low, or flat, whichever is next; undefined = not within `withinMs`. */
  nextThresholdMs(nowMs: number, withinMs: number): number | undefined {
    let charge = this.chargeAt(nowMs);
    const threshold = charge > LOW_CHARGE ? LOW_CHARGE : FLAT_CHARGE;
    if (charge <= threshold) return undefined;
    for (let atMs = nowMs; atMs < nowMs + withinMs; ) {
      const endMs = dayEndMs(atMs);
      const loss = this.loss(atMs, endMs);
      if (charge - loss < threshold) {
        const share = (charge - threshold) / loss;
        return Math.ceil(atMs + share * (endMs - atMs)) + PAST_THRESHOLD_MS;
      }
      charge -= loss;
      atMs = endMs;
    }
    return undefined;
  }

  /** What it loses within a day; the noon of that day stands for its temperature. */
  private loss(fromMs: number, toMs: number): number {
    const warmerK = this.meanC(dayEndMs(fromMs) - DAY_MS / 2) - NOMINAL_C;
    const selfDischarge = (SELF_DISCHARGE_PER_YEAR / YEAR_DAYS) * 2 ** (warmerK / DOUBLING_K);
    const perDay = this.drawPerDay + selfDischarge + (this.isWarning ? WARNING_PER_DAY : 0);
    return (perDay * (toMs - fromMs)) / DAY_MS;
  }
}

function dayEndMs(wallMs: number): number {
  return dayStartMs(koreanDay(wallMs) + 1);
}
