/**
 * Which reports a sensor has written to its wire, by number, with what they said. A sensor sends
 * the very same bytes again until it is told that they are kept, and after a power cut that came in
 * between even once more.
 */

/** So many are remembered that are not acknowledged, and so many that are. */
const OPEN_MAX = 256;
const ACKNOWLEDGED_MAX = 32;

/** Oldest first; the oldest are forgotten. */
class Remembered {
  private readonly hashOf = new Map<string, number>();

  constructor(private readonly max: number) {}

  get(key: string): number | undefined {
    return this.hashOf.get(key);
  }

  set(key: string, hash: number): void {
    this.hashOf.delete(key);
    if (this.hashOf.size >= this.max) {
      for (const oldest of this.hashOf.keys()) {
        this.hashOf.delete(oldest);
        break;
      }
    }
    this.hashOf.set(key, hash);
  }

  delete(key: string): void {
    this.hashOf.delete(key);
  }
}

export class SentReports {
  private readonly open = new Remembered(OPEN_MAX);
  private readonly acknowledgedOnes = new Remembered(ACKNOWLEDGED_MAX);

  /** It is on the wire; true when the very same was before. */
  sent(boot: number, seq: number, hash: number): boolean {
    const key = `${boot} ${seq}`;
    const known = this.open.get(key) ?? this.acknowledgedOnes.get(key);
    this.open.set(key, hash);
    return known === hash;
  }

  acknowledged(boot: number, seq: number): void {
    const key = `${boot} ${seq}`;
    const hash = this.open.get(key);
    if (hash === undefined) return;
    this.open.delete(key);
    this.acknowledgedOnes.set(key, hash);
  }
}
