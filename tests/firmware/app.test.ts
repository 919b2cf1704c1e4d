/** The application on a board in the test's hands: what it reports, when, and how it restarts. */
import { beforeEach, describe, expect, test } from "vitest";
import {
  App,
  CHECK_PERIOD_MS,
  OFFLINE_RESTART_MS,
  OFFLINE_WIFI_MS,
  REPORT_LATE_MS,
  RESTART_DELAY_MS,
  RESTART_FAULT_MS,
} from "../../firmware/app";
import { type BootLogFlash, type ClaimedBoot, claimBoot } from "../../firmware/core/boot-log";
import { createKeyedHash } from "../../firmware/core/keyed-hash";
import { OUTBOX_REPORTS_MAX, REFUSALS_MAX } from "../../firmware/core/outbox";
import type { AedDriver, Finding, FindingListener } from "../../firmware/drivers/aed-driver";
import { TIME_RETRY_MS } from "../../firmware/uplink";
import { isAuthentic, sealFrame, splitFrame } from "../../protocol/frame";
import { readReport, type WireReport } from "../../protocol/host/schemas";
import { TIME_ANSWER_TIMEOUT_S, TIME_SYNC_INTERVAL_S } from "../../protocol/limits";
import { topicOf } from "../../protocol/topics";
import { createFakeBoard, nodeCrypto } from "./fake-board";
import { goodSettings } from "./good-settings";

const AT = 1_795_333_366;
const id = goodSettings.id;
const hash = createKeyedHash(nodeCrypto, goodSettings.keyHex);
const bytes = (...codes: number[]) => String.fromCharCode(...codes);

class ManualDriver implements AedDriver {
  checks = 0;
  restarts = 0;
  private listener: FindingListener = () => {};
  constructor(private readonly first: readonly Finding[]) {}

  start(listener: FindingListener): void {
    this.listener = listener;
    for (const finding of this.first) listener(finding);
  }
  check(): void {
    this.checks += 1;
  }
  restart(): void {
    this.restarts += 1;
  }
  find(finding: Finding): void {
    this.listener(finding);
  }
}

let fake: ReturnType<typeof createFakeBoard>;
let driver: ManualDriver;
let bootLog: BootLogFlash;
let reports: { report: WireReport; isRepeat: boolean }[];
let asked: number;

function startApp(changes: Partial<ClaimedBoot> = {}): void {
  const { pageBytes, read, write, erasePage } = fake.flash;
  bootLog = { pageBytes, read, write, erasePage, crc32: nodeCrypto.crc32 };
  new App({
    board: fake.board,
    settings: goodSettings,
    hash,
    claimed: { ...claimBoot(bootLog, 17)!, ...changes },
    bootLog,
    drivers: [driver],
  }).start();
}

beforeEach(() => {
  fake = createFakeBoard();
  reports = [];
  asked = 0;
  driver = new ManualDriver([
    { kind: "door", door: "closed" },
    { kind: "presence", present: true },
  ]);
});

function timeAnswer(nonce: string): string {
  const topic = topicOf(id, "time");
  const body = JSON.stringify({ v: 1, id, nonce, at: AT + Math.floor(fake.clock.nowMs / 1000) });
  const payload = sealFrame(topic, body, hash.authenticate);
  const length = topic.length + payload.length + 4;
  const head = bytes(0x32, (length & 127) | 128, length >> 7, 0, topic.length);
  return head + topic + bytes(0, 9) + payload;
}

interface BrokerHabits {
  /** Reports; a question for the time always is. */
  readonly acknowledges?: boolean;
  readonly tellsTime?: boolean;
}

/** Reads one PUBLISH of the device and answers it. */
function answer(packet: string, { acknowledges = true, tellsTime = true }: BrokerHabits): void {
  const topicAt = packet.charCodeAt(2) > 127 ? 4 : packet.charCodeAt(1) > 127 ? 3 : 2;
  const topicEnd = topicAt + 2 + packet.charCodeAt(topicAt + 1);
  const topic = packet.slice(topicAt + 2, topicEnd);
  const payload = packet.slice(topicEnd + 2);
  const frame = splitFrame(payload)!;
  expect(isAuthentic(topic, frame, hash.authenticate)).toBe(true);
  const isHello = topic === topicOf(id, "hello");
  if (isHello) {
    asked += 1;
    if (tellsTime) fake.link.receive(timeAnswer(JSON.parse(frame.body).nonce));
  } else {
    const read = readReport(frame.body);
    if ("problem" in read) throw new Error(read.problem);
    reports.push({ report: read.value, isRepeat: (packet.charCodeAt(0) & 8) !== 0 });
  }
  if (isHello || acknowledges)
    fake.link.receive(bytes(0x40, 2) + packet.slice(topicEnd, topicEnd + 2));
}

