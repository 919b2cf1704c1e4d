/**
 * Timers that are due soon: a ring of slots of a millisecond each, every one with its timers in
 * order. Adding and taking cost the same however many there are, which is what a fleet's blinking
 * lights need.
 */
import type { TimerEntry } from "./timer-entry";

const SLOT_BITS = 14;
/** So far ahead, in milliseconds, a timer has a slot of its own. */
export const WHEEL_MS = 2 ** SLOT_BITS;
const SLOT_MASK = WHEEL_MS - 1;
const WORD_BITS = 5;
const WORD_MASK = 31;
const WORDS = WHEEL_MS >> WORD_BITS;

export class TimerWheel {
  private readonly heads: (TimerEntry | undefined)[] = new Array(WHEEL_MS).fill(undefined);
  private readonly tails: (TimerEntry | undefined)[] = new Array(WHEEL_MS).fill(undefined);
  /** A bit for each slot that holds something. */
  private readonly filled = new Int32Array(WORDS);
  private count = 0;
  /** Nothing is in a slot before this one. */
  private current = 0;

  get isEmpty(): boolean {
    return this.count === 0;
  }

  /** True when a timer due then has a slot here. */
  reaches(dueMs: number): boolean {
    return dueMs < this.current + WHEEL_MS;
  }

  /** An empty wheel turns on, so that it reaches this time. */
  turnTo(dueMs: number): void {
    this.current = Math.max(this.current, Math.floor(dueMs));
  }

  /** What is overdue shares the present slot; within a slot all are in order. */
  add(entry: TimerEntry): void {
    const slot = Math.max(this.current, Math.floor(entry.dueMs));
    const index = slot & SLOT_MASK;
    let before = this.tails[index];
    while (before && entry.isBefore(before)) before = before.before;
    const after = before ? before.after : this.heads[index];
    entry.slot = slot;
    entry.before = before;
    entry.after = after;
    if (before) before.after = entry;
    else this.heads[index] = entry;
    if (after) after.before = entry;
    else this.tails[index] = entry;
    const word = index >> WORD_BITS;
    this.filled[word] = (this.filled[word] ?? 0) | (1 << (index & WORD_MASK));
    this.count += 1;
  }

  /** Takes an entry out that is in it. */
  remove(entry: TimerEntry): void {
    const index = entry.slot & SLOT_MASK;
    const { before, after } = entry;
    if (before) before.after = after;
    else this.heads[index] = after;
    if (after) after.before = before;
    else this.tails[index] = before;
    entry.slot = -1;
    entry.before = undefined;
    entry.after = undefined;
    this.count -= 1;
    if (this.heads[index]) return;
    const word = index >> WORD_BITS;
    this.filled[word] = (this.filled[word] ?? 0) & ~(1 << (index & WORD_MASK));
  }

  /** The one due first. The wheel turns to it; what is added before it is still in order. */
  first(): TimerEntry | undefined {
    if (this.count === 0) return undefined;
    const from = this.current & SLOT_MASK;
    const index = this.nextFilled(from);
    this.current += (index - from) & SLOT_MASK;
    return this.heads[index];
  }

  /** The first slot with something in it, from `from` on and round; there is one. */
  private nextFilled(from: number): number {
    let word = from >> WORD_BITS;
    let bits = (this.filled[word] ?? 0) & (-1 << (from & WORD_MASK));
    while (bits === 0) {
      word = (word + 1) % WORDS;
      bits = this.filled[word] ?? 0;
    }
    return (word << WORD_BITS) + (WORD_MASK - Math.clz32(bits & -bits));
  }
}
