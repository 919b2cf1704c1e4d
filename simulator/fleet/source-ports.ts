/**
 * Source addresses and ports for thousands of connections to one broker. Left to the system, the
 * search for a free port collapses past some ten thousand; so each connection is given its own.
 */
import type { LocalEnd } from "../runtime/tcp";

export interface SourcePortsOptions {
  /** Addresses of this machine, e.g. `127.0.1.1`. */
  readonly addresses: readonly string[];
  /** Ports never used as a source, because something may listen there. */
  readonly reserved: readonly number[];
}

/** Below the range from which systems choose ports themselves. */
const PORT_FIRST = 12_000;
const PORT_LAST = 31_999;
const PORTS = PORT_LAST - PORT_FIRST + 1;

/** Gives out (address, port) pairs in turn, so that one just used rests longest. */
export class SourcePorts {
  private readonly isTaken: Uint8Array;
  private next = 0;

  constructor(private readonly options: SourcePortsOptions) {
    this.isTaken = new Uint8Array(options.addresses.length * PORTS);
  }

  /** Throws when all are taken. */
  take(): LocalEnd {
    const { addresses, reserved } = this.options;
    for (let tries = 0; tries < this.isTaken.length; tries++) {
      const at = this.next;
      this.next = (at + 1) % this.isTaken.length;
      // Neighbours go to different addresses.
      const address = addresses[at % addresses.length];
      const port = PORT_FIRST + Math.floor(at / addresses.length);
      if (this.isTaken[at] || address === undefined || reserved.includes(port)) continue;
      this.isTaken[at] = 1;
      return {
        address,
        port,
        release: () => {
          this.isTaken[at] = 0;
        },
      };
    }
    throw new RangeError(
      `No source port is free for another connection: all ${this.isTaken.length} of ` +
        `${addresses.join(", ")} are in use. Give more source addresses.`,
    );
  }
}

/** The loopback addresses of one worker, which no other worker has: 127.0.<worker + 1>.1 to .4. */
export function loopbackAddresses(worker: number): string[] {
  return [1, 2, 3, 4].map((last) => `127.0.${worker + 1}.${last}`);
}
