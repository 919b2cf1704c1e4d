/** Timers that are due in a long time, in a heap by when that is. */
import type { TimerEntry } from "./timer-entry";

export class TimerHeap {
  private readonly heap: TimerEntry[] = [];

  /** The one that is due first; undefined when there is none. */
  first(): TimerEntry | undefined {
    return this.heap[0];
  }

  add(entry: TimerEntry): void {
    this.place(entry, this.heap.length);
    this.rise(entry);
  }

  /** Takes an entry out that is in it. */
  remove(entry: TimerEntry): void {
    const last = this.heap.pop();
    const { position } = entry;
    entry.position = -1;
    if (!last || last === entry) return;
    this.place(last, position);
    this.rise(last);
    this.sink(last);
  }

  private place(entry: TimerEntry, position: number): void {
    this.heap[position] = entry;
    entry.position = position;
  }

  private rise(entry: TimerEntry): void {
    while (entry.position > 0) {
      const position = entry.position;
      const parentAt = (position - 1) >> 1;
      const parent = this.heap[parentAt];
      if (!parent || !entry.isBefore(parent)) return;
      this.place(entry, parentAt);
      this.place(parent, position);
    }
  }

  private sink(entry: TimerEntry): void {
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
