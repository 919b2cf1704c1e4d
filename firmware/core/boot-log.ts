/**
 * The boot counter, as a log of records on two flash pages: { value u32, crc32 u32 }. A boot
 * takes the number after the newest valid record, by writing it. The power may fail in any
 * operation: a torn record is skipped, and a page is erased only while the other holds the
 * newest record, so a number that was used never comes again.
 *
 * A record whose top bit is set is a note: why the running boot is about to restart itself.
 */
import type { ByteString } from "../../protocol/frame";
import { COUNTER_MAX } from "../../protocol/limits";

/** What the log needs of the flash; see hal/flash.ts. Its operations may throw. */
export interface BootLogFlash {
  readonly pageBytes: number;
  crc32(bytes: ByteString): number;
  read(offset: number, length: number): ByteString;
  write(offset: number, bytes: ByteString): void;
  erasePage(offset: number): void;
}

/** A boot number that is ours alone. */
export interface ClaimedBoot {
  readonly boot: number;
  /** The note that the boot before left; 0 when it ended without one. */
  readonly note: number;
  /** A write or an erase did not do what it should: the flash is failing. */
  readonly isFlashFailing: boolean;
  /** Where the next record goes, as a slot of the whole log. */
  readonly nextSlot: number;
}

const PAGES = 2;
const RECORD_BYTES = 8;
const NOTE_BIT = 0x80000000;
/** Slots tried on one page before the page is given up. */
const WRITE_ATTEMPTS = 4;
/** More damaged records than this and no intact one: the log is lost, not new. */
const DAMAGED_MAX = 8;

function encodeU32(value: number): ByteString {
  const low = value % 65536;
  const high = (value - low) / 65536;
  return String.fromCharCode(low & 255, low >> 8, high & 255, high >> 8);
}

function decodeU32(bytes: ByteString, at: number): number {
  const low = bytes.charCodeAt(at) + bytes.charCodeAt(at + 1) * 256;
  return low + bytes.charCodeAt(at + 2) * 65536 + bytes.charCodeAt(at + 3) * 16777216;
}

function encodeRecord(flash: BootLogFlash, value: number): ByteString {
  const bytes = encodeU32(value);
  return bytes + encodeU32(flash.crc32(bytes));
}

function isErased(record: ByteString): boolean {
  for (let i = 0; i < RECORD_BYTES; i++) {
    if (record.charCodeAt(i) !== 255) return false;
  }
  return true;
}

/** The value of a record; 0 when it is torn or damaged. */
function readValue(flash: BootLogFlash, record: ByteString): number {
  const isIntact = decodeU32(record, 4) === flash.crc32(record.substring(0, 4));
  return isIntact ? decodeU32(record, 0) : 0;
}

interface PageContent {
  /** Newest boot on this page; 0 when there is none. */
  boot: number;
  /** The note behind it; 0 when there is none. */
  note: number;
  /** Records behind it that are torn or damaged. */
  damaged: number;
  /** First slot behind everything that was written; the number of slots when full. */
  freeSlot: number;
}

/** Reads a page from its end: its records rise, so the first intact boot is the newest. */
function readPage(flash: BootLogFlash, page: number): PageContent {
  const bytes = flash.read(page * flash.pageBytes, flash.pageBytes);
  const content: PageContent = { boot: 0, note: 0, damaged: 0, freeSlot: 0 };
  for (let slot = flash.pageBytes / RECORD_BYTES - 1; slot >= 0 && content.boot === 0; slot--) {
    const record = bytes.substr(slot * RECORD_BYTES, RECORD_BYTES);
    if (isErased(record)) continue;
    if (content.freeSlot === 0) content.freeSlot = slot + 1;
    const value = readValue(flash, record);
    if (value > NOTE_BIT) content.note = content.note || value - NOTE_BIT;
    else if (value >= 1 && value <= COUNTER_MAX) content.boot = value;
    else content.damaged++;
  }
  return content;
}

