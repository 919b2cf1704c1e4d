/**
 * Reports that the broker has not acknowledged yet, in flash: a power cut at any moment loses none
 * that was accepted. They leave in the order in which they came, and only on PUBACK. When there is
 * no room, the oldest page of what is worth least is given up and counted.
 *
 * Each worth has a log of its own: pages in the order in which they were begun. All reports have
 * one running number, the sequence, and the lowest waiting one is the next to leave. So nothing is
 * ever copied, and a page is erased once each time it is filled, no more.
 */
import type { ByteString } from "../../protocol/frame";
import { REPORT_BYTES_MAX } from "../../protocol/limits";
import type { ReportCause } from "../../protocol/report";
import type { FlashArea } from "./flash-area";
import {
  PAGE_HEADER_BYTES,
  ReportPages,
  recordBytes,
  type StoredReport,
  WORTH_MAX,
  worthOf,
} from "./outbox-page";

/** After so many refusals in a row a report is given up. */
export const REFUSALS_MAX = 20;
/** So few on batteries, where each waking counts anew, and behind a report that was given up. */
export const REFUSALS_MAX_SOON = 3;
/** Most reports kept in memory when the flash takes none; each takes about 60 variables. */
export const MEMORY_REPORTS_MAX = 6;

const NO_PAGE = -1;
/** Instead of a worth: no report is on its way; the one that is on its way is in memory. */
const NONE = -1;
const IN_MEMORY = WORTH_MAX + 1;

export interface OutgoingReport {
  readonly payload: ByteString;
  /** It may have been on the wire before. */
  readonly wasSent: boolean;
}

export interface Outbox {
  /** True once it is in flash. False: kept in memory, as flash fails, or dropped as too large. */
  add(why: ReportCause, payload: ByteString): boolean;
  /** Called before a report is built, so that `dropped` in it counts what has to go for it. */
  makeRoom(): void;
  /** The oldest report, to be sent now; undefined when there is none. */
  head(): OutgoingReport | undefined;
  /** The broker has the report that `head` gave last. */
  confirmHead(): void;
  /** The broker had what `head` gave, by all signs, and did not acknowledge it. */
  refuseHead(): void;
  isEmpty(): boolean;
  waiting(): number;
  /** Reports given up since this outbox was created. */
  dropped(): number;
  /** Flash operations went wrong since this outbox was created. */
  isFailing(): boolean;
}

/** Five pages at least, so that one of the four logs has two when none is free. */
export function createOutbox(area: FlashArea, refusalsMax: number): Outbox {
  return new FlashOutbox(area, refusalsMax);
}

interface KeptReport {
  readonly worth: number;
  readonly sequence: number;
  readonly payload: ByteString;
}

class FlashOutbox implements Outbox {
  private readonly pages: ReportPages;
  /** By page; 0 = free. */
  private readonly orders: Uint32Array;
  /** By page. */
  private readonly worths: Uint8Array;
  /** By worth: how many wait, and where the oldest page is read and the newest one written on. */
  private readonly waits: Uint16Array;
  private readonly heads: Uint16Array;
  private readonly tails: Uint16Array;
  /** Behind all that is in flash. */
  private readonly memory: KeptReport[];
  /** From the first report that flash did not take, until the restart: the order must not break. */
  private isInMemory: boolean;
  private lastOrder: number;
  /** The page that was begun last. */
  private lastPage: number;
  private badPage: number;
  private nextSequence: number;
  /** Reports before this one are from before the restart. */
  private readonly firstSequence: number;
  private sentSequence: number;
  /** Worth of the report on its way; or NONE, or IN_MEMORY. */
  private outgoing: number;
  private outgoingEnd: number;
  private refusals: number;
  /** Refusals after which the report on its way is given up. */
  private patience: number;
  private droppedCount: number;

  constructor(
    area: FlashArea,
    private readonly refusalsMax: number,
  ) {
    this.patience = refusalsMax;
    this.pages = new ReportPages(area);
    this.orders = new Uint32Array(area.pages);
    this.worths = new Uint8Array(area.pages);
    this.waits = new Uint16Array(WORTH_MAX + 1);
    this.heads = new Uint16Array(WORTH_MAX + 1);
    this.tails = new Uint16Array(WORTH_MAX + 1);
    this.memory = [];
    this.isInMemory = false;
    this.lastOrder = 0;
    this.lastPage = NO_PAGE;
    this.badPage = NO_PAGE;
    this.nextSequence = 1;
    this.sentSequence = 0;
    this.outgoing = NONE;
    this.outgoingEnd = 0;
    this.refusals = 0;
    this.droppedCount = 0;
    this.recover();
    this.firstSequence = this.nextSequence;
  }

