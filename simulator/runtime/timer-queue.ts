/**
 * Timers ordered by due time, then by order of arrival: a binary heap in which an entry can be
 * withdrawn. Both clocks use it, so a fleet of thousands of devices needs one host timer only.
 */
import type { Cancel } from "./clock";

export interface QueuedTimer {
  readonly name: string;
  readonly dueMs: number;
  readonly run: () => void;
}

class Entry implements QueuedTimer {
  position = 0;

  constructor(
    readonly name: string,
    readonly dueMs: number,
    readonly order: number,
    readonly run: () => void,
  ) {}

  isBefore(other: Entry): boolean {
    return this.dueMs < other.dueMs || (this.dueMs === other.dueMs && this.order < other.order);
  }
}

export class TimerQueue {
  private readonly heap: Entry[] = [];
  private added = 0;

  get size(): number {
    return this.heap.length;
  }

  /** The timer that is due first; undefined when there is none. */
  first(): QueuedTimer | undefined {
    return this.heap[0];
  }

  add(name: string, dueMs: number, run: () => void): Cancel {
    const entry = new Entry(name, dueMs, this.added++, run);
    this.place(entry, this.heap.length);
    this.rise(entry);
    return () => this.remove(entry);
  }

  /** Takes the first timer out. */
  takeFirst(): QueuedTimer | undefined {
    const first = this.heap[0];
    if (first) this.remove(first);
    return first;
  }

  private remove(entry: Entry): void {
    if (entry.position < 0) return;
    const last = this.heap.pop();
    const position = entry.position;
    entry.position = -1;
    if (!last || last === entry) return;
    this.place(last, position);
    this.rise(last);
    this.sink(last);
  }

  private place(entry: Entry, position: number): void {
    this.heap[position] = entry;
    entry.position = position;
  }

  private rise(entry: Entry): void {
    while (entry.position > 0) {
      const position = entry.position;
      const parentAt = (position - 1) >> 1;
      const parent = this.heap[parentAt];
      if (!parent || !entry.isBefore(parent)) return;
      this.place(entry, parentAt);
      this.place(parent, position);
    }
  }

  private sink(entry: Entry): void {
    for (;;) {
      const position = entry.position;
      const left = this.heap[2 * position + 1];
      const right = this.heap[2 * position + 2];
      const child = right && left && right.isBefore(left) ? right : left;
      if (!child?.isBefore(entry)) return;
      const childAt = child.position;
      this.place(child, position);
      this.place(entry, childAt);
    }
  }
}
