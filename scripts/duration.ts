/** Spans of time as people type them: 30s, 15m, 2h, 7d. */
import { UsageError } from "./command-line";

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Milliseconds of e.g. "2h"; throws a UsageError naming the option, the text and the rule. */
export function readDurationMs(option: string, text: string): number {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count && unit) return Number(count) * (UNIT_MS[unit] ?? 0);
  throw new UsageError(`--${option} is "${text}"; write a number and s, m, h or d, such as 2h.`);
}
