/**
 * Which cabinet's answer changes next by time alone. A binary heap with one live entry per
 * cabinet; entries that were overtaken are skipped when they come up. Pure: knows no clock.
 */
interface Entry {
  readonly id: string;
  readonly dueMs: number;
}

/** Skipped entries may outnumber the live ones by this factor before the heap is rebuilt. */
const WASTE_FACTOR_MAX = 4;
const REBUILD_SIZE_MIN = 64;

export class DeadlineQueue {
  private heap: Entry[] = [];
  private readonly dueMsOf = new Map<string, number>();

  /** Sets the one deadline of `id`. */
  set(id: string, dueMs: number): void {
    if (this.dueMsOf.get(id) === dueMs) return;
    this.dueMsOf.set(id, dueMs);
    this.push({ id, dueMs });
    const isWasteful = this.heap.length > this.dueMsOf.size * WASTE_FACTOR_MAX;
    if (isWasteful && this.heap.length > REBUILD_SIZE_MIN) this.rebuild();
  }

  /** The earliest deadline; undefined when there is none. */
  firstMs(): number | undefined {
    this.dropOvertaken();
    return this.heap[0]?.dueMs;
  }

  /** Removes and returns every cabinet whose deadline is not after `nowMs`. */
  takeDue(nowMs: number): string[] {
    const due: string[] = [];
    for (let firstMs = this.firstMs(); firstMs !== undefined; firstMs = this.firstMs()) {
      if (firstMs > nowMs) break;
      const first = this.pop();
      if (!first) break;
      this.dueMsOf.delete(first.id);
      due.push(first.id);
    }
    return due;
  }

  private dropOvertaken(): void {
    for (let first = this.heap[0]; first; first = this.heap[0]) {
      if (this.dueMsOf.get(first.id) === first.dueMs) return;
      this.pop();
    }
  }

  private rebuild(): void {
    this.heap = [];
    for (const [id, dueMs] of this.dueMsOf) this.push({ id, dueMs });
  }

  private push(entry: Entry): void {
    this.heap.push(entry);
    let index = this.heap.length - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.dueAt(parent) <= entry.dueMs) break;
      this.swap(index, parent);
      index = parent;
    }
  }

  private pop(): Entry | undefined {
    const first = this.heap[0];
    const last = this.heap.pop();
    if (!last || this.heap.length === 0) return first;
    this.heap[0] = last;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      const smaller = this.dueAt(right) < this.dueAt(left) ? right : left;
      if (this.dueAt(smaller) >= last.dueMs) return first;
      this.swap(index, smaller);
      index = smaller;
    }
  }

  private dueAt(index: number): number {
    return this.heap[index]?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  private swap(a: number, b: number): void {
    const [first, second] = [this.heap[a], this.heap[b]];
    if (!first || !second) return;
    this.heap[a] = second;
    this.heap[b] = first;
  }
}
