/** Days as they pass where the cabinets stand: in Korea, nine hours ahead of UTC all year round. */

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;
export const KOREA_OFFSET_MS = 9 * HOUR_MS;

/** Whole days in Korea since 1970. */
export function koreanDay(wallMs: number): number {
  return Math.floor((wallMs + KOREA_OFFSET_MS) / DAY_MS);
}

/** Milliseconds since midnight in Korea. */
export function timeOfDayMs(wallMs: number): number {
  return wallMs + KOREA_OFFSET_MS - koreanDay(wallMs) * DAY_MS;
}

/** The first instant of a day, given in days since 1970, in milliseconds since 1970. */
export function dayStartMs(day: number): number {
  return day * DAY_MS - KOREA_OFFSET_MS;
}

/** When a last good day is over, in milliseconds since 1970. Throws when `date` is none. */
export function endOfDayMs(date: string): number {
  const startMs = Date.parse(`${date}T00:00:00+09:00`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(startMs)) {
    throw new RangeError(`The last good day "${date}" is no date; write it as YYYY-MM-DD.`);
  }
  return startMs + DAY_MS;
}