/** Writes and reads back; false when the record is not there afterwards. */
function isWritten(flash: BootLogFlash, slot: number, record: ByteString): boolean {
  try {
    flash.write(slot * RECORD_BYTES, record);
    return flash.read(slot * RECORD_BYTES, RECORD_BYTES) === record;
  } catch (_problem) {
    return false;
  }
}

/** The slot at which the record now is, trying a few from `slot` to the end of its page. */
function placeRecord(flash: BootLogFlash, slot: number, record: ByteString): number | undefined {
  const slotsPerPage = flash.pageBytes / RECORD_BYTES;
  const pageEnd = (Math.floor(slot / slotsPerPage) + 1) * slotsPerPage;
  for (let i = slot; i < pageEnd && i < slot + WRITE_ATTEMPTS; i++) {
    if (isWritten(flash, i, record)) return i;
  }
  return undefined;
}

/** Erases the page and puts the record at its start, or near it. */
function placeOnPage(flash: BootLogFlash, page: number, record: ByteString): number | undefined {
  try {
    flash.erasePage(page * flash.pageBytes);
  } catch (_problem) {
    return undefined;
  }
  return placeRecord(flash, (page * flash.pageBytes) / RECORD_BYTES, record);
}

interface LogEnd {
  /** The page that holds the newest boot. */
  readonly page: number;
  readonly content: PageContent;
  /** The number to take; undefined when it cannot be told. */
  readonly boot: number | undefined;
}

/** A damaged record may have been a boot that was used, so its number is left out, too. */
function readEnd(flash: BootLogFlash, firstBoot: number): LogEnd {
  const first = readPage(flash, 0);
  const second = readPage(flash, 1);
  const page = second.boot > first.boot ? 1 : 0;
  const content = page === 1 ? second : first;
  const other = page === 1 ? first : second;
  const damaged = content.damaged + (other.boot === 0 ? other.damaged : 0);
  const boot = Math.max(firstBoot, content.boot + 1 + damaged);
  const isLost = content.boot === 0 && damaged > DAMAGED_MAX;
  return { page: page, content: content, boot: isLost || boot > COUNTER_MAX ? undefined : boot };
}

/**
 * Takes the next boot number; undefined when the flash took no record of it, when the log is
 * destroyed, or the numbers are used up. Then the device must not connect: a number used twice
 * would let old reports pass for new ones. Throws when the flash cannot be read. `firstBoot` is
 * the lowest number allowed.
 */
export function claimBoot(flash: BootLogFlash, firstBoot: number): ClaimedBoot | undefined {
  const slotsPerPage = flash.pageBytes / RECORD_BYTES;
  const end = readEnd(flash, firstBoot);
  if (end.boot === undefined) return undefined;
  const record = encodeRecord(flash, end.boot);
  const isFull = end.content.freeSlot >= slotsPerPage;
  const other = (end.page + 1) % PAGES;
  let wanted = end.page * slotsPerPage + end.content.freeSlot;
  let slot = isFull ? undefined : placeRecord(flash, wanted, record);
  let isFlashFailing = !isFull && slot !== wanted;
  if (slot === undefined) {
    wanted = other * slotsPerPage;
    slot = placeOnPage(flash, other, record);
    isFlashFailing = isFlashFailing || slot !== wanted;
  }
  if (slot === undefined) return undefined;
  return {
    boot: end.boot,
    note: end.content.note,
    isFlashFailing: isFlashFailing,
    nextSlot: slot + 1,
  };
}

/**
 * Leaves `note` (1 to 255) for the next boot, without erasing anything: when the page is full, or
 * the flash fails, the note is lost and nothing else.
 */
export function leaveNote(flash: BootLogFlash, claimed: ClaimedBoot, note: number): void {
  const isPageFull = claimed.nextSlot % (flash.pageBytes / RECORD_BYTES) === 0;
  if (!isPageFull) isWritten(flash, claimed.nextSlot, encodeRecord(flash, NOTE_BIT + note));
}
