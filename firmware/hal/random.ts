/** Random numbers for jitter. The stock seed repeats at each boot, so it is always set first. */
export interface Random {
  /** `seed` is an unsigned 31-bit integer. */
  seed(seed: number): void;
  /** 0 up to but not including 1. */
  fraction(): number;
}
