/**
 * Collects times into buckets whose limits rise evenly in proportion, so that a year of them costs
 * as much memory as a minute. A percentile is the limit of its bucket: too high by a fifth at most.
 */
import type { Latencies } from "./verdict";

/** The first limit is 1 ms; from then on every next one is about a fifth higher. */
const BUCKETS_PER_DOUBLING = 4;
/** The last limit is 2^34 ms, some 200 days; what took longer is counted with it. */
const DOUBLINGS = 34;
const BUCKET_COUNT = DOUBLINGS * BUCKETS_PER_DOUBLING + 1;

/** Limits of the buckets in whole milliseconds, rising. */
export const BUCKET_LIMITS_MS: readonly number[] = [
  ...new Set(
    Array.from({ length: BUCKET_COUNT }, (_, index) =>
      Math.ceil(2 ** (index / BUCKETS_PER_DOUBLING) - 1e-9),
    ),
  ),
];

function bucketOf(valueMs: number): number {
  let low = 0;
  let high = BUCKET_LIMITS_MS.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((BUCKET_LIMITS_MS[middle] ?? 0) < valueMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class LatencyHistogram {
  private readonly counts = new Uint32Array(BUCKET_LIMITS_MS.length);
  private count = 0;
  private maxMs = 0;

  add(valueMs: number): void {
    const bucket = bucketOf(valueMs);
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.count += 1;
    if (valueMs > this.maxMs) this.maxMs = valueMs;
  }

  latencies(): Latencies {
    const histogram: [number, number][] = [];
    for (const [bucket, count] of this.counts.entries()) {
      if (count > 0) histogram.push([BUCKET_LIMITS_MS[bucket] ?? 0, count]);
    }
    return {
      count: this.count,
      p50Ms: this.percentileMs(0.5),
      p99Ms: this.percentileMs(0.99),
      maxMs: this.maxMs,
      histogram,
    };
  }

  /** The limit under which this part of all lies, but never above the largest. */
  private percentileMs(part: number): number {
    let missing = Math.ceil(this.count * part);
    if (missing === 0) return 0;
    for (const [bucket, count] of this.counts.entries()) {
      missing -= count;
      if (missing <= 0) return Math.min(BUCKET_LIMITS_MS[bucket] ?? 0, this.maxMs);
    }
    return this.maxMs;
  }
}
