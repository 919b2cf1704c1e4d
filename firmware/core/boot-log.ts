/**
 * The boot counter, as a log of records on two flash pages: { value u32, crc32 u32 }. A boot
 * takes the number after the newest valid record, by writing it. The power may fail in any
 * operation: a torn record is skipped, and a page is erased only while the other holds the
 * newest record, so a number that was used never comes again.
 *
 * A record whose top bit is set is a note of the running boot for the next one: the newest counts.
 */
import type { ByteString } from "../../protocol/frame";
import { COUNTER_MAX } from "../../protocol/limits";
import { decodeU32, encodeU32, type FlashArea, isErased, isWritten } from "./flash-area";

/** A boot number that is ours alone. */
export interface ClaimedBoot {
  readonly boot: number;
  /** The newest note that the boot before left; 0 when it ended without one. */
  readonly note: number;
  /** Boots in a row before this one that left no note with LIVED_NOTE; of one page, at most. */
  readonly failedBoots: number;
  /** A write or an erase did not do what it should: the flash is failing. */
  readonly isFlashFailing: boolean;
  /** Where the next record goes, as a slot of the whole log. */
  nextSlot: number;
}

/** Bit of a note: this boot has worked for a while, so a restart is not its fault. */
export const LIVED_NOTE = 8;
/** Bit of a note: the device sleeps, and the note says for how many naps more; see nap.ts. */
export const NAP_NOTE = 16;

const PAGES = 2;
const RECORD_BYTES = 8;
const NOTE_BIT = 0x80000000;
/** Slots tried on one page before the page is given up. */
const WRITE_ATTEMPTS = 4;
/** More damaged records than this and no intact one: the log is lost, not new. */
const DAMAGED_MAX = 8;
/** Boots without success that are counted; more make no difference. */
const FAILED_BOOTS_MAX = 16;

function encodeRecord(flash: FlashArea, value: number): ByteString {
  const bytes = encodeU32(value);
  return bytes + encodeU32(flash.crc32(bytes));
}

/** The value of a record; 0 when it is torn or damaged. */
function readValue(flash: FlashArea, record: ByteString): number {
  const isIntact = decodeU32(record, 4) === flash.crc32(record.substring(0, 4));
  return isIntact ? decodeU32(record, 0) : 0;
}

interface PageContent {
  /** Newest boot on this page; 0 when there is none. */
  boot: number;
  /** The note behind it; 0 when there is none. */
  note: number;
  /** Boots, the newest among them, since one that left a note with LIVED_NOTE. */
  failedBoots: number;
  /** Records behind it that are torn or damaged. */
  damaged: number;
  /** First slot behind everything that was written; the number of slots when full. */
  freeSlot: number;
}

/** Reads a page from its end: its records rise, so the first intact boot is the newest. */
function readPage(flash: FlashArea, page: number): PageContent {
  const bytes = flash.read(page * flash.pageBytes, flash.pageBytes);
  const content: PageContent = { boot: 0, note: 0, failedBoots: 0, damaged: 0, freeSlot: 0 };
  // The newest note behind the boot that is read next.
  let note = 0;
  for (let slot = flash.pageBytes / RECORD_BYTES - 1; slot >= 0; slot--) {
    const record = bytes.substr(slot * RECORD_BYTES, RECORD_BYTES);
    if (isErased(record)) continue;
    if (content.freeSlot === 0) content.freeSlot = slot + 1;
    const value = readValue(flash, record);
    const isBoot = value >= 1 && value <= COUNTER_MAX;
    if (value > NOTE_BIT) note = note || value - NOTE_BIT;
    else if (!isBoot && content.boot === 0) content.damaged++;
    if (!isBoot) continue;
    if (content.boot === 0) {
      content.boot = value;
      content.note = note;
    }
    if (note & LIVED_NOTE || content.failedBoots === FAILED_BOOTS_MAX) break;
    content.failedBoots++;
    note = 0;
  }
  return content;
}

/** The slot at which the record now is, trying a few from `slot` to the end of its page. */
function placeRecord(flash: FlashArea, slot: number, record: ByteString): number | undefined {
  const slotsPerPage = flash.pageBytes / RECORD_BYTES;
  const pageEnd = (Math.floor(slot / slotsPerPage) + 1) * slotsPerPage;
  for (let i = slot; i < pageEnd && i < slot + WRITE_ATTEMPTS; i++) {
    if (isWritten(flash, i * RECORD_BYTES, record)) return i;
  }
  return undefined;
}

/** Erases the page and puts the record at its start, or near it. */
function placeOnPage(flash: FlashArea, page: number, record: ByteString): number | undefined {
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
function readEnd(flash: FlashArea, firstBoot: number): LogEnd {
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
export function claimBoot(flash: FlashArea, firstBoot: number): ClaimedBoot | undefined {
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
    failedBoots: end.content.failedBoots,
    isFlashFailing: isFlashFailing,
    nextSlot: slot + 1,
  };
}

/**
 * Leaves `note` (1 to 32767) for the next boot, without erasing anything: when the page is
 * full, or the flash fails, the note is lost and nothing else. True when it is there.
 */
export function leaveNote(flash: FlashArea, claimed: ClaimedBoot, note: number): boolean {
  const isPageFull = claimed.nextSlot % (flash.pageBytes / RECORD_BYTES) === 0;
  if (isPageFull) return false;
  const offset = claimed.nextSlot * RECORD_BYTES;
  claimed.nextSlot++;
  return isWritten(flash, offset, encodeRecord(flash, NOTE_BIT + note));
}

/** The log as it stands, for `leaveNote` by a boot that takes no number of its own. */
export function lastBoot(flash: FlashArea): ClaimedBoot {
  const end = readEnd(flash, 1);
  const slotsPerPage = flash.pageBytes / RECORD_BYTES;
  return {
    boot: end.content.boot,
    note: end.content.note,
    failedBoots: end.content.failedBoots,
    isFlashFailing: false,
    nextSlot: end.page * slotsPerPage + end.content.freeSlot,
  };
}
