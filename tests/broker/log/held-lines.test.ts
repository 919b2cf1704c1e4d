/** What the log does not say: readings of an AED that is away, silence of the server's own. */
import { describe, expect, test } from "vitest";
import { sampleReport } from "../support/sample-report";
import { registrationOf, START_MS, startTestBroker, type TestBroker } from "../support/test-broker";

const id = "gym-north";

async function startRegistered(): Promise<TestBroker> {
  const started = await startTestBroker();
  await started.broker.registry.register([registrationOf(id)], START_MS);
  return started;
}

describe("an AED that was taken out and put back", () => {
  const away = { aed: { present: false, removals: 1, indicator: { state: "unknown" } } } as const;

  test("is two lines about the AED, and none about readings of an AED that is away", async () => {
    const started = await startRegistered();
    const { clock, now, device, broker } = started;
    const sensor = await device(id);
    await sensor.report(sampleReport(now()));
    await sensor.report(sampleReport(now(), { seq: 2, upS: 61, ...away }));
    const dark = { ...away.aed, indicator: { state: "dark" }, pads: { state: "disconnected" } };
    await sensor.report(sampleReport(now(), { seq: 3, upS: 62, aed: dark as never }));
    await clock.advance(120_000);
    const back = { ...dark, present: true } as never;
    await sensor.report(sampleReport(now(), { seq: 4, upS: 182, aed: back }));
    await clock.advance(14_000);
    await sensor.report(sampleReport(now(), { seq: 5, upS: 196, aed: { removals: 1 } }));
    await clock.advance(60_000);
    await broker.registry.recordAct({ cabinetId: id, kind: "aed-confirmed" }, clock.wallMs());

    expect((await started.logged()).slice(2)).toEqual([
      `${id} fault-opened aed-missing`,
      `${id} fault-cleared aed-missing`,
      `${id} fault-opened aed-unconfirmed`,
      `${id} act-recorded aed-confirmed`,
      `${id} fault-cleared aed-unconfirmed`,
      `${id} ready`,
    ]);
  });

  test("and still shows a fault a quarter of a minute later has a line about it", async () => {
    const started = await startRegistered();
    const { clock, now, device } = started;
    const sensor = await device(id);
    await sensor.report(sampleReport(now()));
    await sensor.report(sampleReport(now(), { seq: 2, upS: 61, ...away }));
    const dark = { indicator: { state: "dark" }, removals: 1 } as const;
    await sensor.report(sampleReport(now(), { seq: 3, upS: 63, aed: dark }));
    expect(await started.statusOf(id)).toBe("action indicator-dark");
    expect((await started.logged()).at(-1)).toBe(`${id} fault-cleared aed-missing`);

    await clock.advance(15_000);

    expect((await started.logged()).at(-1)).toBe(`${id} fault-opened indicator-dark`);
  });

  test("with a fault that was told before is not called repaired while it is away", async () => {
    const started = await startRegistered();
    const { now, device, clock } = started;
    const sensor = await device(id);
    const off = { pads: { state: "disconnected" } } as const;
    await sensor.report(sampleReport(now(), { aed: off }));
    await sensor.report(sampleReport(now(), { seq: 2, upS: 61, ...away }));
    await sensor.report(sampleReport(now(), { seq: 3, upS: 63, aed: { removals: 1 } }));
    expect((await started.logged()).at(-2)).not.toContain("pads");
    await clock.advance(15_000);

    expect(await started.logged()).toContain(`${id} fault-cleared pads-disconnected`);
  });
});

describe("a silent sensor", () => {
  test("is one fault, whether its connection broke or its report did not come", async () => {
    const started = await startRegistered();
    const { clock, now, device } = started;
    const sensor = await device(id);
    await sensor.report(sampleReport(now(), { dueS: 60 }));
    sensor.vanish();
    await clock.advance(119_000);
    await clock.advance(60_000);
    await clock.advance(900_000);

    expect(await started.statusOf(id)).toBe("unknown sensor-vanished");
    expect((await started.logged()).slice(2)).toHaveLength(1);
  });
});

describe("a server that was off", () => {
  async function restartedAfter(offMs: number): Promise<TestBroker> {
    const first = await startRegistered();
    const { clock, folder } = first;
    const sensor = await first.device(id);
    await sensor.report(sampleReport(first.now(), { dueS: 60 }));
    await clock.advance(60_000);
    await first.broker.close();
    await clock.advance(offMs);
    return startTestBroker({ folder, clock });
  }

  test("says so in one line, and blames no cabinet before it could report again", async () => {
    const again = await restartedAfter(180_000);
    expect(await again.statusOf(id)).toBe("unknown report-overdue");
    await again.clock.advance(149_000);
    expect((await again.logged()).slice(2)).toEqual(["- server-was-off"]);
    expect(again.lines).toEqual([
      expect.stringContaining(
        "The server was off from 11:01 to 11:04; cabinets are unknown until they report.",
      ),
    ]);

    await again.clock.advance(1_000);

    expect((await again.logged()).at(-1)).toBe(`${id} fault-opened report-overdue`);
  });

  test("says nothing of a cabinet that came back, but does when it falls silent then", async () => {
    const again = await restartedAfter(180_000);
    const sensor = await again.device(id, { boot: 1, n: 2 });
    await sensor.report(sampleReport(again.now(), { seq: 2, dueS: 10 }));
    expect((await again.logged()).slice(2)).toEqual(["- server-was-off"]);

    await again.clock.advance(100_000);

    expect((await again.logged()).at(-1)).toBe(`${id} fault-opened report-overdue`);
  });

  test("for a moment only says nothing, however old the newest report is", async () => {
    const again = await restartedAfter(1_000);

    expect((await again.logged()).slice(2)).toEqual([]);
  });
});
