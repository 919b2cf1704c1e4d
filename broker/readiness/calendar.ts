/**
 * Calendar dates in a site's own time zone: whether a date exists, and the instant its last day
 * ends. Pure; the zones come from the language's own Intl data.
 */

/** A date as YYYY-MM-DD, without time or zone. */
export type CalendarDate = string;

const DAY_MS = 86_400_000;
/** No zone is further than this from UTC. */
const ZONE_OFFSET_MS_MAX = 15 * 3_600_000;
/** Instants and zones kept ready; both come from a registry with few different values. */
const CACHE_ENTRIES_MAX = 10_000;

const formats = new Map<string, Intl.DateTimeFormat>();
const dayEnds = new Map<string, number>();

function remember<Value>(cache: Map<string, Value>, key: string, value: Value): Value {
  if (cache.size >= CACHE_ENTRIES_MAX) cache.clear();
  cache.set(key, value);
  return value;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const options = { timeZone, year: "numeric", month: "2-digit", day: "2-digit" } as const;
  return remember(formats, timeZone, new Intl.DateTimeFormat("en-CA", options));
}

/** True for the name of a time zone, e.g. Asia/Seoul, that this computer knows; no offsets. */
export function isTimeZone(name: unknown): name is string {
  if (typeof name !== "string" || !/^[A-Za-z]/.test(name)) return false;
  try {
    return formatOf(name) !== undefined;
  } catch {
    return false;
  }
}

function utcMidnightMs(date: CalendarDate): number {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!parts) return Number.NaN;
  return Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]));
}

/** True for a day that exists, written YYYY-MM-DD; 29 February only in leap years. */
export function isCalendarDate(text: unknown): text is CalendarDate {
  if (typeof text !== "string") return false;
  const midnightMs = utcMidnightMs(text);
  return !Number.isNaN(midnightMs) && new Date(midnightMs).toISOString().startsWith(text);
}

/** The date that the calendar on the wall shows in `timeZone` at `atMs`. */
export function dateAt(atMs: number, timeZone: string): CalendarDate {
  return formatOf(timeZone).format(atMs);
}

/**
 * The first instant that is no longer `date` in `timeZone`, in milliseconds since 1970. Found by
 * halving, because offsets change, and some zones skip midnight itself.
 */
export function endOfDayMs(date: CalendarDate, timeZone: string): number {
  const key = `${date} ${timeZone}`;
  const known = dayEnds.get(key);
  if (known !== undefined) return known;
  const nextMidnightMs = utcMidnightMs(date) + DAY_MS;
  let stillMs = nextMidnightMs - ZONE_OFFSET_MS_MAX;
  let overMs = nextMidnightMs + ZONE_OFFSET_MS_MAX;
  while (overMs - stillMs > 1) {
    const middleMs = Math.floor((stillMs + overMs) / 2);
    if (dateAt(middleMs, timeZone) > date) overMs = middleMs;
    else stillMs = middleMs;
  }
  return remember(dayEnds, key, overMs);
}
