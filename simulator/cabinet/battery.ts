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

  /** Fraction of a full charge that is left. */
  chargeAt(nowMs: number): number {
    while (this.atMs < nowMs && this.charge > 0) {
      const untilMs = Math.min(nowMs, this.dayEndMs(this.atMs));
      const days = (untilMs - this.atMs) / DAY_MS;
      this.charge = Math.max(0, this.charge - days * this.lossPerDay(this.atMs));
      this.atMs = untilMs;
    }
    this.atMs = Math.max(this.atMs, nowMs);
    return this.charge;
  }

  /** Another charge from now on, a fraction; never below 0. */
  setCharge(nowMs: number, charge: number): void {
    this.chargeAt(nowMs);
    this.charge = Math.max(0, charge);
  }

  /** Somewhere else from now on. */
  moveTo(nowMs: number, meanC: MeanTemperature): void {
    this.chargeAt(nowMs);
    this.meanC = meanC;
  }

  /** The AED begins or ends to call for help. */
  setWarning(nowMs: number, isWarning: boolean): void {
    this.chargeAt(nowMs);
    this.isWarning = isWarning;
  }

  /** When it will be low, or flat, whichever is next; undefined = not within `withinMs`. */
  nextThresholdMs(nowMs: number, withinMs: number): number | undefined {
    let charge = this.chargeAt(nowMs);
    const threshold = charge > LOW_CHARGE ? LOW_CHARGE : FLAT_CHARGE;
    if (charge <= threshold) return undefined;
    for (let atMs = nowMs; atMs < nowMs + withinMs; ) {
      const lossPerDay = this.lossPerDay(atMs);
      const dayEndMs = this.dayEndMs(atMs);
      const loss = (lossPerDay * (dayEndMs - atMs)) / DAY_MS;
      if (charge - loss < threshold) {
        return Math.ceil(atMs + ((charge - threshold) / lossPerDay) * DAY_MS) + PAST_THRESHOLD_MS;
      }
      charge -= loss;
      atMs = dayEndMs;
    }
    return undefined;
  }

  private dayEndMs(wallMs: number): number {
    return dayStartMs(koreanDay(wallMs) + 1);
  }

  private lossPerDay(wallMs: number): number {
    const warmerK = this.meanC(wallMs) - NOMINAL_C;
    const selfDischarge = (SELF_DISCHARGE_PER_YEAR / YEAR_DAYS) * 2 ** (warmerK / DOUBLING_K);
    return this.drawPerDay + selfDischarge + (this.isWarning ? WARNING_PER_DAY : 0);
  }
}
