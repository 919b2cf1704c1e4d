/** Commands from the desk to the cabinet and back: done once, answered, remembered. */
import { afterEach, describe, expect, test } from "vitest";
import { TRIAL_MS } from "../../firmware/app";
import { TRIAL_BOOTS } from "../../firmware/desk";
import { SETTINGS_FILE } from "../../protocol/settings";
import { MINUTE_MS, SECOND_MS, Town } from "./town";

const ID = "city-hall-1";
/** Every boot on trial may last so long; then the old settings come back and reconnect. */
const REVERTED_WITHIN_MS = TRIAL_BOOTS * TRIAL_MS + 5 * MINUTE_MS;

let town: Town;

afterEach(async () => {
  await town.close();
});

async function openTown(): Promise<void> {
  town = new Town({ cabinetIds: [ID] });
  await town.open();
  await town.settle();
}

/** Orders it, waits, and tells what has become of it. */
async function done(...order: Parameters<Town["order"]>) {
  const n = await town.order(...order);
  await town.pass(5 * SECOND_MS);
  return await town.outcome(order[0], n);
}

describe("a command", () => {
  test("to report now brings a report that says it was asked for", async () => {
    await openTown();

    expect(await done(ID, "report-now")).toMatchObject({ state: "done" });
    expect(town.newestReport(ID).why).toBe("requested");
  });

  test("to show where the cabinet is blinks there", async () => {
    await openTown();

    const { state } = await done(ID, "identify", { forS: 30 });
    const seen = new Set<boolean>();
    for (let i = 0; i < 20; i++) {
      await town.pass(100);
      seen.add(town.fleet.cabinet(ID).isStatusLedLit);
    }

    expect([state, seen.size]).toEqual(["done", 2]);
  });

  test("to test itself is answered with what was found", async () => {
    await openTown();

    expect(await done(ID, "self-test")).toMatchObject({
      state: "done",
      detail: expect.stringContaining("no faults"),
    });
  });

  test("for the sensor's log brings its last lines", async () => {
    await openTown();
    town.member(ID).device.raiseErrorFlags(["MEMORY"]);
    await town.pass(SECOND_MS);

    expect(await done(ID, "log")).toMatchObject({
      state: "done",
      detail: expect.stringContaining("Failure, restarting soon: memory-low"),
    });
  });

  test("for a drill makes an alarm that ends with the next report", async () => {
    await openTown();

    expect(await done(ID, "drill")).toMatchObject({ state: "done" });
    expect(town.newestReport(ID)).toMatchObject({ why: "drill", faults: ["drill"] });
    await done(ID, "report-now");

    expect(await town.statusOf(ID)).toBe("ready");
  });

  test("to restart is answered first, done, and done once", async () => {
    await openTown();

    expect(await done(ID, "reboot")).toMatchObject({ state: "done" });
    await town.pass(10 * MINUTE_MS);

    expect(town.member(ID).device.bootCount).toBe(2);
    expect(await town.statusOf(ID)).toBe("ready");
  });

  test("for a sensor without power waits until it is back", async () => {
    await openTown();
    town.fleet.cabinet(ID).breakerOff();
    const n = await town.order(ID, "report-now");
    await town.pass(20 * MINUTE_MS);
    const whileOff = await town.outcome(ID, n);

    town.fleet.cabinet(ID).breakerOn();
    await town.pass(MINUTE_MS);

    expect(whileOff.endedAtMs).toBeNull();
    expect(await town.outcome(ID, n)).toMatchObject({ state: "done" });
    expect(town.reports(ID).filter(({ why }) => why === "requested")).toHaveLength(1);
  });

  test("that came too late is never done", async () => {
    await openTown();
    town.fleet.cabinet(ID).breakerOff();
    const n = await town.order(ID, "reboot", {}, 60);
    await town.pass(2 * MINUTE_MS);

    town.fleet.cabinet(ID).breakerOn();
    await town.pass(5 * MINUTE_MS);

    expect(await town.outcome(ID, n)).toMatchObject({ state: "expired" });
    expect(town.member(ID).device.bootCount).toBe(2);
  });

  test("that a broker had sent before it was restarted is still answered once", async () => {
    await openTown();
    town.network.isDown = true;
    const n = await town.order(ID, "report-now");
    await town.pass(5 * SECOND_MS);
    await town.stopBroker();
    town.network.isDown = false;
    await town.startBroker();
    await town.pass(6 * MINUTE_MS);

    expect(await town.outcome(ID, n)).toMatchObject({ state: "done" });
    expect(town.reports(ID).filter(({ why }) => why === "requested")).toHaveLength(1);
  });
});

