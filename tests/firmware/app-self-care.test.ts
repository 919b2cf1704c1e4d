/** The application looking after itself: Wi-Fi, watchdog, failures and restarts. */
import { beforeEach, describe, expect, test } from "vitest";
import {
  CHECK_PERIOD_MS,
  OFFLINE_RESTART_MS,
  OFFLINE_WIFI_MS,
  REPORT_LATE_MS,
  RESTART_DELAY_MS,
  RESTART_FAULT_MS,
  SETTLED_MS,
} from "../../firmware/app";
import {
  bytes,
  causes,
  connect,
  driver,
  fake,
  last,
  reports,
  resetBench,
  restartBoard,
  serve,
  startApp,
} from "./app-bench";
import { goodSettings } from "./good-settings";

beforeEach(resetBench);

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
    fake.clock.advance(SETTLED_MS);
    if (isTold) connect();
    driver.find({ kind: "presence", present: false });
    driver.find({ kind: "presence", present: true });
    if (isTold) serve(2000);
    fake.seen.fail("software-error", "oops");
    if (isTold) serve(1000);
    restartBoard();
    startApp();
    connect();
    serve(5000);

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
    restartBoard();
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
    startApp({ faults: ["flash-failing"] });
    connect();

    expect(last().faults).toEqual(["flash-failing"]);
  });
});
