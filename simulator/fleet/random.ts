/**
 * The one source of randomness of a fleet: a seeded generator (sfc32), so that the same seed
 * gives the same run. `fork` makes an independent generator for a part, by name, so that adding
 * one draw somewhere does not change everything else.
 */

export interface Random {
  /** 0 up to but not including 1. */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number;
  /** One of the items. Throws when there are none. */
  pick<Item>(items: readonly Item[]): Item;
  /** An independent generator that depends on this one's seed and on the name only. */
  fork(name: string): Random;
}

/** Rounds that mix the seed before the first number is used. */
const WARM_UP_ROUNDS = 15;

/** FNV-1a over the characters, from a given start. */
function hash(text: string, start: number): number {
  let value = start;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return value >>> 0;
}

class SeededRandom implements Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(private readonly seed: number) {
    this.a = seed;
    this.b = Math.imul(seed, 0x9e3779b1);
    this.c = ~seed;
    for (let round = 0; round < WARM_UP_ROUNDS; round++) this.next();
  }

  next(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }

  integer(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.integer(0, items.length - 1)];
    if (item === undefined) throw new RangeError("There is nothing to pick from.");
    return item;
  }

  fork(name: string): Random {
    return new SeededRandom(hash(name, this.seed ^ 0x811c9dc5));
  }
}

/** A generator for this seed, a whole number. */
export function createRandom(seed: number): Random {
  return new SeededRandom(hash(String(seed), 0x811c9dc5));
}
