/** The status port of an AED: bytes come in, nothing is ever sent. */
import type { ByteString } from "../../protocol/frame";

export interface SerialPort {
  /** Opens the port, 8 data bits, no parity, 1 stop bit. Bytes come in pieces of any size. */
  open(baud: number, listener: (bytes: ByteString) => void): void;
}
