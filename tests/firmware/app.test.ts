/** The application on a board in the test's hands: what it reports, and when. */
import { beforeEach, describe, expect, test } from "vitest";
import { SETTLED_MS } from "../../firmware/app";
import { REFUSALS_MAX } from "../../firmware/core/outbox";
import { TIME_RETRY_MS } from "../../firmware/uplink";
import { TIME_ANSWER_TIMEOUT_S, TIME_SYNC_INTERVAL_S } from "../../protocol/limits";
import {
  AT,
  answer,
  asked,
  type BrokerHabits,
  bytes,
  causes,
  connect,
  driver,
  fake,
  findFirst,
  last,
  reports,
  resetBench,
  serve,
  startApp,
} from "./app-bench";
import { goodSettings } from "./good-settings";

/** Changes that no outbox holds: it has room for some eighty. Fewer than six hours, in minutes. */
const MORE_THAN_FITS = 200;

beforeEach(resetBench);

describe("a boot", () => {
  test("is reported first as history, then, with the time, as it is now", () => {
    startApp();
    connect();

    expect(causes()).toEqual(["boot", "connected"]);
    expect(reports[0]?.report).toMatchObject({ boot: 17, seq: 1, at: 0, clock: "unsynced" });
    expect(last()).toMatchObject({
      seq: 2,
      clock: "synced",
      simulated: true,
      dueS: goodSettings.heartbeatS,
      aed: { present: true },
      cabinet: { door: "closed" },
      node: { config: 3, reset: "unplanned", dropped: 0, rssiDbm: -61 },
      faults: [],
    });
    expect(Math.abs(last().at - AT)).toBeLessThan(5);
  });

  test("lights the status LED while the broker is there", () => {
    startApp();
    expect(fake.seen.isLit).toBe(false);
    connect();
    expect(fake.seen.isLit).toBe(true);
    fake.link.drop();
    expect(fake.seen.isLit).toBe(false);
  });
});

