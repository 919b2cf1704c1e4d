/** One timer that waits, and where: in a heap, or in a slot of a wheel. */
export class TimerEntry {
  /** Its place in a heap; below 0 = in none. */
  position = -1;
  /** The slot of a wheel, from time 0; below 0 = in none. */
  slot = -1;
  before: TimerEntry | undefined;
  after: TimerEntry | undefined;

  constructor(
    readonly name: string,
    readonly dueMs: number,
    private readonly order: number,
    readonly run: () => void,
  ) {}

  /** Timers of the same moment run in the order in which they were added. */
  isBefore(other: TimerEntry): boolean {
    return this.dueMs < other.dueMs || (this.dueMs === other.dueMs && this.order < other.order);
  }
}
