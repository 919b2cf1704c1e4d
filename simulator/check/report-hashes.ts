/** What the reports of one sensor said, as a number for each: four bytes a report. */

const CHUNK = 256;
const NONE = 0;

export class ReportHashes {
  private readonly chunksOf = new Map<number, Map<number, Uint32Array>>();

  /** Undefined when it was never set. */
  get(boot: number, seq: number): number | undefined {
    const hash = this.chunksOf.get(boot)?.get(Math.floor(seq / CHUNK))?.[seq % CHUNK];
    return hash === NONE ? undefined : hash;
  }

  /** `hash`: 32 bits; of 0 nothing is known. */
  set(boot: number, seq: number, hash: number): void {
    let chunks = this.chunksOf.get(boot);
    if (!chunks) {
      chunks = new Map();
      this.chunksOf.set(boot, chunks);
    }
    const index = Math.floor(seq / CHUNK);
    let chunk = chunks.get(index);
    if (!chunk) {
      chunk = new Uint32Array(CHUNK);
      chunks.set(index, chunk);
    }
    chunk[seq % CHUNK] = hash;
  }
}
