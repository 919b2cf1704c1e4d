/**
 * What a simulated socket stands on: one end of a byte stream, real (`tcp.ts`) or in memory
 * (`virtual-network.ts`). Injected as a `Connect` function, so the runtime knows no network.
 */

/** Told what happens on a wire; nothing is called before `Connect` has returned. */
export interface WireListener {
  opened(): void;
  received(bytes: Uint8Array): void;
  /** Everything sent so far has left. */
  sent(): void;
  /** The other side will send nothing more. */
  finished(): void;
  /** The last call. `problem` says why, when it was not an orderly end. */
  closed(problem: string | undefined): void;
}

export interface Wire {
  send(bytes: Uint8Array): void;
  /** Sends what is waiting, then closes. */
  finish(): void;
  /** Closes at once; the other side notices. */
  reset(): void;
  /** Goes silent, as a device without power does: the other side learns nothing. */
  abandon(): void;
}

export interface WireTarget {
  readonly host: string;
  readonly port: number;
}

/** Opens a wire. May throw `ConnectionRefused` or `HostSilent` if it knows at once. */
export type Connect = (target: WireTarget, listener: WireListener) => Wire;

/** The board's message when a connection is refused. */
export const CANNOT_CONNECT = "Unable to create socket";

export class ConnectionRefused extends Error {
  constructor() {
    super(CANNOT_CONNECT);
  }
}

/** Nobody answers, not even with a refusal: on a board, connecting blocks until it gives up. */
export class HostSilent extends Error {
  constructor() {
    super(CANNOT_CONNECT);
  }
}
