/**
 * Reports on flash pages: how a page and a record look, and the operations on them. All reports of
 * a page are worth the same. The power may fail in any operation, in the middle of it: a header or
 * a record that is not whole fails its checksum and is not there.
 *
 * Page:   { magic u32, order u32, worth u32, crc32 u32 of these }, then records.
 * Record: { length u16, mark u16, sequence u32, crc32 u32 of these and the payload,
 *           state u32 (0 = done, as erased = waiting), payload, padded to 4 }
 */
import type { ByteString } from "../../protocol/frame";
import { REPORT_BYTES_MAX } from "../../protocol/limits";
import type { ReportCause } from "../../protocol/report";
import { decodeU32, encodeU32, type FlashArea, isErased, isWritten } from "./flash-area";

export const PAGE_HEADER_BYTES = 16;
export const RECORD_HEADER_BYTES = 16;
/** Worths are 0 to this. */
export const WORTH_MAX = 3;

/** The last digit is the format: other formats are rubbish to this one. */
const PAGE_MAGIC = 0x1aedb001;
/** Upper half of a record's first word; no text contains it. */
const RECORD_MARK = 0xa5ed0000;
const STATE_OFFSET = 12;
const WAITING = 0xffffffff;

/** What it is worth: less is given up sooner, what a later report says again as well. */
export function worthOf(why: ReportCause): number {
  if (why === "heartbeat" || why === "connected") return 0;
  if (why === "indicator-changed" || why === "aed-changed") return 1;
  if (why === "boot" || why === "fault-changed") return 2;
  return why === "requested" || why === "drill" ? 2 : WORTH_MAX;
}

export interface PageMark {
  /** Pages begun later have a higher one. */
  readonly order: number;
  readonly worth: number;
}

export interface StoredReport {
  /** Where its record begins and where the next one would, in bytes from the page's start. */
  readonly start: number;
  readonly end: number;
  /** Orders the reports of all pages. */
  readonly sequence: number;
  readonly isWaiting: boolean;
  readonly payload: ByteString;
}

/** Bytes that a report takes on a page. */
export function recordBytes(payloadBytes: number): number {
  return RECORD_HEADER_BYTES + Math.ceil(payloadBytes / 4) * 4;
}

/** Positions are in bytes from the start of their page. Nothing here throws. */
export class ReportPages {
  readonly count: number;
  readonly pageBytes: number;
  /** The flash did not do what it should. */
  isFailing: boolean;

  constructor(private readonly area: FlashArea) {
    this.count = area.pages;
    this.pageBytes = area.pageBytes;
    this.isFailing = false;
  }

  /** The page's header; undefined when the page holds no reports. */
  markOf(page: number): PageMark | undefined {
    const header = this.read(page, 0, PAGE_HEADER_BYTES);
    if (decodeU32(header, 0) !== PAGE_MAGIC) return undefined;
    if (decodeU32(header, 12) !== this.area.crc32(header.substring(0, 12))) return undefined;
    return { order: decodeU32(header, 4), worth: decodeU32(header, 8) & WORTH_MAX };
  }

  /** Erases the page and writes its header; false when it cannot be used. */
  begin(page: number, mark: PageMark): boolean {
    const fields = encodeU32(PAGE_MAGIC) + encodeU32(mark.order) + encodeU32(mark.worth);
    try {
      this.area.erasePage(page * this.pageBytes);
    } catch (_problem) {
      this.isFailing = true;
      return false;
    }
    return this.write(page, 0, fields + encodeU32(this.area.crc32(fields)));
  }

  /** What the page holds is gone at once, also when the erase that follows is cut short. */
  retire(page: number): void {
    this.write(page, 0, encodeU32(0));
  }

  /** Writes a waiting report; false when it is not there afterwards. */
  append(page: number, start: number, sequence: number, payload: ByteString): boolean {
    const fields = encodeU32(RECORD_MARK + payload.length) + encodeU32(sequence);
    const record =
      fields + encodeU32(this.area.crc32(fields + payload)) + encodeU32(WAITING) + payload;
    const padding = encodeU32(0).substring(0, recordBytes(payload.length) - record.length);
    return this.write(page, start, record + padding);
  }

  /** The report that begins at `start` is done, or its record is no report. */
  settle(page: number, start: number): void {
    this.write(page, start + STATE_OFFSET, encodeU32(0));
  }

  isSettled(page: number, start: number): boolean {
    return decodeU32(this.read(page, start + STATE_OFFSET, 4), 0) === 0;
  }

  /** True when something was written where the next record would begin. */
  isTouched(page: number, start: number): boolean {
    return this.fits(start, 0) && !isErased(this.read(page, start, RECORD_HEADER_BYTES));
  }

  /** True when a report of so many bytes may begin there. */
  fits(start: number, payloadBytes: number): boolean {
    return start + recordBytes(payloadBytes) <= this.pageBytes;
  }

  /** The first intact record at or behind `start`; what is damaged is passed over. */
  find(page: number, start: number): StoredReport | undefined {
    for (let at = start; this.fits(at, 0); at += 4) {
      const header = this.read(page, at, RECORD_HEADER_BYTES);
      if (isErased(header)) return undefined;
      const report = this.reportAt(page, at, header);
      if (report) return report;
    }
    return undefined;
  }

  private reportAt(page: number, start: number, header: ByteString): StoredReport | undefined {
    const length = decodeU32(header, 0) - RECORD_MARK;
    const isPlausible = length >= 0 && length <= REPORT_BYTES_MAX && this.fits(start, length);
    if (!isPlausible) return undefined;
    const payload = this.read(page, start + RECORD_HEADER_BYTES, length);
    const crc = this.area.crc32(header.substring(0, 8) + payload);
    if (decodeU32(header, 8) !== crc) return undefined;
    return {
      start: start,
      end: start + recordBytes(length),
      sequence: decodeU32(header, 4),
      isWaiting: decodeU32(header, STATE_OFFSET) !== 0,
      payload: payload,
    };
  }

  private read(page: number, start: number, length: number): ByteString {
    try {
      return this.area.read(page * this.pageBytes + start, length);
    } catch (_problem) {
      this.isFailing = true;
      return "";
    }
  }

  private write(page: number, start: number, bytes: ByteString): boolean {
    if (isWritten(this.area, page * this.pageBytes + start, bytes)) return true;
    this.isFailing = true;
    return false;
  }
}
