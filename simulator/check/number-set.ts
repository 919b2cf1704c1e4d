/**
 * A set of whole numbers that mostly come one after the other, kept as ranges: a year of reports
 * of one boot is one range.
 */
export class NumberSet {
  /** First and last of each range, rising, with a gap between any two. */
  private readonly firsts: number[] = [];
  private readonly lasts: number[] = [];

  /** False when it was in there already. */
  add(value: number): boolean {
    const above = this.rangeAbove(value);
    const below = above - 1;
    if (below >= 0 && value <= (this.lasts[below] ?? value - 1)) return false;
    const joinsBelow = below >= 0 && this.lasts[below] === value - 1;
    const joinsAbove = this.firsts[above] === value + 1;
    if (joinsBelow && joinsAbove) {
      this.lasts[below] = this.lasts[above] ?? value;
      this.firsts.splice(above, 1);
      this.lasts.splice(above, 1);
    } else if (joinsBelow) this.lasts[below] = value;
    else if (joinsAbove) this.firsts[above] = value;
    else {
      this.firsts.splice(above, 0, value);
      this.lasts.splice(above, 0, value);
    }
    return true;
  }

  has(value: number): boolean {
    const below = this.rangeAbove(value) - 1;
    const last = this.lasts[below];
    return last !== undefined && value <= last;
  }

  *values(): Generator<number> {
    for (const [index, first] of this.firsts.entries()) {
      const last = this.lasts[index] ?? first;
      for (let value = first; value <= last; value += 1) yield value;
    }
  }

  /** Index of the first range that begins after `value`; mostly the end. */
  private rangeAbove(value: number): number {
    let low = 0;
    let high = this.firsts.length;
    const newest = this.firsts[high - 1];
    if (newest === undefined || newest <= value) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.firsts[middle] ?? 0) <= value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Pairs (boot, seq), as ranges of each boot. */
export class ReportNumbers {
  private readonly seqsOf = new Map<number, NumberSet>();

  /** False when it was in there already. */
  add(boot: number, seq: number): boolean {
    let seqs = this.seqsOf.get(boot);
    if (!seqs) {
      seqs = new NumberSet();
      this.seqsOf.set(boot, seqs);
    }
    return seqs.add(seq);
  }

  has(boot: number, seq: number): boolean {
    return this.seqsOf.get(boot)?.has(seq) ?? false;
  }

  *all(): Generator<{ readonly boot: number; readonly seq: number }> {
    for (const [boot, seqs] of this.seqsOf) {
      for (const seq of seqs.values()) yield { boot, seq };
    }
  }
}
