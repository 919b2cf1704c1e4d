/**
 * The raw flash partition of the ESP32 build: 64 kB at 0x310000 in pages of 4 kB. Bits go from 1
 * to 0 until their page is erased. Memory is kept for what was written only. The board has no
 * guard on addresses and would overwrite itself; here an address outside is an error.
 */
import { byteString, bytesOf } from "./bytes";
import type { FlashPower } from "./flash-power";

export const RAW_FLASH_ADDRESS = 0x310000;
export const RAW_FLASH_BYTES = 65536;
export const FLASH_PAGE_BYTES = 4096;
const ERASED = 0xff;
/** A page's memory grows in steps of this many bytes. */
const GROWTH_BYTES = 64;

function checkRange(address: number, length: number): void {
  const offset = address - RAW_FLASH_ADDRESS;
  if (offset >= 0 && length >= 0 && offset + length <= RAW_FLASH_BYTES) return;
  throw new RangeError(
    `Flash address 0x${address.toString(16)} with ${length} bytes is outside the raw partition, ` +
      `64 kB at 0x310000. On a board this would damage the interpreter.`,
  );
}

export class RawFlash {
  /** True for flash at the end of its life: it is read, and takes nothing any more. */
  isWornOut = false;
  /** Beginning of each page; the rest of it is erased. */
  private pages: Uint8Array[] = [];

  constructor(private readonly power: FlashPower) {}

  read(length: number, address: number): Uint8Array {
    checkRange(address, length);
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i++) bytes[i] = this.byteAt(address + i);
    return bytes;
  }

  /** One flash operation; a bit that is 0 stays 0. */
  write(data: unknown, address: number): void {
    const bytes = bytesOf(byteString(data) ?? "");
    checkRange(address, bytes.length);
    this.power.perform((fraction) => {
      const count = Math.floor(bytes.length * fraction);
      for (let i = 0; i < count; i++) this.program(address + i, bytes[i] ?? ERASED);
    });
  }

  /** One flash operation; cut in the middle it leaves the end of the page as it was. */
  erasePage(address: number): void {
    checkRange(address, 1);
    const index = this.pageIndex(address);
    this.power.perform((fraction) => {
      if (this.isWornOut) return;
      const page = this.pages[index];
      page?.fill(ERASED, 0, Math.floor(FLASH_PAGE_BYTES * fraction));
      if (fraction === 1) delete this.pages[index];
    });
  }

  /** Holds what another one holds, as after copying a chip. */
  copyFrom(other: RawFlash): void {
    this.pages = other.pages.map((page) => page.slice());
  }

  getPage(address: number): { addr: number; length: number } {
    checkRange(address, 1);
    const addr = RAW_FLASH_ADDRESS + this.pageIndex(address) * FLASH_PAGE_BYTES;
    return { addr, length: FLASH_PAGE_BYTES };
  }

  private pageIndex(address: number): number {
    return Math.floor((address - RAW_FLASH_ADDRESS) / FLASH_PAGE_BYTES);
  }

  private byteAt(address: number): number {
    return this.pages[this.pageIndex(address)]?.[address % FLASH_PAGE_BYTES] ?? ERASED;
  }

  private program(address: number, value: number): void {
    if (this.isWornOut) return;
    const index = this.pageIndex(address);
    const offset = address % FLASH_PAGE_BYTES;
    let page = this.pages[index];
    if (!page || page.length <= offset) {
      const grown = new Uint8Array((Math.floor(offset / GROWTH_BYTES) + 1) * GROWTH_BYTES);
      grown.fill(ERASED);
      if (page) grown.set(page);
      this.pages[index] = grown;
      page = grown;
    }
    page[offset] = (page[offset] ?? ERASED) & value;
  }
}
