/**
 * Lets one login of each cabinet happen at a time, from CONNECT until its session stands or its
 * connection is gone; a few more wait their turn, in order.
 */
import { LOGINS_WAITING_MAX } from "../limits";

/** Ends a turn; harmless when called again. */
export type Release = () => void;

export class IdLocks {
  private readonly waiting = new Map<string, (() => void)[]>();

  /** Resolves when it is this login's turn; undefined when too many wait already. */
  acquire(id: string): Promise<Release> | undefined {
    const queue = this.waiting.get(id);
    if (!queue) {
      this.waiting.set(id, []);
      return Promise.resolve(this.releaseOf(id));
    }
    if (queue.length >= LOGINS_WAITING_MAX) return undefined;
    return new Promise((resolve) => queue.push(() => resolve(this.releaseOf(id))));
  }

  private releaseOf(id: string): Release {
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      const next = this.waiting.get(id)?.shift();
      if (next) next();
      else this.waiting.delete(id);
    };
  }
}
