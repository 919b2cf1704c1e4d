/**
 * Reports that tell what was: kept over a restart of the sensor, or late. All are taken in, so that
 * no sensor waits for ever, and none of them makes anything look better than it is.
 */
import { describe, expect, test } from "vitest";
import { type ReportChange, sampleReport } from "../support/sample-report";
import { registrationOf, START_MS, startTestBroker, type TestBroker } from "../support/test-broker";
import type { TestDevice } from "../support/test-device";

const id = "gym-north";

async function startWithSensor(
  boot: number,
): Promise<TestBroker & { readonly sensor: TestDevice }> {
  const started = await startTestBroker();
  await started.broker.registry.register([registrationOf(id)], START_MS);
  return { ...started, sensor: await started.device(id, { boot, n: 1 }) };
}

describe("reports of before a restart", () => {
  test("come first, in their order, and are all acknowledged", async () => {
    const { broker, sensor, now, get, logged } = await startWithSensor(8);

    for (const seq of [41, 42, 43]) {
      expect(await sensor.report(sampleReport(now(), { boot: 7, seq }))).toBe("acknowledged");
    }
    expect(await sensor.report(sampleReport(now(), { boot: 8 }))).toBe("acknowledged");

    expect(broker.counters()).toMatchObject({ reports: 4, late: 0, repetitions: 0 });
    expect(broker.counters()).not.toHaveProperty("stale");
    const { body } = await get(`/api/cabinets/${id}`);
    expect(body).toMatchObject({ status: "ready", latestReport: { boot: 8, seq: 1 } });
    expect(await logged()).toEqual([`${id} booted`, `${id} booted`, `${id} first-ready`]);
  });

  test("are history, however fresh: nothing is ready by them", async () => {
    const { sensor, now, statusOf } = await startWithSensor(8);

    await sensor.report(sampleReport(now(), { boot: 7, seq: 41 }));

    expect(await statusOf(id)).toBe("unknown report-not-current");
  });

  test("end no fault that stands, but open one", async () => {
    const { sensor, now, statusOf, device } = await startWithSensor(7);
    await sensor.report(sampleReport(now(), { boot: 7, aed: { pads: { state: "disconnected" } } }));
    const again = await device(id, { boot: 8, n: 1 });

    await again.report(sampleReport(now(), { boot: 7, seq: 2 }));
    expect(await statusOf(id)).toBe("action pads-disconnected report-not-current");
    await again.report(sampleReport(now(), { boot: 7, seq: 3, cabinet: { door: "open" } }));

    expect((await statusOf(id)).split(" ").sort()).toEqual([
      "action",
      "door-open",
      "pads-disconnected",
      "report-not-current",
    ]);
  });
});

describe("a report that is not newer and was never stored", () => {
  const past: readonly (readonly [string, ReportChange])[] = [
    ["of the same boot", { boot: 5, seq: 6 }],
    ["of an earlier boot", { boot: 4, seq: 900 }],
  ];

  test.each(past)("%s is stored and acknowledged, and the newest stays", async (_name, change) => {
    const { broker, sensor, now, get } = await startWithSensor(5);
    await sensor.report(sampleReport(now(), { boot: 5, seq: 7 }));

    const late = sampleReport(now(), { ...change, aed: { pads: { state: "disconnected" } } });
    expect(await sensor.report(late)).toBe("acknowledged");
    expect(await sensor.report(late)).toBe("acknowledged");

    expect(broker.counters()).toMatchObject({ reports: 1, late: 1, repetitions: 1 });
    const { body } = await get(`/api/cabinets/${id}`);
    expect(body).toMatchObject({ status: "ready", latestReport: { boot: 5, seq: 7 } });
  });

  test("opens a fault when no newer current report has shown the contrary", async () => {
    const { sensor, now, statusOf, folder, clock, broker } = await startWithSensor(5);
    await sensor.report(sampleReport(0, { boot: 5, seq: 7, clock: "unsynced" }));

    await sensor.report(
      sampleReport(now(), { boot: 5, seq: 6, aed: { pads: { state: "disconnected" } } }),
    );

    expect(await statusOf(id)).toBe("action pads-disconnected report-not-current");
    await broker.close();
    const second = await startTestBroker({ folder, clock });
    expect(await second.statusOf(id)).toMatch(/^action pads-disconnected/);
    const again = await second.device(id, { boot: 5, n: 2 });
    await again.report(sampleReport(now(), { boot: 5, seq: 8 }));
    expect(await second.statusOf(id)).toBe("ready");
  });

  test("and tells of a chirp opens that fault, until somebody has seen to the AED", async () => {
    const { sensor, now, statusOf } = await startWithSensor(5);
    const chirps = { boot: 5, faults: ["service-chirp-heard" as const] };
    await sensor.report(sampleReport(0, { boot: 5, seq: 7, clock: "unsynced" }));
    await sensor.report(sampleReport(now(), { ...chirps, seq: 6 }));
    expect(await statusOf(id)).toContain("service-chirp-heard");

    await sensor.report(sampleReport(now(), { boot: 5, seq: 9 }));
    await sensor.report(sampleReport(now(), { ...chirps, seq: 8 }));

    expect(await statusOf(id)).toContain("service-chirp-heard");
  });

  test("and tells that the AED was out in an earlier boot asks for a confirmation", async () => {
    const { sensor, now, statusOf } = await startWithSensor(5);
    await sensor.report(sampleReport(now(), { boot: 5, seq: 7 }));

    await sensor.report(sampleReport(now(), { boot: 4, seq: 9, aed: { present: false } }));

    expect(await statusOf(id)).toBe("action aed-unconfirmed");
  });

  test("ends no fault", async () => {
    const { sensor, now, statusOf } = await startWithSensor(5);
    const off = { pads: { state: "disconnected" } } as const;
    await sensor.report(sampleReport(now(), { boot: 5, seq: 7, aed: off }));

    await sensor.report(sampleReport(now(), { boot: 5, seq: 6 }));

    expect(await statusOf(id)).toBe("action pads-disconnected");
  });

  test("is refused once one connection has sent more of them than a sensor can keep", async () => {
    const { broker, sensor, now, device, clock } = await startWithSensor(5);
    await sensor.report(sampleReport(now(), { boot: 5, seq: 1 }));
    for (let seq = 1; seq <= 1_000; seq++) {
      if (seq % 500 === 0) await clock.advance(10_000);
      await sensor.report(sampleReport(now(), { boot: 4, seq }));
    }

    await clock.advance(10_000);
    const excess = sampleReport(now(), { boot: 4, seq: 1_001 });
    sensor.publishSigned("report", excess);
    await sensor.hello();
    expect(broker.counters()).toMatchObject({ late: 1_000, stale: 1 });

    const again = await device(id, { boot: 5, n: 2 });
    expect(await again.report(excess)).toBe("acknowledged");
  });
});