describe("reports", () => {
  test("follow a change at once, and a heartbeat follows the last report", () => {
    startApp();
    connect();
    serve(600_000);

    driver.find({ kind: "door", door: "open" });
    serve(100);
    expect(causes().slice(2)).toEqual(["door-opened"]);
    expect(last().cabinet.door).toBe("open");
    serve(goodSettings.heartbeatS * 1000 - 200);
    expect(reports).toHaveLength(3);
    serve(300);

    expect(causes().slice(3)).toEqual(["heartbeat"]);
  });

  test("are sent again with DUP and the same bytes until they are acknowledged", () => {
    startApp();
    connect({ acknowledges: false });
    fake.link.drop();
    connect();
    serve(1000);

    expect(causes()).toEqual(["boot", "boot", "connected", "connected"]);
    expect(reports.map(({ isRepeat }) => isRepeat)).toEqual([false, true, false, false]);
    expect(reports[1]?.report).toEqual(reports[0]?.report);
  });

  test("that piled up offline come in order, changes first to be kept, losses counted", () => {
    startApp();
    fake.clock.advance(SETTLED_MS);
    driver.find({ kind: "door", door: "open" });
    driver.find({ kind: "door", door: "closed" });
    for (let i = 0; i < MORE_THAN_FITS; i++) {
      fake.clock.advance(60_000);
      driver.find({
        kind: "indicator",
        indicator: i % 2 === 0 ? "ready" : "unknown",
        battery: "not-sensed",
        method: "status-light",
        confirmedS: undefined,
      });
    }
    fake.link.drop();
    connect();
    serve(60_000);

    const seqs = reports.map(({ report }) => report.seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect(causes()).toEqual(expect.arrayContaining(["boot", "door-opened", "door-closed"]));
    expect(last()).toMatchObject({ why: "connected", clock: "synced" });
    expect(last().node.dropped).toBeGreaterThan(0);
    expect(last().node.dropped).toBe(last().seq - reports.length);
  });
});

describe("a report the broker does not take", () => {
  const refuses: BrokerHabits = { acknowledges: false };

  test("is given up after some good connections, and counted", () => {
    startApp();
    for (let i = 0; i < REFUSALS_MAX; i++) {
      connect(refuses);
      fake.link.drop();
    }
    connect();
    serve(10_000);

    expect(causes().slice(0, REFUSALS_MAX + 1)).toEqual([
      ...Array.from({ length: REFUSALS_MAX }, () => "boot"),
      "connected",
    ]);
    expect(last().node.dropped).toBe(1);
  });

  test("is kept when the link only went silent, however often", () => {
    startApp();
    for (let i = 0; i < 2 * REFUSALS_MAX; i++) {
      connect(refuses);
      while (fake.link.isOpen) fake.clock.advance(1000);
    }
    connect();
    serve(1000);

    expect(reports.at(2 * REFUSALS_MAX)?.report).toMatchObject({ why: "boot", seq: 1 });
  });

  test("is kept when nothing proves that the broker was there", () => {
    startApp();
    for (let i = 0; i < 2 * REFUSALS_MAX; i++) {
      connect({ acknowledges: false, tellsTime: false });
      fake.link.drop();
    }
    connect();
    serve(1000);

    expect(reports.at(2 * REFUSALS_MAX)?.report).toMatchObject({ why: "boot", seq: 1 });
  });

  test.each([5, -61.5, Number.NaN, -129, "-61"])(
    "is not made so by a signal strength of %s",
    (dBm) => {
      fake.seen.rssiDbm = dBm as number;
      startApp();
      connect();

      expect(last().node).not.toHaveProperty("rssiDbm");
    },
  );
});

describe("the clock", () => {
  test("is asked for again after a while when nobody answers, and told when it is", () => {
    startApp();
    connect({ tellsTime: false });
    serve(TIME_ANSWER_TIMEOUT_S * 1000 + 500, { tellsTime: false });
    expect(causes()).toEqual(["boot", "connected"]);
    expect(last().clock).toBe("unsynced");

    serve(TIME_RETRY_MS + 500);

    expect(asked).toBe(2);
    expect(causes()).toEqual(["boot", "connected", "connected"]);
    expect(last().clock).toBe("synced");
  });

  test("is asked for every six hours", () => {
    startApp();
    connect();
    serve(TIME_SYNC_INTERVAL_S * 1000 + 1000);

    expect(asked).toBe(2);
    expect(causes().filter((why) => why === "connected")).toHaveLength(1);
  });

  test("stays synced over a reconnection, which is reported anew", () => {
    startApp();
    connect();
    fake.link.drop();
    connect({ tellsTime: false });
    serve(TIME_ANSWER_TIMEOUT_S * 1000 + 500, { tellsTime: false });

    expect(last()).toMatchObject({ why: "connected", clock: "synced" });
  });
});

describe("a link that breaks between the time and the report", () => {
  test("is announced once, when it is there again", () => {
    startApp();
    const { opens } = fake.link;
    while (fake.link.opens === opens) fake.clock.advance(100);
    fake.clock.advance(SETTLED_MS);
    fake.link.accept();
    fake.link.receive(bytes(0x20, 2, 0, 0));
    const subscribe = fake.link.take().at(-1)!;
    fake.link.receive(bytes(0x90, 5) + subscribe.slice(2, 4) + bytes(1, 1, 1));
    fake.clock.advance(1);
    answer(fake.link.take()[0]!, {});
    fake.link.drop();
    connect();
    serve(1000);

    expect(causes()).toEqual(["boot", "connected"]);
  });
});

describe("another AED may stand there", () => {
  test.each<[string, boolean]>([
    ["when it was taken", false],
    ["when one was put back", true],
  ])("%s the drivers begin anew", (_name, present) => {
    findFirst({ kind: "presence", present: !present });
    startApp();
    fake.clock.advance(SETTLED_MS);

    driver.find({ kind: "presence", present });

    expect(driver.restarts).toBe(1);
  });

  test("and the report of its return tells nothing of what was seen meanwhile", () => {
    startApp();
    connect();
    const light = { kind: "indicator", method: "status-light", confirmedS: 1 } as const;
    driver.find({ ...light, indicator: "ready", battery: "ok" });
    driver.find({ kind: "presence", present: false });
    driver.find({ ...light, indicator: "dark", battery: "low" });
    serve(500);
    const before = reports.length;

    driver.find({ kind: "presence", present: true });
    serve(500);

    expect(causes().slice(before)).toEqual(["aed-returned"]);
    expect(last().aed).toMatchObject({
      removals: 1,
      indicator: { state: "unknown" },
      battery: { state: "unknown" },
    });
  });

  test("contacts that settle right after the boot are in the first report", () => {
    findFirst({ kind: "door", door: "unknown" }, { kind: "presence", present: "unknown" });
    startApp();
    fake.clock.advance(SETTLED_MS - 1);
    driver.find({ kind: "door", door: "closed" });
    driver.find({ kind: "presence", present: true });
    fake.clock.advance(1);
    connect();

    expect(causes()).toEqual(["boot", "connected"]);
    expect(reports[0]?.report).toMatchObject({
      aed: { present: true, removals: 0 },
      cabinet: { door: "closed" },
    });
    expect(driver.restarts).toBe(0);
  });

  test("contacts that settle later make one more", () => {
    findFirst({ kind: "door", door: "unknown" }, { kind: "presence", present: true });
    startApp();
    fake.clock.advance(SETTLED_MS);
    driver.find({ kind: "door", door: "closed" });
    connect();

    expect(causes()).toEqual(["boot", "boot", "connected"]);
    expect(reports[0]?.report).toMatchObject({ cabinet: { door: "unknown" } });
    expect(reports[1]?.report).toMatchObject({ cabinet: { door: "closed" } });
  });

  test("a link that is there sooner is told by the first report", () => {
    startApp();
    fake.clock.advance(SETTLED_MS - 200);
    fake.link.accept();
    serve(199);
    expect([asked, causes()]).toEqual([1, []]);
    serve(SETTLED_MS);

    expect(causes()).toEqual(["boot"]);
    expect(last()).toMatchObject({ clock: "synced" });
  });

  test("but a door is no reason", () => {
    startApp();
    driver.find({ kind: "door", door: "open" });

    expect(driver.restarts).toBe(0);
  });
});
