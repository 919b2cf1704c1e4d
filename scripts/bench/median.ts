/** The middle of several measurements, which one slow slice cannot move. */

/** Median of at least one number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  const lower = sorted[middle - ((sorted.length + 1) % 2)];
  if (upper === undefined || lower === undefined) throw new RangeError("No values, no median.");
  return (upper + lower) / 2;
}
