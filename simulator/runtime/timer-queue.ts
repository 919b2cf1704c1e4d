/**
 * The timers of a clock in the order in which they are due: those due soon in a wheel, the others
 * in a heap until they are.
 */
import type { Cancel } from "./clock";
import { TimerEntry } from "./timer-entry";
import { TimerHeap } from "./timer-heap";
import { TimerWheel } from "./timer-wheel";

/** A timer that waits. */
export interface QueuedTimer {
  readonly name: string;
  readonly dueMs: number;
  readonly run: () => void;
}

export class TimerQueue {
  private readonly wheel = new TimerWheel();
  private readonly heap = new TimerHeap();
  /** The one that is due first, while that is known. */
  private next: TimerEntry | undefined;
  private added = 0;
  private waiting = 0;

  get size(): number {
    return this.waiting;
  }

  /** The timer that is due first; undefined when there is none. */
  first(): QueuedTimer | undefined {
    this.next ??= this.search();
    return this.next;
  }

  add(name: string, dueMs: number, run: () => void): Cancel {
    const entry = new TimerEntry(name, dueMs, this.added++, run);
    this.waiting += 1;
    if (this.wheel.reaches(dueMs)) this.wheel.add(entry);
    else this.heap.add(entry);
    if (this.next && entry.isBefore(this.next)) this.next = entry;
    return () => this.remove(entry);
  }

  /** Takes the first timer out. */
  takeFirst(): QueuedTimer | undefined {
    const first = this.next ?? this.search();
    if (first) this.remove(first);
    return first;
  }

  private search(): TimerEntry | undefined {
    const { wheel, heap } = this;
    let far = heap.first();
    if (far && wheel.isEmpty) wheel.turnTo(far.dueMs);
    // What the wheel reaches by now may be earlier than what is in it.
    for (; far && wheel.reaches(far.dueMs); far = heap.first()) {
      heap.remove(far);
      wheel.add(far);
    }
    return wheel.first();
  }

  private remove(entry: TimerEntry): void {
    if (entry.slot >= 0) this.wheel.remove(entry);
    else if (entry.position >= 0) this.heap.remove(entry);
    else return;
    this.waiting -= 1;
    if (this.next === entry) this.next = undefined;
  }
}
