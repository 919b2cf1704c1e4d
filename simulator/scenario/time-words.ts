/**
 * Times as people write them in scenarios: "3 h 20 min", "day 2 09:00", "2026-07-15 09:00". Their
 * patterns are those of the JSON Schema as well. Milliseconds inside; local time is Korean.
 */

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const UNIT_MS: Readonly<Record<string, number>> = {
  s: SECOND_MS,
  min: MINUTE_MS,
  h: HOUR_MS,
  hour: HOUR_MS,
  hours: HOUR_MS,
  day: DAY_MS,
  days: DAY_MS,
  week: 7 * DAY_MS,
  weeks: 7 * DAY_MS,
  year: 365 * DAY_MS,
  years: 365 * DAY_MS,
};
const AMOUNT = "\\d+(\\.\\d+)? ?(s|min|h|hours?|days?|weeks?|years?)";
const HOUR_AND_MINUTE = "([01]\\d|2[0-3]):[0-5]\\d";

/** Source texts of regular expressions, for the schema. */
export const DURATION_PATTERN = `^${AMOUNT}( ${AMOUNT})*$`;
export const DAY_TIME_PATTERN = `^day [1-9]\\d* ${HOUR_AND_MINUTE}$`;
export const START_PATTERN = `^\\d{4}-\\d{2}-\\d{2} ${HOUR_AND_MINUTE}$`;

const DURATION = new RegExp(DURATION_PATTERN);
const DAY_TIME = new RegExp(DAY_TIME_PATTERN);
const START = new RegExp(START_PATTERN);
const EACH_AMOUNT = /(\d+(?:\.\d+)?) ?([a-z]+)/g;

/** "3 h 20 min" in milliseconds; undefined when it is no duration. */
export function durationMs(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined;
  let sumMs = 0;
  for (const [, amount, unit = ""] of text.matchAll(EACH_AMOUNT)) {
    sumMs += Number(amount) * (UNIT_MS[unit] ?? Number.NaN);
  }
  return Math.round(sumMs);
}

/** "2026-07-15 09:00", Korean time, in milliseconds since 1970; undefined when there is none. */
export function startOfRunMs(text: string): number | undefined {
  if (!START.test(text)) return undefined;
  const [day = "", time = ""] = text.split(" ");
  const midnight = new Date(`${day}T00:00:00Z`);
  const isDay = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
  return isDay ? Date.parse(`${day}T${time}:00+09:00`) : undefined;
}

/** "3 h" or "day 2 09:00" in milliseconds from the start of the run; undefined when it is none. */
export function momentMs(text: string, startMs: number): number | undefined {
  if (!DAY_TIME.test(text)) return durationMs(text);
  const [, day = "1", time = ""] = text.split(" ");
  const [hours, minutes] = time.split(":").map(Number);
  const seoulOffsetMs = 9 * HOUR_MS;
  const sinceMidnightMs = (startMs + seoulOffsetMs) % DAY_MS;
  const clockMs = (hours ?? 0) * HOUR_MS + (minutes ?? 0) * MINUTE_MS;
  return (Number(day) - 1) * DAY_MS + clockMs - sinceMidnightMs;
}

/** A duration as people write it, e.g. "1 day 2 h". */
export function durationText(ms: number): string {
  const parts: string[] = [];
  let restMs = ms;
  const units: readonly (readonly [number, string])[] = [
    [DAY_MS, "d"],
    [HOUR_MS, "h"],
    [MINUTE_MS, "min"],
    [SECOND_MS, "s"],
  ];
  for (const [unitMs, unit] of units) {
    const amount = Math.floor(restMs / unitMs);
    if (amount === 0) continue;
    restMs -= amount * unitMs;
    const word = unit === "d" ? (amount === 1 ? "day" : "days") : unit;
    parts.push(`${amount} ${word}`);
  }
  return parts.join(" ") || "0 s";
}
