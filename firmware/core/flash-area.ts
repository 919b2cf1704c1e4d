/**
 * A run of raw flash pages that one part of the application owns. Writing turns bits from 1 to 0
 * only; erasing a page sets them all. The power may fail in any operation, in the middle of it.
 */
import type { ByteString } from "../../protocol/frame";

/** Offsets count from the start of the area. Operations may throw when the flash fails. */
export interface FlashArea {
  readonly pageBytes: number;
  readonly pages: number;
  /** CRC-32 of IEEE 802.3, unsigned. */
  crc32(bytes: ByteString): number;
  read(offset: number, length: number): ByteString;
  /** Offset and length are multiples of 4. */
  write(offset: number, bytes: ByteString): void;
  erasePage(offset: number): void;
}

/** Pages of the raw partition by their owner: first page, and how many (64 kB in 4 kB pages). */
export const BOOT_LOG_PAGES = [0, 2] as const;
export const DEVICE_STATE_PAGES = [2, 2] as const;
export const OUTBOX_PAGES = [4, 12] as const;

/** Little endian, 4 bytes. */
export function encodeU32(value: number): ByteString {
  const low = value % 65536;
  const high = (value - low) / 65536;
  return String.fromCharCode(low & 255, low >> 8, high & 255, high >> 8);
}

/** The unsigned number that begins at `at`. */
export function decodeU32(bytes: ByteString, at: number): number {
  const low = bytes.charCodeAt(at) + bytes.charCodeAt(at + 1) * 256;
  return low + bytes.charCodeAt(at + 2) * 65536 + bytes.charCodeAt(at + 3) * 16777216;
}

/** True when none of the bytes has been written since the last erase. */
export function isErased(bytes: ByteString): boolean {
  for (let i = 0; i < bytes.length; i++) {
    if (bytes.charCodeAt(i) !== 255) return false;
  }
  return true;
}

/** Writes and reads back; false when the bytes are not there afterwards. */
export function isWritten(area: FlashArea, offset: number, bytes: ByteString): boolean {
  try {
    area.write(offset, bytes);
    return area.read(offset, bytes.length) === bytes;
  } catch (_problem) {
    return false;
  }
}
