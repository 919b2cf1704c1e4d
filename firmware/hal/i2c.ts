/** The I2C bus inside the cabinet, for its climate sensor. */
import type { ByteString } from "../../protocol/frame";

/** Each call may throw: no such device, or the bus hangs (the board gives up after a second). */
export interface I2c {
  write(address: number, bytes: ByteString): void;
  read(address: number, length: number): ByteString;
}
