/**
 * Times and numbers in the words of a verdict. Wall clock is Korean time, which has had no summer
 * time since 1988; written here, because a host's locale must not change what is written.
 */

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
export const KOREAN_OFFSET_MS = 9 * HOUR_MS;

const LONG_UNITS = [
  ["d", DAY_MS],
  ["h", HOUR_MS],
  ["min", MINUTE_MS],
  ["s", SECOND_MS],
] as const;

/** 1234567 becomes `1,234,567`. */
export function countText(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** At most two units, without one that is zero: `7 d`, `1 h 20 min`, `4.2 s`, `120 ms`. */
export function durationText(ms: number): string {
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`;
  const tenths = Math.round(ms / 100) / 10;
  if (tenths < 60) return `${tenths} s`;
  const wholeMs = Math.round(ms / SECOND_MS) * SECOND_MS;
  const index = LONG_UNITS.findIndex(([, unitMs]) => wholeMs >= unitMs);
  const [name, unitMs] = LONG_UNITS[index] ?? LONG_UNITS[3];
  const [lesserName, lesserMs] = LONG_UNITS[index + 1] ?? LONG_UNITS[3];
  const rest = Math.floor((wholeMs % unitMs) / lesserMs);
  const first = `${Math.floor(wholeMs / unitMs)} ${name}`;
  return rest > 0 ? `${first} ${rest} ${lesserName}` : first;
}

/** `2026-03-02 14:05:12` in Korean time. */
export function koreanTime(wallMs: number): string {
  return new Date(wallMs + KOREAN_OFFSET_MS).toISOString().slice(0, 19).replace("T", " ");
}

/** `1 violation`, `2 violations`. */
export function plural(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? "" : "s"}`;
}
