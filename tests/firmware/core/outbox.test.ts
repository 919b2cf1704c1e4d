/** Reports wait in order; when there are too many, heartbeats go first and are counted. */
import { describe, expect, test } from "vitest";
import {
  add,
  confirm,
  createOutbox,
  makeRoom,
  OUTBOX_REPORTS_MAX,
  type Outbox,
  oldest,
  REFUSALS_MAX,
  refuse,
} from "../../../firmware/core/outbox";
import type { ReportCause } from "../../../protocol/report";

function put(outbox: Outbox, seq: number, why: ReportCause): void {
  add(outbox, { seq, why, payload: `report ${seq}` });
}
const seqs = (outbox: Outbox) => outbox.entries.map(({ seq }) => seq);

describe("order", () => {
  test("reports leave oldest first, and only when confirmed", () => {
    const outbox = createOutbox();
    put(outbox, 1, "boot");
    put(outbox, 2, "door-opened");

    expect(oldest(outbox)?.payload).toBe("report 1");
    expect(oldest(outbox)?.payload).toBe("report 1");
    confirm(outbox, 1);
    expect(oldest(outbox)?.payload).toBe("report 2");
    confirm(outbox, 2);
    expect(oldest(outbox)).toBeUndefined();
  });

  test("confirming a report that is not there changes nothing", () => {
    const outbox = createOutbox();
    put(outbox, 5, "heartbeat");

    confirm(outbox, 4);

    expect(seqs(outbox)).toEqual([5]);
  });
});

describe("overflow", () => {
  test("the oldest heartbeat is given up before any change, and counted", () => {
    const outbox = createOutbox();
    put(outbox, 1, "door-opened");
    put(outbox, 2, "heartbeat");
    put(outbox, 3, "connected");
    for (let seq = 4; seq <= OUTBOX_REPORTS_MAX; seq++) put(outbox, seq, "door-closed");

    put(outbox, 100, "aed-removed");
    put(outbox, 101, "aed-returned");

    expect(outbox.dropped).toBe(2);
    expect(seqs(outbox).slice(0, 2)).toEqual([1, 4]);
    expect(outbox.entries).toHaveLength(OUTBOX_REPORTS_MAX);
  });

  test("with changes only, the oldest goes", () => {
    const outbox = createOutbox();
    for (let seq = 1; seq <= OUTBOX_REPORTS_MAX + 3; seq++) put(outbox, seq, "door-opened");

    expect(oldest(outbox)?.seq).toBe(4);
    expect(outbox.dropped).toBe(3);
  });

  test("what people did stays longer than the light, and that longer than heartbeats", () => {
    const outbox = createOutbox();
    put(outbox, 1, "aed-removed");
    put(outbox, 2, "fault-changed");
    put(outbox, 3, "indicator-changed");
    put(outbox, 4, "indicator-changed");
    put(outbox, 5, "heartbeat");
    for (let seq = 6; seq <= OUTBOX_REPORTS_MAX; seq++) put(outbox, seq, "pads-disconnected");

    const lost = [100, 101, 102, 103, 104].map((seq) => {
      const before = seqs(outbox);
      put(outbox, seq, "aed-returned");
      return before.find((one) => !seqs(outbox).includes(one));
    });

    expect(lost).toEqual([5, 3, 4, 2, 1]);
  });

  test("room is made before a report is built, so that it counts what it displaced", () => {
    const outbox = createOutbox();
    for (let seq = 1; seq <= OUTBOX_REPORTS_MAX; seq++) put(outbox, seq, "heartbeat");

    makeRoom(outbox);
    makeRoom(outbox);

    expect(outbox.dropped).toBe(1);
    expect(seqs(outbox)[0]).toBe(2);
  });
});

describe("a report that the broker never takes", () => {
  test("is given up after a few good connections, and counted", () => {
    const outbox = createOutbox();
    put(outbox, 1, "door-opened");
    put(outbox, 2, "door-closed");

    for (let i = 1; i < REFUSALS_MAX; i++) refuse(outbox, 1);
    expect(seqs(outbox)).toEqual([1, 2]);
    refuse(outbox, 1);

    expect(seqs(outbox)).toEqual([2]);
    expect(outbox.dropped).toBe(1);
  });

  test("is none when nothing was in flight", () => {
    const outbox = createOutbox();
    put(outbox, 1, "door-opened");

    for (let i = 0; i < REFUSALS_MAX; i++) refuse(outbox, 0);

    expect(seqs(outbox)).toEqual([1]);
  });
});
