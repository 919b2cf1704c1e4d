/**
 * Named files. Written by an update only, in pieces of one file of fixed size: a power cut while
 * an existing file is replaced loses it, and one while Storage compacts itself loses everything.
 */
import type { ByteString } from "../../protocol/frame";

export interface Storage {
  /** The whole file; undefined when there is none. On boards it stays in flash. */
  read(name: string): ByteString | undefined;
  /** As many of its bytes from `offset` on as there are, at most `length`; "" without the file. */
  readPart(name: string, offset: number, length: number): ByteString;
  /**
   * Writes a piece of a file that has `size` bytes in all; false when it cannot. At offset 0 the
   * file is begun anew, unless nothing was written into it yet; elsewhere only what is erased can
   * be written.
   */
  write(name: string, bytes: ByteString, offset: number, size: number): boolean;
  /** Bytes that can be written without compaction. */
  freeBytes(): number;
}
