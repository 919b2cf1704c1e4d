/** How often the outbox erases a page: the figure of the firmware's README. */
import { describe, expect, test } from "vitest";
import { OUTBOX_PAGES } from "../../../firmware/core/flash-area";
import { createOutbox, REFUSALS_MAX } from "../../../firmware/core/outbox";
import { PAGE_HEADER_BYTES, recordBytes } from "../../../firmware/core/outbox-page";
import { put, REPORT_BYTES } from "./outbox-bench";
import { PowerCutFlash } from "./power-cut-flash";

const PAGE_BYTES = 4096;
const PAGES = OUTBOX_PAGES[1];
const HEARTBEATS_PER_DAY = 96;
const EVENTS_PER_DAY = 20;
const DAYS = 90;
/** What makers of NOR flash promise, erases of each sector. */
const ENDURANCE_ERASES = 100_000;

/** A page is erased once each time it is filled. */
const reportsPerPage = Math.floor((PAGE_BYTES - PAGE_HEADER_BYTES) / recordBytes(REPORT_BYTES));
const erasesPerPageAndYear = ((HEARTBEATS_PER_DAY + EVENTS_PER_DAY) * 365) / reportsPerPage / PAGES;

/** Erases of each page in a year, from so many days of life. */
function wearOf(days: number, isOnline: boolean): number[] {
  const flash = new PowerCutFlash(PAGES);
  const outbox = createOutbox(flash, REFUSALS_MAX);
  let number = 0;
  for (let day = 0; day < days; day++) {
    for (let i = 0; i < HEARTBEATS_PER_DAY + EVENTS_PER_DAY; i++) {
      number += 1;
      const isEvent = i % 6 === 0 && i / 6 < EVENTS_PER_DAY;
      put(outbox, number, isEvent ? "door-opened" : "heartbeat");
      if (!isOnline) continue;
      outbox.head();
      outbox.confirmHead();
    }
  }
  return flash.erases.map((count) => (count * 365) / days);
}
const meanOf = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe("wear", () => {
  test("is the computed figure, and the same on every page", () => {
    const wear = wearOf(DAYS, true);

    expect(Math.round(erasesPerPageAndYear)).toBe(588);
    expect(meanOf(wear)).toBeCloseTo(erasesPerPageAndYear, -1);
    expect(Math.max(...wear)).toBeLessThan(erasesPerPageAndYear * 1.1);
  });

  test("leaves a page a hundred years", () => {
    expect(ENDURANCE_ERASES / erasesPerPageAndYear).toBeGreaterThan(100);
  });

  test("is no more in sum while nothing can be sent, when every page is full", () => {
    const wear = wearOf(DAYS, false);

    expect(meanOf(wear)).toBeLessThan(erasesPerPageAndYear * 1.01);
    // Even a page that takes all the turns for a year is far from its end.
    expect(Math.max(...wear) * 5).toBeLessThan(ENDURANCE_ERASES);
  });
});
