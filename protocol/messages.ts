/** The small messages around the report (design section 5). Device-safe: types only. */

/** Last will: advisory, shortens the age of the evidence and never proves anything. */
export interface Will {
  v: 1;
  id: string;
  boot: number;
  /** The connection attempt it belongs to. */
  n: number;
}

/** A device asks for the time; the nonce makes the answer fresh. */
export interface Hello {
  v: 1;
  id: string;
  nonce: string;
}

/** The broker's answer to a hello: seconds since 1970 when it answered. */
export interface Time {
  v: 1;
  id: string;
  nonce: string;
  at: number;
}
