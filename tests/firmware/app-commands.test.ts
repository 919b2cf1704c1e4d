/** Commands, through the whole application: done once, answered, and remembered over restarts. */
import { beforeEach, describe, expect, test } from "vitest";
import { TRIAL_MS } from "../../firmware/app";
import { RESTART_SOON_MS } from "../../firmware/remote";
import { REFUSED_MAX } from "../../firmware/uplink";
import {
  causes,
  command,
  connect,
  driver,
  fake,
  freshState,
  last,
  published,
  replies,
  resetBench,
  restartBoard,
  serve,
  startApp,
  state,
} from "./app-bench";
import { goodSettings } from "./good-settings";

const REBOOT_MS = 1000;

beforeEach(() => {
  resetBench();
  startApp();
  connect();
});

describe("done and answered", () => {
  test("report-now brings a report that says it was asked for", () => {
    command(1, { do: "report-now" });
    serve(1000);

    expect(replies).toEqual([{ v: 1, id: goodSettings.id, boot: 17, n: 1, result: "done" }]);
    expect(causes().at(-1)).toBe("requested");
  });

  test("a drill reports a test fault once", () => {
    command(1, { do: "drill" });
    serve(1000);
    expect(last()).toMatchObject({ why: "drill", faults: ["drill"] });

    driver.find({ kind: "door", door: "open" });
    serve(1000);

    expect(last()).toMatchObject({ why: "door-opened", faults: [] });
  });

  test("identify blinks for as long as it was told", () => {
    command(1, { do: "identify", forS: 10 });
    let changes = 0;
    let wasLit = fake.seen.isLit;
    for (let elapsedMs = 0; elapsedMs < 9000; elapsedMs += 50) {
      serve(50);
      if (fake.seen.isLit !== wasLit) changes += 1;
      wasLit = fake.seen.isLit;
    }
    serve(5000);

    expect(changes).toBeGreaterThan(20);
    expect(fake.seen.isLit).toBe(true);
    expect(replies).toMatchObject([{ n: 1, result: "done" }]);
  });

  test("self-test tells of the sensor itself", () => {
    command(1, { do: "self-test" });
    serve(1000);

    expect(replies[0]).toMatchObject({ result: "done" });
    expect(replies[0]?.detail).toMatch(/no faults; hash good; outbox 0 waiting, good/);
  });

  test("log tells the last lines of the device", () => {
    fake.seen.fail("software-error", "the lamp is broken");
    serve(1000);

    command(1, { do: "log" });
    serve(1000);

    expect(replies[0]?.detail).toContain("the lamp is broken");
  });

  test("reboot restarts once its reply is delivered", () => {
    command(1, { do: "reboot" });
    serve(REBOOT_MS);

    expect(replies).toMatchObject([{ n: 1, result: "done" }]);
    expect(fake.seen.reboots).toBe(1);
  });

  test("reboot restarts, too, when the reply is never delivered", () => {
    command(1, { do: "reboot" });
    fake.link.take();
    fake.clock.advance(RESTART_SOON_MS - 1);
    expect(fake.seen.reboots).toBe(0);

    fake.clock.advance(1 + REBOOT_MS);

    expect(fake.seen.reboots).toBe(1);
  });
});

describe("never done twice", () => {
  test("the same command again gets the same answer and does nothing", () => {
    command(1, { do: "report-now" });
    serve(1000);
    command(1, { do: "report-now" });
    serve(1000);

    expect(replies).toMatchObject([
      { n: 1, result: "done" },
      { n: 1, result: "done" },
    ]);
    expect(causes().filter((why) => why === "requested")).toHaveLength(1);
  });

  test("not even after a restart", () => {
    command(5, { do: "report-now" });
    serve(1000);
    restartBoard();
    startApp();
    connect();

    command(5, { do: "report-now" });
    command(4, { do: "drill" });
    serve(1000);

    expect(replies.slice(1)).toMatchObject([{ n: 4, result: "refused", reason: "replayed" }]);
    expect(causes().filter((why) => why === "requested")).toHaveLength(1);
    expect(causes()).not.toContain("drill");
  });

  test("a number that flash does not take is not used", () => {
    fake.flash.fail = () => {
      throw new Error("worn out");
    };

    command(1, { do: "drill" });
    serve(1000);

    expect(replies).toMatchObject([{ n: 1, result: "refused", reason: "not-stored" }]);
    expect(causes()).not.toContain("drill");
  });
});

describe("refused and counted", () => {
  test("what the broker did not make", () => {
    const forged = published("time", { v: 1, id: goodSettings.id, n: 9, do: "reboot" });
    const topicAt = forged.indexOf("/time");
    expect(topicAt).toBeGreaterThan(0);
    fake.link.receive(published("command", { v: 1, id: "other-0001", n: 9, do: "reboot" }));
    command(1, { do: "report-now" });
    serve(1000);

    expect(last().node).toMatchObject({ rejected: 1 });
    expect(fake.seen.reboots).toBe(0);
    expect(replies).toHaveLength(1);
  });

  test("what comes too late", () => {
    const expired = { v: 1, id: goodSettings.id, n: 1, until: 1_700_000_000, do: "reboot" };
    fake.link.receive(published("command", expired));
    serve(1000);

    expect(replies).toMatchObject([{ n: 1, result: "refused", reason: "expired" }]);
    expect(fake.seen.reboots).toBe(0);
  });
});