  add(why: ReportCause, payload: ByteString): boolean {
    const worth = worthOf(why);
    const sequence = this.nextSequence++;
    if (payload.length > REPORT_BYTES_MAX) {
      this.droppedCount++;
      return false;
    }
    this.makeRoom();
    if (!this.isInMemory) {
      // A second page is tried, because the first may be worn out.
      if (this.append(worth, sequence, payload) || this.append(worth, sequence, payload))
        return true;
      this.isInMemory = true;
      this.makeRoom();
    }
    this.memory.push({ worth: worth, sequence: sequence, payload: payload });
    return false;
  }

  makeRoom(): void {
    if (this.isInMemory) {
      if (this.memory.length >= MEMORY_REPORTS_MAX) this.giveUpInMemory();
    } else if (this.freePage() === NO_PAGE) this.giveUpPage();
  }

  head(): OutgoingReport | undefined {
    this.outgoing = NONE;
    const head: KeptReport | StoredReport | undefined = this.oldest() || this.memory[0];
    if (!head) return undefined;
    if (this.outgoing === NONE) this.outgoing = IN_MEMORY;
    const isRepeat = head.sequence === this.sentSequence;
    if (!isRepeat) this.refusals = 0;
    this.sentSequence = head.sequence;
    return { payload: head.payload, wasSent: isRepeat || head.sequence < this.firstSequence };
  }

  confirmHead(): void {
    this.patience = this.refusalsMax;
    this.takeHead();
  }

  private takeHead(): void {
    const worth = this.outgoing;
    this.outgoing = NONE;
    if (worth === NONE) return;
    if (worth === IN_MEMORY) {
      this.memory.shift();
      return;
    }
    this.pages.settle(this.edge(worth, false), this.heads[worth] || 0);
    this.heads[worth] = this.outgoingEnd;
    this.waits[worth] = this.waitingOf(worth) - 1;
  }

  refuseHead(): void {
    if (this.outgoing === NONE) return;
    this.refusals++;
    if (this.refusals >= this.patience) {
      this.patience = REFUSALS_MAX_SOON;
      this.takeHead();
      this.droppedCount++;
    }
    this.outgoing = NONE;
  }

  isEmpty(): boolean {
    return this.waiting() === 0;
  }

  waiting(): number {
    let count = this.memory.length;
    for (let worth = 0; worth <= WORTH_MAX; worth++) count += this.waitingOf(worth);
    return count;
  }

  dropped(): number {
    return this.droppedCount;
  }

  isFailing(): boolean {
    return this.pages.isFailing;
  }

  private waitingOf(worth: number): number {
    return this.waits[worth] || 0;
  }

  /** The newest or the oldest page of a log. */
  private edge(worth: number, wantsNewest: boolean): number {
    let edge = NO_PAGE;
    let edgeOrder = 0;
    for (let page = 0; page < this.pages.count; page++) {
      const order = this.orders[page] || 0;
      if (order === 0 || this.worths[page] !== worth) continue;
      if (edge !== NO_PAGE && order < edgeOrder === wantsNewest) continue;
      edge = page;
      edgeOrder = order;
    }
    return edge;
  }

  /** The page to begin next: each in turn, so that all wear alike. */
  private freePage(): number {
    for (let i = 1; i <= this.pages.count; i++) {
      const page = (this.lastPage + i) % this.pages.count;
      if (this.orders[page] === 0 && page !== this.badPage) return page;
    }
    return NO_PAGE;
  }

  private retire(page: number): void {
    this.pages.retire(page);
    this.orders[page] = 0;
  }

  /** The log that gives up its oldest page: each keeps its newest while reports wait there. */
  private victim(): number {
    let victim = NONE;
    for (let worth = 0; worth <= WORTH_MAX; worth++) {
      const page = this.edge(worth, false);
      if (page === NO_PAGE) continue;
      if (this.waitingOf(worth) === 0) return worth;
      if (victim === NONE && page !== this.edge(worth, true)) victim = worth;
    }
    return victim;
  }

  private giveUpPage(): void {
    const worth = this.victim();
    if (worth === NONE) return;
    const page = this.edge(worth, false);
    const count = Math.min(this.countFrom(worth, page), this.waitingOf(worth));
    this.waits[worth] = this.waitingOf(worth) - count;
    this.droppedCount += count;
    if (this.outgoing === worth) this.outgoing = NONE;
    this.retire(page);
    this.heads[worth] = PAGE_HEADER_BYTES;
  }

  /** How many reports wait on the log's oldest page. */
  private countFrom(worth: number, page: number): number {
    let count = 0;
    let report = this.pages.find(page, this.heads[worth] || 0);
    while (report) {
      if (report.isWaiting) count++;
      report = this.pages.find(page, report.end);
    }
    return count;
  }

