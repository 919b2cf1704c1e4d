/** Calendar dates as YYYY-MM-DD, without any time of day. */

const DAY_MS = 86_400_000;
/** Korea is nine hours ahead of UTC all year round. */
const SEOUL_OFFSET_MS = 9 * 3_600_000;

/** The date `days` after (or, negative, before) a date. Throws when `date` is none. */
export function isoDatePlus(date: string, days: number): string {
  const startMs = Date.parse(`${date}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(startMs)) {
    throw new RangeError(`"${date}" is no date; write it as YYYY-MM-DD.`);
  }
  return new Date(startMs + days * DAY_MS).toISOString().slice(0, 10);
}

/** The date in Seoul at `wallMs` milliseconds since 1970. */
export function seoulDate(wallMs: number): string {
  return new Date(wallMs + SEOUL_OFFSET_MS).toISOString().slice(0, 10);
}
