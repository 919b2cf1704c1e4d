/** What can be soldered to I2C wires, and how a transfer with it goes wrong. */

/** A transfer fails so: nobody acknowledges, or the bus is held down. */
export type I2cFault = "not-acknowledged" | "bus-busy";

/** A chip on the bus, as the bus sees it. */
export interface I2cChip {
  /** The pins it is wired to. */
  readonly sdaPin: number;
  readonly sclPin: number;
  /** Seven bits. */
  readonly address: number;
  /** Gets the bytes of a write. */
  written(bytes: Uint8Array): I2cFault | undefined;
  /** Gives the bytes of a read. */
  read(length: number): Uint8Array | I2cFault;
}