describe("new settings", () => {
  const settings = { version: 4, wifiSsid: "안양시청", heartbeatS: 600 };

  function restart(): void {
    restartBoard();
    startApp();
  }

  test("are tried after a restart, and kept and answered when the broker is reached", () => {
    command(1, { do: "configure", settings });
    serve(REBOOT_MS);
    expect(fake.seen.reboots).toBe(1);
    expect(replies).toEqual([]);

    restart();
    connect();
    serve(1000);

    expect(replies).toMatchObject([{ n: 1, result: "done" }]);
    expect(last()).toMatchObject({ dueS: 600, node: { config: 4 } });
    expect(last().node.mode).toBeUndefined();
    const korean = Buffer.from("안양시청", "utf8").toString("latin1");
    expect(state.settings.wifiSsid).toBe(korean);
    restart();
    expect(state).toMatchObject({ fallback: null, told: null, settings: { wifiSsid: korean } });
  });

  test("are answered under their own number, whatever was taken since", () => {
    command(1, { do: "configure", settings });
    serve(REBOOT_MS);
    restart();
    state.command = 5;
    connect();
    serve(1000);

    expect(replies).toMatchObject([{ n: 1, result: "done" }]);
  });

  test("that come while others are tried are refused", () => {
    resetBench();
    const told = { n: 3, reason: "settings-reverted" } as const;
    startApp({ state: { command: 3, fallback: goodSettings, trial: 1, told } });
    fake.flash.fail = (operation) => {
      if (operation === "write") throw new Error("the trial cannot be confirmed");
    };
    connect();
    command(4, { do: "configure", settings });
    serve(REBOOT_MS);

    expect(replies).toMatchObject([{ n: 4, result: "refused", reason: "on-trial" }]);
    expect(state).toMatchObject({ fallback: goodSettings, told, settings: goodSettings });
  });

  test("that break a rule change nothing", () => {
    command(1, { do: "configure", settings: { ...settings, heartbeatS: 1 } });
    serve(1000);

    expect(replies).toMatchObject([{ n: 1, result: "refused", reason: "bad-value" }]);
    expect(replies[0]?.detail).toContain("heartbeatS is 1");
    expect(fake.seen.reboots).toBe(0);
    expect(state.settings).toEqual(goodSettings);
  });

  test("with which the broker is not reached make the device restart, to be given up", () => {
    command(1, { do: "configure", settings });
    serve(REBOOT_MS);
    restart();

    fake.clock.advance(TRIAL_MS + REBOOT_MS);

    expect(fake.seen.reboots).toBe(1);
    expect(state.fallback).toEqual(goodSettings);
  });

  test("that were given up are answered by the boot after", () => {
    resetBench();
    startApp({ state: { command: 1, told: { n: 1, reason: "settings-reverted" } } });
    connect();
    serve(1000);

    expect(replies).toMatchObject([{ n: 1, result: "refused", reason: "settings-reverted" }]);
    expect(state.told).toBeNull();
  });

  test("that flash does not take are refused", () => {
    let writes = 0;
    fake.flash.fail = (operation) => {
      if (operation === "write") writes += 1;
      if (writes > 0) throw new Error("worn out");
    };

    command(1, { do: "configure", settings });
    serve(REBOOT_MS);

    expect(replies).toMatchObject([{ n: 1, result: "refused", reason: "not-stored" }]);
    expect(fake.seen.reboots).toBe(0);
    expect(state.settings).toEqual(goodSettings);
  });
});

test("a reply that the broker does not take keeps reports back for a while only", () => {
  command(1, { do: "self-test" });
  serve(200, { takesReplies: false });
  for (let i = 1; i < REFUSED_MAX; i++) {
    fake.link.drop();
    driver.find({ kind: "door", door: i % 2 === 1 ? "open" : "closed" });
    connect({ takesReplies: false });
  }
  expect(causes().at(-1)).toBe("connected");
  fake.link.drop();
  connect({ takesReplies: false });
  command(2, { do: "self-test" });
  serve(5000, { takesReplies: false });

  expect(causes().indexOf("door-opened")).toBeGreaterThan(0);
  expect(replies.map(({ n }) => n)).toEqual([...Array(REFUSED_MAX).fill(1), 2]);
});

test("an answer that is owed is told until the broker has it", () => {
  resetBench();
  startApp({ state: freshState({ command: 3, told: { n: 3, reason: null } }) });
  connect();
  serve(1000);
  expect(replies).toMatchObject([{ n: 3, result: "done" }]);

  restartBoard();
  startApp();
  connect();
  serve(1000);

  expect(replies).toHaveLength(1);
});
