/** A day in a town whose AEDs are watched: what the manager sees is what is true, in time. */
import { afterEach, describe, expect, test } from "vitest";
import { HEARTBEAT_S, MINUTE_MS, SECOND_MS, Town, type TownOptions } from "./town";

const ID = "city-hall-1";
const NEIGHBOUR = "city-hall-2";
/** A status outlives its last report by its heartbeat and the grace, and not longer. */
const DEADLINE_MS = (HEARTBEAT_S + 90) * SECOND_MS;

let town: Town;

afterEach(async () => {
  await town.close();
});

async function openTown(options: Partial<TownOptions> = {}): Promise<void> {
  town = new Town({ cabinetIds: [ID, NEIGHBOUR], ...options });
  await town.open();
  await town.settle();
}

describe("a new installation", () => {
  test("is unknown until the first positive reading, then ready", async () => {
    town = new Town({ cabinetIds: [ID] });
    await town.open();
    await town.pass(2 * SECOND_MS);

    expect(await town.statusOf(ID)).toBe("unknown");

    await town.settle();

    expect(await town.statusOf(ID)).toBe("ready");
    expect(town.logLines.join("\n")).toContain("proven ready for the first time");
  });

  test("stays ready through a quiet day, heartbeat by heartbeat", async () => {
    await openTown();

    for (let hour = 0; hour < 24; hour++) {
      await town.pass(60 * MINUTE_MS);
      expect(await town.statusOf(ID)).toBe("ready");
    }
  });

  test("of simulated cabinets is never ready for a broker in service", async () => {
    await openTown({ isSimulation: false });

    expect(await town.statusOf(ID)).toBe("unknown");
    expect(await town.reasonsOf(ID)).toContain("simulated-in-service");
  });
});

describe("people at the cabinet", () => {
  test("opening the door is known within two seconds, and closing it clears it", async () => {
    await openTown();

    town.fleet.cabinet(ID).openDoor();
    await town.pass(2 * SECOND_MS);
    const whileOpen = await town.reasonsOf(ID);
    town.fleet.cabinet(ID).closeDoor();
    await town.pass(2 * SECOND_MS);

    expect(whileOpen).toContain("door-open");
    expect(await town.statusOf(ID)).toBe("ready");
    expect(await town.statusOf(NEIGHBOUR)).toBe("ready");
  });

  test("an AED that was away is not ready before somebody confirms it is the same", async () => {
    await openTown();

    town.fleet.cabinet(ID).takeAed();
    await town.pass(MINUTE_MS);
    const whileAway = await town.reasonsOf(ID);
    town.fleet.cabinet(ID).returnAed();
    await town.pass(5 * MINUTE_MS);
    const afterReturn = await town.reasonsOf(ID);
    const act = { cabinetId: ID, kind: "aed-confirmed" } as const;
    await town.broker.registry.recordAct(act, town.clock.wallMs());
    await town.pass(2 * SECOND_MS);

    expect(whileAway).toContain("aed-missing");
    expect(afterReturn).toEqual(["aed-unconfirmed"]);
    expect(await town.statusOf(ID)).toBe("ready");
  });

  test("pads pulled out of the AED make it an action", async () => {
    await openTown();

    town.fleet.cabinet(ID).disconnectPads();
    await town.pass(2 * SECOND_MS);

    expect(await town.reasonsOf(ID)).toContain("pads-disconnected");
  });
});

describe("what ages", () => {
  test("pads are good to the end of their last day in Korea, and not longer", async () => {
    await openTown({ padsExpireOn: "2026-11-24" });

    // It is shortly after nine; midnight in Korea is 15:00 UTC.
    const untilMidnightMs = Date.UTC(2026, 10, 24, 15) - town.clock.wallMs();
    await town.pass(untilMidnightMs - MINUTE_MS);
    const before = await town.statusOf(ID);
    await town.pass(MINUTE_MS + SECOND_MS);

    expect(before).toBe("ready");
    expect(await town.reasonsOf(ID)).toEqual(["pads-expired"]);
  });

  test("an AED whose battery runs low says so by its light", async () => {
    await openTown();

    town.fleet.cabinet(ID).letBatteryRunLow();
    await town.pass(MINUTE_MS);

    expect(await town.statusOf(ID)).toBe("action");
  });
});

describe("silence is never health", () => {
  test("a cabinet whose network is pulled turns unknown by its deadline, by itself", async () => {
    await openTown();
    const { validUntil } = await town.view(ID);

    town.fleet.cabinet(ID).cutNetwork();
    await town.pass(DEADLINE_MS);

    expect(validUntil * SECOND_MS).toBeLessThanOrEqual(town.clock.wallMs());
    expect(await town.statusOf(ID)).toBe("unknown");
    expect(await town.reasonsOf(ID)).toEqual(["report-overdue"]);
    expect(await town.statusOf(NEIGHBOUR)).toBe("ready");
    expect(town.logLines.filter((line) => line.includes(ID)).at(-1)).toContain("ACTION");
  });

  test("it is ready again once it reports again", async () => {
    await openTown();
    town.fleet.cabinet(ID).cutNetwork();
    await town.pass(2 * DEADLINE_MS);

    town.fleet.cabinet(ID).restoreNetwork();
    await town.pass(6 * MINUTE_MS);

    expect(await town.statusOf(ID)).toBe("ready");
  });

  test("a cabinet without power turns unknown, and nothing about it is guessed", async () => {
    await openTown();

    town.fleet.cabinet(ID).breakerOff();
    await town.pass(DEADLINE_MS);
    const withoutPower = await town.statusOf(ID);
    town.fleet.cabinet(ID).breakerOn();
    await town.pass(2 * SECOND_MS);
    const justBooted = await town.statusOf(ID);
    await town.settle();

    expect(withoutPower).toBe("unknown");
    expect(justBooted).toBe("unknown");
    expect(await town.statusOf(ID)).toBe("ready");
  });

  test("an AED taken while the network is away is told afterwards, and counts", async () => {
    await openTown();
    town.fleet.cabinet(ID).cutNetwork();
    await town.pass(MINUTE_MS);

    town.fleet.cabinet(ID).takeAed();
    await town.pass(5 * MINUTE_MS);
    town.fleet.cabinet(ID).returnAed();
    await town.pass(5 * MINUTE_MS);
    town.fleet.cabinet(ID).restoreNetwork();
    await town.pass(10 * MINUTE_MS);

    expect(await town.reasonsOf(ID)).toEqual(["aed-unconfirmed"]);
  });

  test("a broker that was away for an hour shows nothing ready it cannot prove", async () => {
    await openTown();

    await town.broker.close();
    await town.pass(60 * MINUTE_MS);
    await town.startBroker();
    const atOnce = await town.statusOf(ID);
    await town.pass(6 * MINUTE_MS);

    expect(atOnce).toBe("unknown");
    expect(await town.statusOf(ID)).toBe("ready");
  });
});
