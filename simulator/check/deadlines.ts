/**
 * Which cabinet's limit is reached next: a binary heap with one live entry per cabinet, so that
 * the passing of time costs nothing while nothing is due. Overtaken entries are skipped.
 */
interface Entry {
  readonly id: string;
  readonly dueMs: number;
  readonly order: number;
}

/** Skipped entries may outnumber the live ones by this factor before the heap is rebuilt. */
const WASTE_FACTOR_MAX = 4;
const REBUILD_SIZE_MIN = 64;

function isBefore(a: Entry, b: Entry): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}

export class Deadlines {
  private heap: Entry[] = [];
  private readonly liveOf = new Map<string, Entry>();
  private orders = 0;

  /** Sets the one deadline of `id`, in milliseconds from the start of the run. */
  set(id: string, dueMs: number): void {
    if (this.liveOf.get(id)?.dueMs === dueMs) return;
    this.orders += 1;
    const entry: Entry = { id, dueMs, order: this.orders };
    this.liveOf.set(id, entry);
    this.push(entry);
    const isWasteful = this.heap.length > this.liveOf.size * WASTE_FACTOR_MAX;
    if (isWasteful && this.heap.length > REBUILD_SIZE_MIN) this.rebuild();
  }

  drop(id: string): void {
    this.liveOf.delete(id);
  }

  clear(): void {
    this.heap = [];
    this.liveOf.clear();
  }

  /** The ids that are waiting, in the order in which they were set. */
  ids(): string[] {
    return [...this.liveOf.keys()];
  }

  /** Removes and returns the earliest deadline that lies before `nowMs`. */
  takeBefore(nowMs: number): { readonly id: string; readonly dueMs: number } | undefined {
    for (let first = this.heap[0]; first && first.dueMs < nowMs; first = this.heap[0]) {
      this.pop();
      if (this.liveOf.get(first.id) !== first) continue;
      this.liveOf.delete(first.id);
      return first;
    }
    return undefined;
  }

  private rebuild(): void {
    this.heap = [];
    for (const entry of this.liveOf.values()) this.push(entry);
  }

  private push(entry: Entry): void {
    let index = this.heap.push(entry) - 1;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = this.heap[above];
      if (!parent || !isBefore(entry, parent)) break;
      this.heap[index] = parent;
      index = above;
    }
    this.heap[index] = entry;
  }

  private pop(): void {
    const last = this.heap.pop();
    const size = this.heap.length;
    if (!last || size === 0) return;
    let index = 0;
    for (;;) {
      let below = 2 * index + 1;
      const left = this.heap[below];
      const right = this.heap[below + 1];
      if (!left) break;
      let smaller = left;
      if (right && isBefore(right, left)) {
        smaller = right;
        below += 1;
      }
      if (!isBefore(smaller, last)) break;
      this.heap[index] = smaller;
      index = below;
    }
    this.heap[index] = last;
  }
}
