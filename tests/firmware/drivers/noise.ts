/** Seeded chance for the tests of the drivers: the same seed gives the same noise. */

/** Fractions, 0 up to but not including 1 (mulberry32). */
export function createChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Seeds of a property-like test: enough to be convincing, few enough to be quick. */
export const SEEDS: readonly number[] = Array.from({ length: 25 }, (_, index) => index + 1);
