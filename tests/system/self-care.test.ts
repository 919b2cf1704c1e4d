/** A sensor that runs into trouble of its own: it says what happened, and helps itself. */
import { afterEach, describe, expect, test } from "vitest";
import { RESTART_DELAY_MS, RESTART_FAULT_MS, WATCHDOG_S } from "../../firmware/app";
import { CONNECT_TIMEOUT_MS } from "../../simulator/runtime/net";
import { waitingReports } from "./flash-view";
import { MINUTE_MS, SECOND_MS, Town } from "./town";

const ID = "city-hall-1";

let town: Town;

afterEach(async () => {
  await town.close();
});

async function openTown(): Promise<void> {
  town = new Town({ cabinetIds: [ID] });
  await town.open();
  await town.pass(2 * MINUTE_MS);
}

const device = () => town.member(ID).device;

describe.each([
  ["memory", "memory-low"],
  ["recursion", "stack-overflow"],
] as const)("out of %s", (interruption, fault) => {
  test("it reports so, restarts, and is ready again", async () => {
    await openTown();

    device().interruptNext(interruption);
    await town.pass(10 * SECOND_MS);
    const told = town.newestReport(ID);
    await town.pass(RESTART_DELAY_MS + MINUTE_MS);
    const afterRestart = town.newestReport(ID);
    await town.pass(RESTART_FAULT_MS);

    expect(told).toMatchObject({ boot: 1, faults: [fault] });
    expect(afterRestart).toMatchObject({ boot: 2, faults: [fault], node: { reset: fault } });
    expect([device().bootCount, await town.statusOf(ID)]).toEqual([2, "ready"]);
  });

  test("again and again at any moment, it loses no report and comes back each time", async () => {
    await openTown();

    for (let turn = 0; turn < 20; turn++) {
      await town.pass(7 * SECOND_MS + turn * 137);
      if (device().isRunning) device().interruptNext(interruption);
      await town.pass(RESTART_DELAY_MS + 3 * SECOND_MS);
    }
    await town.pass(WATCHDOG_S * SECOND_MS + RESTART_FAULT_MS + 40 * MINUTE_MS);

    const places = town.reports(ID).map(({ boot, seq }) => boot * 1000 + seq);
    expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
    expect(waitingReports(device())).toEqual([]);
    // In safe mode it did not look at the cabinet, so nobody knows whether the AED was away.
    expect(await town.reasonsOf(ID)).toEqual(["aed-unconfirmed"]);
    expect(town.newestReport(ID).node.mode).toBeUndefined();
  });
});

describe("a connect that blocks for as long as it can", () => {
  test("loses no door, and does not trip the watchdog, for six hours", async () => {
    await openTown();
    town.network.isDown = true;
    const happened: string[] = [];
    for (let visit = 0; visit < 20; visit++) {
      await town.pass(17 * MINUTE_MS - visit * 1_300);
      town.fleet.cabinet(ID).openDoor();
      await town.pass(CONNECT_TIMEOUT_MS / 3);
      town.fleet.cabinet(ID).closeDoor();
      happened.push("door-opened", "door-closed");
    }
    const boots = device().bootCount;
    town.network.isDown = false;
    await town.pass(10 * MINUTE_MS);

    const told = town.reports(ID).map(({ why }) => why);
    expect(boots).toBe(1);
    expect(told.filter((why) => why.startsWith("door-"))).toEqual(happened);
    expect(await town.statusOf(ID)).toBe("ready");
  });

  test("does not hide that the AED was taken and put back meanwhile", async () => {
    await openTown();
    town.network.isDown = true;
    await town.pass(2 * MINUTE_MS);

    for (let step = 0; step < 12; step++) {
      town.fleet.cabinet(ID).takeAed();
      await town.pass(13 * SECOND_MS);
      town.fleet.cabinet(ID).returnAed();
      await town.pass(9 * SECOND_MS);
    }
    town.network.isDown = false;
    await town.pass(10 * MINUTE_MS);

    expect(town.newestReport(ID).aed).toMatchObject({ present: true, removals: 12 });
    expect(await town.reasonsOf(ID)).toEqual(["aed-unconfirmed"]);
  });

  test("restarts the sensor when nothing has helped for six hours", async () => {
    await openTown();
    town.network.isDown = true;
    town.fleet.cabinet(ID).takeAed();
    await town.pass(MINUTE_MS);
    town.fleet.cabinet(ID).returnAed();
    await town.pass(7 * 60 * MINUTE_MS);
    const boots = device().bootCount;
    town.network.isDown = false;
    await town.pass(10 * MINUTE_MS);

    const told = town.reports(ID).map(({ why }) => why);
    expect(boots).toBe(2);
    expect(told.filter((why) => why.startsWith("aed-r"))).toEqual(["aed-removed", "aed-returned"]);
    expect(await town.reasonsOf(ID)).toEqual(["aed-unconfirmed"]);
  });
});