  private giveUpInMemory(): void {
    const first = this.outgoing === IN_MEMORY ? 1 : 0;
    let victim = first;
    for (let i = first; i < this.memory.length; i++) {
      const report = this.memory[i];
      const least = this.memory[victim];
      if (report && least && report.worth < least.worth) victim = i;
    }
    this.memory.splice(victim, 1);
    this.droppedCount++;
  }

  private append(worth: number, sequence: number, payload: ByteString): boolean {
    const start = this.tailFor(worth, payload.length);
    if (start === 0) return false;
    const page = this.edge(worth, true);
    if (this.pages.append(page, start, sequence, payload)) {
      this.tails[worth] = start + recordBytes(payload.length);
      this.waits[worth] = this.waitingOf(worth) + 1;
      return true;
    }
    // Whatever is there now is no report, and nothing is written behind it.
    this.pages.settle(page, start);
    this.tails[worth] = this.pages.pageBytes;
    return false;
  }

  /** Where on the log's newest page the report goes; 0 when there is no page for it. */
  private tailFor(worth: number, payloadBytes: number): number {
    const start = this.tails[worth] || 0;
    const isNew = this.edge(worth, true) === NO_PAGE;
    if (!isNew && this.pages.fits(start, payloadBytes)) return start;
    const page = this.freePage();
    if (page === NO_PAGE) return 0;
    this.lastPage = page;
    this.lastOrder++;
    if (!this.pages.begin(page, { order: this.lastOrder, worth: worth })) {
      this.badPage = page;
      this.makeRoom();
      return 0;
    }
    this.orders[page] = this.lastOrder;
    this.worths[page] = worth;
    if (isNew) this.heads[worth] = PAGE_HEADER_BYTES;
    this.tails[worth] = PAGE_HEADER_BYTES;
    return PAGE_HEADER_BYTES;
  }

  /** The waiting report with the lowest sequence, which is then the outgoing one. */
  private oldest(): StoredReport | undefined {
    let oldest: StoredReport | undefined;
    for (let worth = 0; worth <= WORTH_MAX; worth++) {
      const report = this.oldestOf(worth);
      if (!report || (oldest && oldest.sequence < report.sequence)) continue;
      oldest = report;
      this.outgoing = worth;
      this.outgoingEnd = report.end;
    }
    return oldest;
  }

  /** The oldest waiting report of a log. Pages that have been read to their end become free. */
  private oldestOf(worth: number): StoredReport | undefined {
    while (this.waitingOf(worth) > 0) {
      const page = this.edge(worth, false);
      const report = page === NO_PAGE ? undefined : this.pages.find(page, this.heads[worth] || 0);
      if (report) {
        this.heads[worth] = report.isWaiting ? report.start : report.end;
        if (report.isWaiting) return report;
      } else if (page === this.edge(worth, true)) {
        // They were intact when they were counted.
        this.droppedCount += this.waitingOf(worth);
        this.waits[worth] = 0;
      } else {
        this.retire(page);
        this.heads[worth] = PAGE_HEADER_BYTES;
      }
    }
    return undefined;
  }

  private recover(): void {
    for (let page = 0; page < this.pages.count; page++) {
      const mark = this.pages.markOf(page);
      if (!mark) continue;
      this.orders[page] = mark.order;
      this.worths[page] = mark.worth;
      if (mark.order <= this.lastOrder) continue;
      this.lastOrder = mark.order;
      this.lastPage = page;
    }
    for (let worth = 0; worth <= WORTH_MAX; worth++) this.heads[worth] = PAGE_HEADER_BYTES;
    for (let page = 0; page < this.pages.count; page++) {
      if (this.orders[page]) this.recoverPage(page);
    }
  }

  private recoverPage(page: number): void {
    const worth = this.worths[page] || 0;
    const isNewest = page === this.edge(worth, true);
    let start = PAGE_HEADER_BYTES;
    let count = 0;
    for (;;) {
      const report = this.pages.find(page, start);
      const isDamaged = report ? report.start > start : this.pages.isTouched(page, start);
      if (isDamaged && !this.pages.isSettled(page, start)) {
        // The last record of the log may be torn: then nobody was told that it was there.
        if (report || !isNewest) this.droppedCount++;
        this.pages.settle(page, start);
      }
      if (!report) {
        if (isNewest) this.tails[worth] = isDamaged ? this.pages.pageBytes : start;
        break;
      }
      if (report.isWaiting) count++;
      this.nextSequence = Math.max(this.nextSequence, report.sequence + 1);
      start = report.end;
    }
    this.waits[worth] = this.waitingOf(worth) + count;
    if (count === 0 && !isNewest) this.retire(page);
  }
}
