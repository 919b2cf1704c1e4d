/** Reports wait in order; when there are too many, heartbeats go first and are counted. */
import { describe, expect, test } from "vitest";
import {
  createOutbox,
  MEMORY_REPORTS_MAX,
  type Outbox,
  REFUSALS_MAX,
  REFUSALS_MAX_SOON,
} from "../../../firmware/core/outbox";
import { REPORT_BYTES_MAX } from "../../../protocol/limits";
import type { ReportCause } from "../../../protocol/report";
import { drain, payloadOf, put, storedIn } from "./outbox-bench";
import { PowerCutFlash } from "./power-cut-flash";

const PAGES = 12;
/** Reports of 600 bytes that fit on a page. */
const PAGE_REPORTS = 6;

function fill(outbox: Outbox, first: number, last: number, why: ReportCause): void {
  for (let number = first; number <= last; number++) put(outbox, number, why);
}
const numbers = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

describe("order", () => {
  test("reports leave oldest first, and only when confirmed", () => {
    const outbox = createOutbox(new PowerCutFlash(PAGES), REFUSALS_MAX);
    put(outbox, 1, "boot");
    put(outbox, 2, "heartbeat");
    put(outbox, 3, "door-opened");

    expect(outbox.head()?.payload).toBe(payloadOf(1));
    expect(outbox.head()?.payload).toBe(payloadOf(1));
    outbox.confirmHead();
    expect(outbox.head()?.payload).toBe(payloadOf(2));
    outbox.confirmHead();
    expect(drain(outbox)).toEqual([3]);
    expect(outbox.isEmpty()).toBe(true);
  });

  test("a thousand reports of every worth pass in order when the ring never overflows", () => {
    const outbox = createOutbox(new PowerCutFlash(PAGES), REFUSALS_MAX);
    const whys: ReportCause[] = ["heartbeat", "indicator-changed", "boot", "door-opened"];
    const seen: number[] = [];

    for (let number = 1; number <= 1000; number++) {
      put(outbox, number, whys[(number * 7) % 5] ?? "heartbeat");
      if (number % 20 === 0) seen.push(...drain(outbox));
    }

    expect(seen).toEqual(numbers(1, 1000));
    expect(outbox.dropped()).toBe(0);
    expect(outbox.isFailing()).toBe(false);
  });

  test("after a restart the old reports come first", () => {
    const flash = new PowerCutFlash(PAGES);
    const before = createOutbox(flash, REFUSALS_MAX);
    fill(before, 1, 20, "heartbeat");
    fill(before, 21, 23, "door-opened");
    before.head();
    before.confirmHead();

    const after = createOutbox(flash.restarted(), REFUSALS_MAX);
    fill(after, 24, 26, "heartbeat");

    expect(after.waiting()).toBe(25);
    expect(drain(after)).toEqual(numbers(2, 26));
  });

  test("a confirmation without a report on its way confirms nothing", () => {
    const outbox = createOutbox(new PowerCutFlash(PAGES), REFUSALS_MAX);
    put(outbox, 1, "heartbeat");

    outbox.confirmHead();
    outbox.head();
    outbox.confirmHead();
    outbox.confirmHead();

    expect(outbox.isEmpty()).toBe(true);
    expect(outbox.dropped()).toBe(0);
  });
});

describe("a report that may have been sent before", () => {
  test("says so when it is sent again, and when it is from before the restart", () => {
    const flash = new PowerCutFlash(PAGES);
    const before = createOutbox(flash, REFUSALS_MAX);
    fill(before, 1, 2, "door-opened");
    expect(before.head()?.wasSent).toBe(false);
    expect(before.head()?.wasSent).toBe(true);

    const after = createOutbox(flash.restarted(), REFUSALS_MAX);
    put(after, 3, "door-closed");

    const wasSent = [1, 2, 3].map(() => {
      const report = after.head();
      after.confirmHead();
      return report?.wasSent;
    });
    expect(wasSent).toEqual([true, true, false]);
  });
});