/** Lets the time pass and answers like a broker, to the millisecond. */
function serve(durationMs: number, habits: BrokerHabits = {}): void {
  const endMs = fake.clock.nowMs + durationMs;
  for (;;) {
    for (const packet of fake.link.take()) {
      const type = packet.charCodeAt(0) >> 4;
      if (type === 1) fake.link.receive(bytes(0x20, 2, 0, 0));
      if (type === 8) fake.link.receive(bytes(0x90, 3) + packet.slice(2, 4) + bytes(1));
      if (type === 3) answer(packet, habits);
      if (type === 12) fake.link.receive(bytes(0xd0, 0));
    }
    if (fake.clock.nowMs >= endMs) return;
    fake.clock.advance(Math.min(100, endMs - fake.clock.nowMs));
  }
}
function connect(habits: BrokerHabits = {}): void {
  const { opens } = fake.link;
  while (fake.link.opens === opens) fake.clock.advance(100);
  fake.link.accept();
  serve(500, habits);
}
const causes = () => reports.map(({ report }) => report.why);
const last = () => reports.at(-1)!.report;

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
    for (let i = 0; i < OUTBOX_REPORTS_MAX; i++) {
      fake.clock.advance(goodSettings.heartbeatS * 1000);
    }
    driver.find({ kind: "door", door: "open" });
    driver.find({ kind: "door", door: "closed" });
    fake.link.drop();
    connect();
    serve(2000);

    const seqs = reports.map(({ report }) => report.seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect(causes()).toEqual(expect.arrayContaining(["boot", "door-opened", "door-closed"]));
    expect(last()).toMatchObject({ why: "connected", clock: "synced" });
    expect(last().node.dropped).toBe(OUTBOX_REPORTS_MAX + 4 - OUTBOX_REPORTS_MAX);
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
    serve(1000);

    expect(causes().slice(0, REFUSALS_MAX + 1)).toEqual([
      ...Array.from({ length: REFUSALS_MAX }, () => "boot"),
      "connected",
    ]);
    expect(last().node.dropped).toBe(1);
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
    fake.link.accept();
    fake.link.receive(bytes(0x20, 2, 0, 0));
    const subscribe = fake.link.take().at(-1)!;
    fake.link.receive(bytes(0x90, 3) + subscribe.slice(2, 4) + bytes(1));
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
    driver = new ManualDriver([{ kind: "presence", present: !present }]);
    startApp();

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

  test("contacts that settle after the boot make one report", () => {
    driver = new ManualDriver([
      { kind: "door", door: "unknown" },
      { kind: "presence", present: "unknown" },
    ]);
    startApp();
    driver.find({ kind: "door", door: "closed" });
    driver.find({ kind: "presence", present: true });
    connect();

    expect(causes()).toEqual(["boot", "boot", "connected"]);
    expect(reports[0]?.report).toMatchObject({
      aed: { present: "unknown", removals: 0 },
      cabinet: { door: "unknown" },
    });
    expect(reports[1]?.report).toMatchObject({
      aed: { present: true, removals: 0 },
      cabinet: { door: "closed" },
    });
    expect(driver.restarts).toBe(0);
  });

  test("but a door is no reason", () => {
    startApp();
    driver.find({ kind: "door", door: "open" });

    expect(driver.restarts).toBe(0);
  });
});

