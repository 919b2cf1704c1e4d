/**
 * The weather of one place in Korea as a function of time: seasons, day and night, and weather
 * noise by seed, with heat waves and cold snaps added for a span. Nothing ticks. The values are
 * assumptions near the climate of Seoul and Gyeonggi, not measurements of a certain year.
 */

import type { Air } from "../runtime/climate-sensor";
import type { Cancel } from "../runtime/clock";
import { DAY_MS, dayStartMs, HOUR_MS, koreanDay, timeOfDayMs } from "./korean-day";

/** A time of unusual weather: so much warmer, or colder when negative. */
export interface Spell {
  readonly fromMs: number;
  readonly toMs: number;
  readonly warmerK: number;
}

/** Mean of the year, and how much warmer than it the warmest day is on average. */
const YEAR_MEAN_C = 12.5;
const SEASON_K = 14;
/** The warmest day of a year on average, in days from 1 January. */
const WARMEST_DAY = 210;
const YEAR_DAYS = 365.25;
/** Half of what lies between night and afternoon, and the warmest hour. */
export const DAILY_K = 4.5;
const WARMEST_HOUR = 15;
/** A day differs from the season by up to so much, in winter and in summer. */
const WINTER_NOISE_K = 9;
const SUMMER_NOISE_K = 4;
/** Humidity: dry winters, damp summers, drier while it is warm in the day. */
const HUMIDITY_MEAN = 64;
const HUMIDITY_SEASON = 12;
const HUMIDITY_DAILY = 14;
/** A spell comes and goes over so long. */
const SPELL_EDGE_MS = 6 * HOUR_MS;
/** Hours in which sun falls on the place, and how much of it goes through clouds at the least. */
const SUNRISE_HOUR = 7;
const SUNSET_HOUR = 18;
const CLOUDED_SUN = 0.15;

/** 0 up to but not including 1, by two whole numbers (the mixer of murmur3). */
function fraction(seed: number, day: number): number {
  let value = Math.imul(seed ^ Math.imul(day, 0x9e3779b1), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  value = Math.imul(value ^ (value >>> 16), 0x27d4eb2f);
  return ((value ^ (value >>> 15)) >>> 0) / 2 ** 32;
}

export class Climate {
  private readonly spells: Spell[] = [];
  private readonly listeners = new Set<() => void>();

  /** `seed` is a whole number: the same one gives the same weather. */
  constructor(private readonly seed: number) {}

  /** A heat wave or a cold snap. */
  addSpell(spell: Spell): void {
    this.spells.push(spell);
    for (const listener of [...this.listeners]) listener();
  }

  /** Tells when what was computed ahead no longer holds. */
  onChanged(listener: () => void): Cancel {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Air outdoors in the shade. */
  outdoors(wallMs: number): Air {
    const temperatureC = this.meanC(wallMs) + DAILY_K * this.dayWave(wallMs);
    const damp = HUMIDITY_MEAN + HUMIDITY_SEASON * this.season(wallMs);
    const wet = (1 - this.clearness(koreanDay(wallMs))) * 20;
    const percent = damp + wet - HUMIDITY_DAILY * this.dayWave(wallMs);
    return { temperatureC, humidityPercent: Math.max(15, Math.min(100, percent)) };
  }

  /** Temperature without day and night, in °C. */
  meanC(wallMs: number): number {
    return YEAR_MEAN_C + SEASON_K * this.season(wallMs) + this.noiseK(wallMs) + this.spellK(wallMs);
  }

  /** The course of a day, delayed and so flattened: 1 at the warmest, -1 at the coldest. */
  dayWave(wallMs: number): number {
    const phase = (timeOfDayMs(wallMs) / HOUR_MS - WARMEST_HOUR) / 24;
    return Math.cos(2 * Math.PI * phase);
  }

  /** How much sun there is, 0 to 1. */
  sun(wallMs: number): number {
    const hour = timeOfDayMs(wallMs) / HOUR_MS;
    if (hour <= SUNRISE_HOUR || hour >= SUNSET_HOUR) return 0;
    const height = Math.sin((Math.PI * (hour - SUNRISE_HOUR)) / (SUNSET_HOUR - SUNRISE_HOUR));
    return height * (CLOUDED_SUN + (1 - CLOUDED_SUN) * this.clearness(koreanDay(wallMs)));
  }

  /** 1 at the height of summer, -1 in the depth of winter. */
  private season(wallMs: number): number {
    const day = wallMs / DAY_MS - WARMEST_DAY;
    return Math.cos((2 * Math.PI * day) / YEAR_DAYS);
  }

  /** 0 = overcast, 1 = a clear day. */
  private clearness(day: number): number {
    return fraction(this.seed + 1, day);
  }

  /** Straight from noon to noon, so that there are no steps at midnight. */
  private noiseK(wallMs: number): number {
    const beforeNoon = wallMs - DAY_MS / 2;
    const day = koreanDay(beforeNoon);
    const share = (beforeNoon - dayStartMs(day)) / DAY_MS;
    const noise = this.dayNoise(day) * (1 - share) + this.dayNoise(day + 1) * share;
    const winter = (1 - this.season(wallMs)) / 2;
    return noise * (SUMMER_NOISE_K + (WINTER_NOISE_K - SUMMER_NOISE_K) * winter);
  }

  /** -1 to 1; neighbouring days are alike. */
  private dayNoise(day: number): number {
    const { seed } = this;
    return (2 * (fraction(seed, day - 1) + fraction(seed, day) + fraction(seed, day + 1))) / 3 - 1;
  }

  private spellK(wallMs: number): number {
    let warmerK = 0;
    for (const { fromMs, toMs, warmerK: most } of this.spells) {
      const inside = Math.min(wallMs - fromMs, toMs - wallMs);
      if (inside > 0) warmerK += most * Math.min(1, inside / SPELL_EDGE_MS);
    }
    return warmerK;
  }
}