describe("overflow", () => {
  test("the oldest heartbeats are given up before any change, and counted", () => {
    const outbox = createOutbox(new PowerCutFlash(PAGES), REFUSALS_MAX);
    const changes = 5 * PAGE_REPORTS;
    fill(outbox, 1, changes, "door-opened");
    fill(outbox, changes + 1, 200, "heartbeat");

    const left = drain(outbox);

    expect(left.slice(0, changes)).toEqual(numbers(1, changes));
    expect(left.slice(changes)).toEqual(numbers(200 - (left.length - changes) + 1, 200));
    expect(left.length).toBeGreaterThanOrEqual(10 * PAGE_REPORTS);
    expect(outbox.dropped()).toBe(200 - left.length);
  });

  test("rare changes outlive a flood of heartbeats", () => {
    const flash = new PowerCutFlash(PAGES);
    const outbox = createOutbox(flash, REFUSALS_MAX);
    const changes: number[] = [];
    for (let number = 1; number <= 250; number++) {
      const isChange = number % 6 === 0;
      if (isChange) changes.push(number);
      put(outbox, number, isChange ? "aed-removed" : "heartbeat");
    }

    const left = drain(createOutbox(flash.restarted(), REFUSALS_MAX));

    expect(left.filter((number) => number % 6 === 0)).toEqual(changes);
    expect(left.length).toBeGreaterThan(changes.length);
  });

  test("with changes only, the oldest go", () => {
    const outbox = createOutbox(new PowerCutFlash(PAGES), REFUSALS_MAX);
    fill(outbox, 1, 100, "door-opened");

    const left = drain(outbox);

    expect(left).toEqual(numbers(100 - left.length + 1, 100));
    expect(outbox.dropped()).toBe(100 - left.length);
    expect(left.length).toBeGreaterThanOrEqual(10 * PAGE_REPORTS);
  });

  test("what people did stays longest, then faults, then the light, then heartbeats", () => {
    const flash = new PowerCutFlash(PAGES);
    const outbox = createOutbox(flash, REFUSALS_MAX);
    const whys: ReportCause[] = ["aed-removed", "fault-changed", "indicator-changed", "heartbeat"];
    whys.forEach((why, i) => {
      fill(outbox, i * 12 + 1, i * 12 + 12, why);
    });
    const order: number[] = [];
    for (let number = 101; number <= 190; number++) {
      const before = storedIn(flash);
      put(outbox, number, "aed-returned");
      const after = storedIn(flash);
      order.push(...before.filter((one) => !after.includes(one)));
    }

    const firstPages = [37, 25, 13, 1].flatMap((first) => numbers(first, first + 5));
    expect(order.slice(0, firstPages.length)).toEqual(firstPages);
  });

  test("the newest heartbeat is there even when changes fill the rest", () => {
    const outbox = createOutbox(new PowerCutFlash(PAGES), REFUSALS_MAX);
    fill(outbox, 1, 100, "door-opened");
    put(outbox, 101, "heartbeat");
    fill(outbox, 102, 200, "door-opened");

    expect(drain(outbox)).toContain(101);
  });

  test("a page that waits for nobody is taken before anything is given up", () => {
    const outbox = createOutbox(new PowerCutFlash(PAGES), REFUSALS_MAX);
    for (const why of ["aed-removed", "fault-changed", "indicator-changed"] as const) {
      put(outbox, 1, why);
    }
    drain(outbox);

    fill(outbox, 1, 11 * PAGE_REPORTS, "heartbeat");

    expect(outbox.dropped()).toBe(0);
  });

  test("room is made before a report is built, so that it counts what it displaced", () => {
    const outbox = createOutbox(new PowerCutFlash(PAGES), REFUSALS_MAX);
    for (let number = 1; number <= 150; number++) {
      outbox.makeRoom();
      const told = outbox.dropped();
      put(outbox, number, number % 3 === 0 ? "door-opened" : "heartbeat");
      expect(outbox.dropped()).toBe(told);
    }
    expect(outbox.dropped()).toBeGreaterThan(0);
  });

  test("the acknowledgement of a report given up meanwhile confirms no other", () => {
    const outbox = createOutbox(new PowerCutFlash(PAGES), REFUSALS_MAX);
    put(outbox, 1, "heartbeat");
    outbox.head();
    fill(outbox, 2, 100, "heartbeat");
    const waiting = outbox.waiting();

    outbox.confirmHead();

    expect(outbox.waiting()).toBe(waiting);
    expect(drain(outbox)).toHaveLength(waiting);
  });

  test("a report above the limit is dropped and disturbs nothing", () => {
    const outbox = createOutbox(new PowerCutFlash(PAGES), REFUSALS_MAX);
    put(outbox, 1, "boot");

    expect(outbox.add("heartbeat", "x".repeat(REPORT_BYTES_MAX + 1))).toBe(false);
    expect(outbox.add("heartbeat", "y".repeat(REPORT_BYTES_MAX))).toBe(true);

    expect(outbox.dropped()).toBe(1);
    expect(outbox.waiting()).toBe(2);
  });
});

