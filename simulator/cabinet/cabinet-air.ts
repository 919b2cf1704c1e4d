/**
 * The air in a cabinet, from the climate around it: a room evens everything out; outdoors it
 * follows with a lag, the sun heats it, and a heater with a thermostat keeps the frost away while
 * it works and has mains. A function of time; nothing ticks.
 */
import type { Air } from "../runtime/climate-sensor";
import { type Climate, DAILY_K } from "./climate";
import { HOUR_MS } from "./korean-day";

export type CabinetPlace = "indoors" | "outdoors";

/** How fast a closed cabinet follows the air around it: time to 63 % of a step. Assumption. */
export const LAG_MS = 2 * HOUR_MS;
/** A room: so warm on average, and so much of what is outdoors gets through. Assumption. */
const ROOM_C = 21;
const ROOM_SHARE = 0.15;
const OUTDOOR_MEAN_C = 12.5;
/**
 * Full sun on a cabinet in half shade makes it so much warmer. Assumption; behind glass in full sun
 * more than 65 °C have been told of, which is some 30 K.
 */
export const SUN_K = 10;
/** Outdoor heaters are set to about this, in °C (said by a supplier of cabinets). */
export const HEATER_C = 5;
/** A heater makes a cabinet at most so much warmer than without it. Assumption. */
export const HEATER_MAX_K = 25;
/** The share of the daily wave that gets through the lag, and its delay: a first-order lag. */
const OMEGA_LAG = (2 * Math.PI * LAG_MS) / (24 * HOUR_MS);
const WAVE_SHARE = 1 / Math.sqrt(1 + OMEGA_LAG ** 2);
const WAVE_DELAY_MS = (Math.atan(OMEGA_LAG) / OMEGA_LAG) * LAG_MS;
/** After so many lags a switched heater is forgotten. */
const FORGOTTEN_LAGS = 12;
/** The share of full sun that a cabinet gets on average of day and night. Assumption. */
const SUN_MEAN_SHARE = 0.15;
const LOOK_AHEAD_HOURS = 24;
const EXACTNESS_MS = 60_000;

/** Temperatures in °C within which all is well. */
export interface TemperatureRange {
  readonly minC: number;
  readonly maxC: number;
}

/** Where a cabinet stands. */
export interface CabinetSite {
  readonly climate: Climate;
  readonly place: CabinetPlace;
  /** Outdoor cabinets have a heater unless this is false. */
  readonly hasHeater?: boolean;
  /** How much warmer full sun makes it, in K; `SUN_K` when not given. */
  readonly sunK?: number;
}

export class CabinetAir {
  private readonly hasHeater: boolean;
  private readonly sunK: number;
  private isHeating: boolean;
  /** What the heater added or left out when it was switched last: it goes away with the lag. */
  private switched = { atMs: Number.NEGATIVE_INFINITY, leftK: 0 };

  constructor(private readonly site: CabinetSite) {
    this.hasHeater = site.hasHeater ?? site.place === "outdoors";
    this.sunK = site.sunK ?? SUN_K;
    this.isHeating = this.hasHeater;
  }

  /** The heater has what it needs from now on, or not. */
  setHeating(nowMs: number, isOn: boolean): void {
    const isHeating = isOn && this.hasHeater;
    if (isHeating === this.isHeating) return;
    const beforeC = this.temperatureC(nowMs);
    this.isHeating = isHeating;
    this.switched = { atMs: nowMs, leftK: beforeC - this.settledC(nowMs) };
  }

  /** The air in it. */
  at(wallMs: number): Air {
    const temperatureC = this.temperatureC(wallMs);
    const outside = this.site.climate.outdoors(wallMs);
    const share = saturation(outside.temperatureC) / saturation(temperatureC);
    const humidityPercent = Math.max(5, Math.min(100, outside.humidityPercent * share));
    return { temperatureC, humidityPercent };
  }

  temperatureC(wallMs: number): number {
    const { atMs, leftK } = this.switched;
    const lags = (wallMs - atMs) / LAG_MS;
    const settledC = this.settledC(wallMs);
    return lags > FORGOTTEN_LAGS ? settledC : settledC + leftK * Math.exp(-lags);
  }

  /** "too-cold" or "too-hot" for this range; undefined = within it. */
  leaves(range: TemperatureRange, wallMs: number): "too-cold" | "too-hot" | undefined {
    const temperatureC = this.temperatureC(wallMs);
    if (temperatureC < range.minC) return "too-cold";
    return temperatureC > range.maxC ? "too-hot" : undefined;
  }

  /**
   * When it leaves the range, or comes back, to the minute; at the latest the time to ask again.
   * Undefined = never: rooms stay within what every AED bears.
   */
  nextCrossingMs(range: TemperatureRange, nowMs: number): number | undefined {
    if (this.site.place === "indoors") return undefined;
    const now = this.leaves(range, nowMs);
    for (let hour = 1; hour <= LOOK_AHEAD_HOURS; hour++) {
      let after = nowMs + hour * HOUR_MS;
      if (this.leaves(range, after) === now) continue;
      for (let before = after - HOUR_MS; after - before > EXACTNESS_MS; ) {
        const middle = Math.round((before + after) / 2);
        if (this.leaves(range, middle) === now) before = middle;
        else after = middle;
      }
      return after;
    }
    return nowMs + LOOK_AHEAD_HOURS * HOUR_MS;
  }

  /** Without day and night: what its AED's battery ages by. */
  readonly meanC = (wallMs: number): number => {
    const { climate, place } = this.site;
    const mean = climate.meanC(wallMs);
    if (place === "indoors") return roomC(mean);
    return this.heated(mean + this.sunK * SUN_MEAN_SHARE);
  };

  private settledC(wallMs: number): number {
    const { climate, place } = this.site;
    if (place === "indoors") return roomC(climate.meanC(wallMs));
    const wave = DAILY_K * WAVE_SHARE * climate.dayWave(wallMs - WAVE_DELAY_MS);
    const sun = this.sunK * climate.sun(wallMs - LAG_MS);
    return this.heated(climate.meanC(wallMs - LAG_MS) + wave + sun);
  }

  private heated(unheatedC: number): number {
    if (!this.isHeating) return unheatedC;
    return Math.max(unheatedC, Math.min(HEATER_C, unheatedC + HEATER_MAX_K));
  }
}

function roomC(outdoorMeanC: number): number {
  return ROOM_C + (outdoorMeanC - OUTDOOR_MEAN_C) * ROOM_SHARE;
}

/** Pressure of saturated vapour in hPa, after Magnus. */
function saturation(temperatureC: number): number {
  return 6.112 * Math.exp((17.62 * temperatureC) / (243.12 + temperatureC));
}
