/** Counts open connections, and of those the ones that have not logged in, per address. */
import { CONNECTIONS_MAX, STRANGERS_MAX, STRANGERS_PER_ADDRESS_MAX } from "../limits";

/** One counted connection. */
export interface CountedConnection {
  /** It has logged in and is no stranger any more. */
  loggedIn(): void;
  closed(): void;
}

export class Connections {
  private open = 0;
  private strangers = 0;
  private readonly strangersOf = new Map<string, number>();

  /** Open connections. */
  get count(): number {
    return this.open;
  }

  /** Counts a new connection; undefined when there is no room for it. */
  admit(address: string): CountedConnection | undefined {
    const here = this.strangersOf.get(address) ?? 0;
    if (this.open >= CONNECTIONS_MAX || this.strangers >= STRANGERS_MAX) return undefined;
    if (here >= STRANGERS_PER_ADDRESS_MAX) return undefined;
    this.open += 1;
    this.strangers += 1;
    this.strangersOf.set(address, here + 1);
    let isStranger = true;
    let isOpen = true;
    const loggedIn = () => {
      if (!isStranger) return;
      isStranger = false;
      this.strangers -= 1;
      const left = (this.strangersOf.get(address) ?? 1) - 1;
      if (left > 0) this.strangersOf.set(address, left);
      else this.strangersOf.delete(address);
    };
    const closed = () => {
      loggedIn();
      if (isOpen) this.open -= 1;
      isOpen = false;
    };
    return { loggedIn, closed };
  }
}