describe("a report that the broker never takes", () => {
  function refuseTimes(outbox: Outbox, count: number): void {
    for (let i = 0; i < count; i++) {
      outbox.head();
      outbox.refuseHead();
    }
  }

  test("is given up after a few good connections, and counted", () => {
    const outbox = createOutbox(new PowerCutFlash(PAGES), REFUSALS_MAX);
    fill(outbox, 1, 2, "door-opened");

    refuseTimes(outbox, REFUSALS_MAX - 1);
    expect(outbox.head()?.payload).toBe(payloadOf(1));
    outbox.refuseHead();

    expect(drain(outbox)).toEqual([2]);
    expect(outbox.dropped()).toBe(1);
  });

  test("leaves the next one all its chances", () => {
    const outbox = createOutbox(new PowerCutFlash(PAGES), REFUSALS_MAX);
    fill(outbox, 1, 2, "door-opened");
    refuseTimes(outbox, REFUSALS_MAX - 1);
    outbox.head();
    outbox.confirmHead();

    refuseTimes(outbox, REFUSALS_MAX - 1);

    expect(drain(outbox)).toEqual([2]);
  });

  test("shortens the wait of those behind it, until one arrives", () => {
    const outbox = createOutbox(new PowerCutFlash(PAGES), REFUSALS_MAX);
    fill(outbox, 1, 5, "door-opened");
    refuseTimes(outbox, REFUSALS_MAX + REFUSALS_MAX_SOON);
    expect(outbox.head()?.payload).toBe(payloadOf(3));

    outbox.confirmHead();
    refuseTimes(outbox, REFUSALS_MAX - 1);

    expect(drain(outbox)).toEqual([4, 5]);
    expect(outbox.dropped()).toBe(2);
  });

  test("is none when nothing was on its way", () => {
    const outbox = createOutbox(new PowerCutFlash(PAGES), REFUSALS_MAX);
    put(outbox, 1, "door-opened");

    for (let i = 0; i < REFUSALS_MAX; i++) outbox.refuseHead();

    expect(drain(outbox)).toEqual([1]);
  });
});

describe("flash that fails", () => {
  test("a page that takes nothing is passed over, and the failure told", () => {
    const flash = new PowerCutFlash(PAGES);
    const write = flash.write;
    flash.write = (offset, bytes) => {
      if (Math.floor(offset / flash.pageBytes) !== 1) write(offset, bytes);
    };
    const outbox = createOutbox(flash, REFUSALS_MAX);
    fill(outbox, 1, 30, "door-opened");

    expect(outbox.isFailing()).toBe(true);
    expect(storedIn(flash)).toEqual(numbers(1, 30));
  });

  test("a ring that is full survives a worn-out page", () => {
    for (let bad = 0; bad < PAGES; bad++) {
      const flash = new PowerCutFlash(PAGES);
      const outbox = createOutbox(flash, REFUSALS_MAX);
      fill(outbox, 1, 100, "heartbeat");
      flash.erasePage = ((erase) => (offset: number) => {
        if (offset !== bad * flash.pageBytes) erase(offset);
      })(flash.erasePage);

      fill(outbox, 101, 220, "heartbeat");

      const left = storedIn(flash);
      expect(left, `page ${bad}`).toEqual(numbers(220 - left.length + 1, 220));
      expect(outbox.isFailing()).toBe(true);
    }
  });

  test("a record that came out wrong is written anew on another page, once", () => {
    const flash = new PowerCutFlash(PAGES);
    const outbox = createOutbox(flash, REFUSALS_MAX);
    put(outbox, 1, "door-opened");
    const write = flash.write;
    flash.write = (offset, bytes) => {
      flash.write = write;
      write(offset, bytes.substring(0, 300));
    };

    expect(put(outbox, 2, "door-closed")).toBe(true);

    expect(storedIn(flash)).toEqual([1, 2]);
    expect(createOutbox(flash.restarted(), REFUSALS_MAX).dropped()).toBe(0);
    expect(drain(outbox)).toEqual([1, 2]);
  });

  test("flash that takes nothing leaves a few reports in memory, behind those in flash", () => {
    const flash = new PowerCutFlash(PAGES);
    const outbox = createOutbox(flash, REFUSALS_MAX);
    fill(outbox, 1, 3, "heartbeat");
    flash.write = () => {};
    flash.erasePage = () => {
      throw new Error("broken");
    };

    expect(put(outbox, 4, "door-opened")).toBe(false);
    fill(outbox, 5, 4 + MEMORY_REPORTS_MAX, "heartbeat");
    put(outbox, 50, "door-closed");

    expect(outbox.isFailing()).toBe(true);
    expect(outbox.dropped()).toBe(2);
    expect(drain(outbox)).toEqual([1, 2, 3, 4, 7, 8, 9, 10, 50]);
    expect(outbox.isEmpty()).toBe(true);
  });

  test("flash that cannot be read gives no reports, and no exception", () => {
    const flash = new PowerCutFlash(PAGES);
    fill(createOutbox(flash, REFUSALS_MAX), 1, 3, "heartbeat");
    const dead = flash.restarted();
    dead.read = () => {
      throw new Error("broken");
    };

    const outbox = createOutbox(dead, REFUSALS_MAX);

    expect(outbox.head()).toBeUndefined();
    expect(put(outbox, 4, "boot")).toBe(false);
    expect(drain(outbox)).toEqual([4]);
    expect(outbox.isFailing()).toBe(true);
  });
});
