/** A broker that is killed, loses its power or its room, and is started again on what is left. */
import { describe, expect, test } from "vitest";
import { settle } from "../../broker/support/test-clock";
import { ID, openTown } from "./disk-town";

const HOUR_MS = 3_600_000;

describe.each(["disk-model", "memory-file"] as const)("on a %s", (store) => {
  test("a report proves a cabinet ready, and those who listen are told", async () => {
    const town = await openTown({ store });
    await town.begin();
    const device = await town.device();

    expect(await town.report(device)).toBe(true);

    expect(town.broker.show(ID)).toMatchObject({ status: "ready", reasons: [], warnings: [] });
    expect(town.told).toContain(`changed ${ID}`);
  });

  test("a killed broker knows its cabinets and acknowledged reports when it is back", async () => {
    const town = await openTown({ store });
    await town.begin();
    const device = await town.device();
    await town.report(device);

    await town.broker.kill();
    await device.closed();
    expect(town.broker.show(ID)).toBeUndefined();
    expect(town.kept()).toEqual([1]);
    await town.broker.start();

    expect(town.broker.show(ID)?.status).toBe("unknown");
    expect(await town.report(await town.device())).toBe(true);
    expect(town.kept()).toEqual([1, 2]);
    expect(town.broker.show(ID)?.status).toBe("ready");
  });

  test("nothing of a killed broker runs on", async () => {
    const town = await openTown({ store });
    await town.begin();
    await town.report(await town.device());
    await town.broker.kill();
    const before = town.told.length;

    await town.clock.advance(HOUR_MS);

    expect(town.told.slice(before)).toEqual([]);
  });

  test("a full disk acknowledges nothing and ends the broker, until there is room", async () => {
    const town = await openTown({ store });
    await town.begin();
    const device = await town.device();
    await town.report(device);
    town.broker.fillDisk(true);

    expect(await town.report(device)).toBe(false);
    await settle();
    expect(town.told.at(-1)).toBe("died");
    expect(town.broker.show(ID)).toBeUndefined();

    town.broker.fillDisk(false);
    await town.broker.start();
    expect(town.kept()).toEqual([1]);
    expect(await town.report(await town.device())).toBe(true);
  });

  test("a broker that has something to write does not start on a full disk", async () => {
    const town = await openTown({ store });
    await town.begin();
    await town.report(await town.device());
    await town.broker.kill();
    await town.clock.advance(HOUR_MS);
    town.broker.fillDisk(true);

    await expect(town.broker.start()).rejects.toThrow(/full/);

    town.broker.fillDisk(false);
    await town.broker.start();
    expect(town.kept()).toEqual([1]);
  });

  test("silence is alerted and told over when the sensor is back", async () => {
    const town = await openTown({ store });
    await town.begin();
    const device = await town.device();
    await town.report(device);
    device.vanish();

    await town.clock.advance(HOUR_MS);
    expect(town.told).toContain(`alert ${ID} sensor-vanished`);
    await town.report(await town.device());

    expect(town.told).toContain(`alert ${ID} sensor-vanished over`);
  });
});

test("a server without power says nothing, and answers old links when it is back", async () => {
  const town = await openTown();
  await town.begin();
  const device = await town.device();
  await town.report(device);

  await town.broker.cutPower();
  await settle();
  expect(device.isOpen).toBe(true);
  await town.broker.start();
  await device.closed();

  expect(town.kept()).toEqual([1]);
});

test("a broker whose clock runs ahead takes evidence for old", async () => {
  const town = await openTown();
  await town.begin();
  await town.report(await town.device());

  town.broker.setClock(HOUR_MS);

  expect(town.broker.show(ID)?.status).toBe("unknown");
});

test("an order waits for the sensor, and the office knows", async () => {
  const town = await openTown();
  await town.begin();

  const n = await town.broker.office.order(ID, "identify", 60);

  expect(await town.broker.office.outcome(ID, n)).toBe("queued");
  await town.broker.kill();
  await expect(town.broker.office.order(ID, "identify", 60)).rejects.toThrow(/down/);
  await town.broker.start();
  expect(await town.broker.office.outcome(ID, n)).toBe("queued");
});