describe("new settings", () => {
  test("with a Korean network name are in force, byte for byte", async () => {
    await openTown();

    const n = await town.order(ID, "configure", {
      settings: { version: 2, wifiSsid: "안양시청 로비", wifiPassword: "비밀번호-1" },
    });
    await town.pass(MINUTE_MS);

    expect(await town.outcome(ID, n)).toMatchObject({ state: "done" });
    expect(town.newestReport(ID).node.config).toBe(2);
    expect(town.member(ID).device.accessPoint.joinedWith).toEqual({
      ssid: Buffer.from("안양시청 로비").toString("latin1"),
      password: Buffer.from("비밀번호-1").toString("latin1"),
    });
    expect(await town.statusOf(ID)).toBe("ready");
  });

  test("that break a rule are refused, with the reason, and the old ones stay", async () => {
    await openTown();

    expect(await done(ID, "configure", { settings: { version: 1, heartbeatS: 60 } })).toMatchObject(
      { state: "refused", reason: "bad-value", detail: expect.stringContaining("version") },
    );
    expect(town.newestReport(ID)).toMatchObject({ dueS: 900, node: { config: 1 } });
  });

  test("that lead nowhere are undone by the sensor itself, and it says so", async () => {
    await openTown();
    const n = await town.order(ID, "configure", {
      settings: { version: 2, brokerPort: 1884, brokerHost: "nowhere.town" },
    });
    let orderedMs = 0;
    while (town.member(ID).device.bootCount === 1 && orderedMs < MINUTE_MS) {
      await town.pass(SECOND_MS);
      orderedMs += SECOND_MS;
    }
    const { validUntil } = await town.view(ID);
    const seen: string[] = [];
    let elapsedMs = 0;
    while ((await town.outcome(ID, n)).state === "sent" && elapsedMs < REVERTED_WITHIN_MS) {
      await town.pass(MINUTE_MS);
      elapsedMs += MINUTE_MS;
      // What it promised before is over; nothing new has come.
      const isStale = town.clock.wallMs() / 1000 > validUntil;
      if (isStale && (await town.outcome(ID, n)).state === "sent") {
        seen.push(await town.statusOf(ID));
      }
    }
    await town.settle();

    expect(await town.outcome(ID, n)).toMatchObject({
      state: "refused",
      reason: "settings-reverted",
    });
    expect(new Set(seen)).toEqual(new Set(["unknown"]));
    expect(town.newestReport(ID).node.config).toBe(1);
    expect(town.reports(ID).some(({ faults }) => faults.includes("settings-reverted"))).toBe(true);
    expect(await town.statusOf(ID)).toBe("ready");
  });

  test("that lead nowhere are undone, too, when they had waited for the sensor", async () => {
    await openTown();
    town.fleet.cabinet(ID).breakerOff();
    const settings = { version: 2, brokerPort: 1884 };
    const n = await town.order(ID, "configure", { settings });
    await town.pass(MINUTE_MS);

    // Now the command comes in the same moment as the time, which proves the old settings only.
    town.fleet.cabinet(ID).breakerOn();
    await town.pass(REVERTED_WITHIN_MS);

    expect(await town.outcome(ID, n)).toMatchObject({ reason: "settings-reverted" });
    expect(town.newestReport(ID).node.config).toBe(1);
  });

  test("that were undone leave the sensor able to take better ones", async () => {
    await openTown();
    await town.order(ID, "configure", { settings: { version: 2, brokerPort: 1884 } });
    await town.pass(REVERTED_WITHIN_MS);

    const n = await town.order(ID, "configure", { settings: { version: 3, heartbeatS: 600 } });
    await town.pass(MINUTE_MS);

    expect(await town.outcome(ID, n)).toMatchObject({ state: "done" });
    expect(town.newestReport(ID)).toMatchObject({ dueS: 600, node: { config: 3 } });
  });

  test("outlive a power cut: the file of the last provisioning does not undo them", async () => {
    await openTown();
    await town.order(ID, "configure", { settings: { version: 2, heartbeatS: 600 } });
    await town.pass(MINUTE_MS);

    town.fleet.cabinet(ID).breakerOff();
    await town.pass(MINUTE_MS);
    town.fleet.cabinet(ID).breakerOn();
    await town.pass(MINUTE_MS);

    expect(town.member(ID).device.storage.read(SETTINGS_FILE)).toContain('"heartbeatS":900');
    expect(town.newestReport(ID)).toMatchObject({ boot: 3, dueS: 600 });
  });
});
