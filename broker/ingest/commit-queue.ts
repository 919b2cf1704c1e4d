/**
 * Group commit: everything that waits when the event loop comes round is committed in one
 * transaction, so that a disk flush is shared. While another program holds the database everything
 * waits; any other failure ends the broker, and what was waiting is neither acknowledged nor
 * refused.
 */
import type { Clock } from "../clock";
import { systemCodeOf } from "../errors";
import { COMMIT_RETRY_MS } from "../limits";
import type { Change, Store } from "../store/store";

interface Waiting {
  readonly change: Change;
  readonly sinceMs: number;
  readonly committed: () => void;
}

export interface CommitQueueOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Called once, with what the store said; the broker must then end. */
  readonly onFailure: (error: unknown) => void;
}

export class CommitQueue {
  private waiting: Waiting[] = [];
  private isCommitting = false;
  private hasFailed = false;

  constructor(private readonly options: CommitQueueOptions) {}

  /** How many changes are not on disk yet. */
  get size(): number {
    return this.waiting.length;
  }

  /** How long the oldest change has waited, in milliseconds. */
  get lagMs(): number {
    const oldest = this.waiting[0];
    return oldest ? this.options.clock.monotonicMs() - oldest.sinceMs : 0;
  }

  get isHealthy(): boolean {
    return !this.hasFailed;
  }

  /** Resolves when the change is on disk; never, when it could not be put there. */
  add(change: Change): Promise<void> {
    return new Promise((committed) => {
      this.waiting.push({ change, sinceMs: this.options.clock.monotonicMs(), committed });
      if (this.waiting.length === 1 && !this.isCommitting) setImmediate(() => void this.commit());
    });
  }

  private async commit(): Promise<void> {
    if (this.isCommitting || this.hasFailed) return;
    this.isCommitting = true;
    // A copy: what is added while the store works belongs to the next group.
    const group = [...this.waiting];
    try {
      await this.options.store.commit(group.map(({ change }) => change));
    } catch (error) {
      if (systemCodeOf(error).startsWith("SQLITE_BUSY")) {
        this.retryLater();
        return;
      }
      this.hasFailed = true;
      this.options.onFailure(error);
      return;
    }
    this.waiting = this.waiting.slice(group.length);
    this.isCommitting = false;
    for (const { committed } of group) committed();
    if (this.waiting.length > 0) setImmediate(() => void this.commit());
  }

  /** The next group begins with this one, which was not written at all. */
  private retryLater(): void {
    this.options.clock.after("commit retry", COMMIT_RETRY_MS, () => {
      this.isCommitting = false;
      void this.commit();
    });
  }
}
