/**
 * The interpreter's random numbers: a multiply-with-carry generator with a constant seed, so that
 * every board says the same after each boot until E.srand is called.
 */
const SEED_W = 0xdeadbeef;
const SEED_Z = 0xcafebabe;

export class DeviceRandom {
  private w = SEED_W;
  private z = SEED_Z;

  seed(value: unknown): void {
    const seed = Number(value) | 0;
    this.w = ((seed & 0xffff) | (seed << 16)) >>> 0;
    this.z = ((seed & 0xffff0000) | (seed >>> 16)) >>> 0;
  }

  /** 31 random bits. */
  integer(): number {
    this.z = (36969 * (this.z & 0xffff) + (this.z >>> 16)) >>> 0;
    this.w = (18000 * (this.w & 0xffff) + (this.w >>> 16)) >>> 0;
    return ((this.z << 16) + this.w) & 0x7fffffff;
  }

  /** 0 up to but not including 1. */
  fraction(): number {
    return this.integer() / 2 ** 31;
  }
}