describe("looking after itself", () => {
  test("Wi-Fi is asked for as long as it is down", () => {
    fake.seen.isWifiUp = false;
    startApp();
    fake.clock.advance(4 * CHECK_PERIOD_MS);
    expect(fake.seen.wifiAttempts).toBe(5);
    expect(fake.link.opens).toBe(0);

    fake.seen.isWifiUp = true;
    fake.seen.onUp();
    fake.clock.advance(CHECK_PERIOD_MS);

    expect(fake.seen.wifiAttempts).toBe(5);
    expect(fake.link.opens).toBeGreaterThan(0);
  });

  test("Wi-Fi that says it is up is made anew when nothing works over it", () => {
    startApp();
    fake.clock.advance(OFFLINE_WIFI_MS - 1);
    expect(fake.seen.wifiAttempts).toBe(0);

    fake.clock.advance(2 * OFFLINE_WIFI_MS);

    expect(fake.seen.wifiAttempts).toBe(2);
  });

  test("and left alone while the broker is there", () => {
    startApp();
    connect();
    serve(2 * OFFLINE_WIFI_MS);
    expect(fake.seen.wifiAttempts).toBe(0);

    fake.link.drop();
    fake.clock.advance(OFFLINE_WIFI_MS);

    expect(fake.seen.wifiAttempts).toBe(1);
  });

  test("without the broker for six hours it restarts, and not before", () => {
    startApp();
    connect();
    serve(OFFLINE_RESTART_MS + 60_000);
    expect(fake.seen.reboots).toBe(0);

    fake.link.drop();
    fake.clock.advance(OFFLINE_RESTART_MS);
    expect(fake.seen.reboots).toBe(0);
    fake.clock.advance(1000);

    expect(fake.seen.reboots).toBe(1);
  });

  test.each([
    ["a removal nobody was told of is told by the boot after", false, 1],
    ["a removal that was told is not told again", true, 0],
  ])("%s", (_name, isTold, removals) => {
    startApp();
    if (isTold) connect();
    driver.find({ kind: "presence", present: false });
    driver.find({ kind: "presence", present: true });
    if (isTold) serve(2000);
    fake.seen.fail("software-error", "oops");
    if (isTold) serve(1000);
    const { flash } = fake;
    fake = createFakeBoard();
    flash.bytes.copy(fake.flash.bytes);
    startApp();
    connect();

    expect(last()).toMatchObject({ boot: 18, aed: { removals }, faults: ["software-error"] });
  });

  test("the watchdog is kicked while reports are made, and no longer", () => {
    startApp();
    fake.clock.advance(10 * CHECK_PERIOD_MS);
    expect(fake.seen.kicks).toBe(11);

    fake.clock.cancel("heartbeat");
    fake.clock.advance(goodSettings.heartbeatS * 1000 + REPORT_LATE_MS);
    const kicks = fake.seen.kicks;
    fake.clock.advance(10 * CHECK_PERIOD_MS);

    expect(fake.seen.kicks).toBe(kicks);
  });

  test("the drivers look again now and then", () => {
    startApp();
    fake.clock.advance(3 * CHECK_PERIOD_MS);

    expect(driver.checks).toBe(4);
  });

  test("the least free memory since boot is told", () => {
    startApp();
    connect();
    fake.seen.freeVars = 900;
    serve(CHECK_PERIOD_MS);
    fake.seen.freeVars = 3000;
    driver.find({ kind: "door", door: "open" });
    serve(500);

    expect(last().node).toMatchObject({ freeVars: 3000, freeVarsMin: 900 });
  });
});

describe("a failure", () => {
  test("is reported, then the device says goodbye and restarts", () => {
    startApp();
    connect();
    fake.seen.fail("software-error", "x is not a function");
    serve(500);
    expect(last()).toMatchObject({ why: "fault-changed", faults: ["software-error"] });
    expect(fake.seen.lines.join()).toContain("x is not a function");

    fake.clock.advance(RESTART_DELAY_MS + 1000);

    expect(fake.link.take().at(-1)).toBe(bytes(0xe0, 0));
    expect(fake.seen.reboots).toBe(1);
  });

  test("that repeats does not put the restart off or flood the broker", () => {
    startApp();
    connect();
    for (let i = 0; i < 29; i++) {
      fake.seen.fail("memory-low", "MEMORY");
      serve(1000);
    }
    fake.clock.advance(2000);

    expect(causes().filter((why) => why === "fault-changed")).toHaveLength(1);
    expect(fake.seen.reboots).toBe(1);
  });

  test("ends in a restart even when the restart itself gets lost", () => {
    startApp();
    fake.seen.fail("memory-low", "MEMORY");
    fake.clock.cancel("restart");
    const { kicks } = fake.seen;
    fake.clock.advance(10 * CHECK_PERIOD_MS);

    expect(fake.seen.kicks).toBe(kicks);
  });

  test("that comes again just before the old one is forgotten is told on", () => {
    startApp({ note: 2 });
    connect();
    serve(RESTART_FAULT_MS - 5000);
    fake.seen.fail("memory-low", "MEMORY");
    serve(10_000);

    expect(last()).toMatchObject({ why: "fault-changed", faults: ["memory-low"] });
  });

  test("is still told after the restart, for a quarter of an hour", () => {
    startApp();
    fake.seen.fail("memory-low", "MEMORY");
    const { flash } = fake;
    fake = createFakeBoard();
    flash.bytes.copy(fake.flash.bytes);
    startApp();
    connect();

    expect(last()).toMatchObject({
      boot: 18,
      faults: ["memory-low"],
      node: { reset: "memory-low" },
    });
    serve(RESTART_FAULT_MS);
    expect(reports.some(({ report }) => report.why === "fault-changed")).toBe(true);
    expect(last().faults).toEqual([]);
  });

  test("of the flash is told in every report", () => {
    startApp({ isFlashFailing: true });
    connect();

    expect(last().faults).toEqual(["flash-failing"]);
  });
});
