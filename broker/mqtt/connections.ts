/**
 * Counts open connections, and of those the strangers, which have not logged in, per address. When
 * there is no room, the oldest stranger has to go: it had its time, and the newcomer may be a
 * sensor.
 */
import { CONNECTIONS_MAX, STRANGERS_MAX, STRANGERS_PER_ADDRESS_MAX } from "../limits";

/** One counted connection. */
export interface CountedConnection {
  /** It has logged in and is no stranger any more. */
  loggedIn(): void;
  closed(): void;
}

interface Stranger extends CountedConnection {
  readonly end: () => void;
}

function oldestOf(strangers: ReadonlySet<Stranger>): Stranger | undefined {
  const [oldest] = strangers;
  return oldest;
}

export class Connections {
  private open = 0;
  /** Oldest first, as are those of each address. */
  private readonly strangers = new Set<Stranger>();
  private readonly strangersOf = new Map<string, Set<Stranger>>();

  /**
   * Counts a new connection, which `end` can close later in favour of a newer one; undefined when
   * there is no room for it, all others having logged in.
   */
  admit(address: string, end: () => void): CountedConnection | undefined {
    const here = this.strangersOf.get(address);
    if (here && here.size >= STRANGERS_PER_ADDRESS_MAX) this.endOldest(here);
    const isFull = this.open >= CONNECTIONS_MAX || this.strangers.size >= STRANGERS_MAX;
    if (isFull) this.endOldest(this.strangers);
    if (this.open >= CONNECTIONS_MAX) return undefined;
    return this.count(address, end);
  }

  private endOldest(strangers: ReadonlySet<Stranger>): void {
    const oldest = oldestOf(strangers);
    oldest?.closed();
    oldest?.end();
  }

  private count(address: string, end: () => void): CountedConnection {
    let isOpen = true;
    const loggedIn = () => this.forget(address, stranger);
    const closed = () => {
      loggedIn();
      if (isOpen) this.open -= 1;
      isOpen = false;
    };
    const stranger = { loggedIn, closed, end };
    const here = this.strangersOf.get(address) ?? new Set();
    this.strangersOf.set(address, here.add(stranger));
    this.strangers.add(stranger);
    this.open += 1;
    return stranger;
  }

  private forget(address: string, stranger: Stranger): void {
    this.strangers.delete(stranger);
    const here = this.strangersOf.get(address);
    here?.delete(stranger);
    if (here?.size === 0) this.strangersOf.delete(address);
  }
}
