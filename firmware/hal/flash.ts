/** The raw flash partition. Writing turns bits from 1 to 0 only; erasing a page sets them all. */
import type { ByteString } from "../../protocol/frame";

/** Offsets count from the start of the partition. Each call may throw when the flash fails. */
export interface Flash {
  readonly pageBytes: number;
  read(offset: number, length: number): ByteString;
  write(offset: number, bytes: ByteString): void;
  erasePage(offset: number): void;
}
