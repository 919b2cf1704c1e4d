/**
 * Latencies as counts in classes that grow by a tenth each: small, mergeable, readable by another
 * thread while it is being filled. A quantile is exact to that tenth.
 */

const FIRST_MS = 0.05;
const GROWTH = 1.1;
/** The last class holds everything above some 20 minutes. */
export const LATENCY_CLASSES = 180;

/** The class that a latency falls into. */
export function latencyClass(latencyMs: number): number {
  if (latencyMs <= FIRST_MS) return 0;
  const at = Math.ceil(Math.log(latencyMs / FIRST_MS) / Math.log(GROWTH));
  return Math.min(LATENCY_CLASSES - 1, at);
}

/** Upper end of a class, in milliseconds. */
function upperMs(at: number): number {
  return FIRST_MS * GROWTH ** at;
}

/** The latency below which `fraction` of the counted ones lie, in ms; NaN when there are none. */
export function latencyQuantileMs(counts: readonly number[], fraction: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return Number.NaN;
  const wanted = Math.max(1, Math.ceil(total * fraction));
  let seen = 0;
  for (const [at, count] of counts.entries()) {
    seen += count;
    if (seen >= wanted) return upperMs(at);
  }
  return upperMs(LATENCY_CLASSES - 1);
}

/** What was counted in `later` and not yet in `earlier`. */
export function latencySince(later: readonly number[], earlier: readonly number[]): number[] {
  return later.map((count, at) => count - (earlier[at] ?? 0));
}
