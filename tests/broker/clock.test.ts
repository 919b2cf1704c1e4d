/** The broker's own clock may be wrong; it never makes old evidence young. */
import { expect, test } from "vitest";
import { sampleReport } from "./support/sample-report";
import { registrationOf, START_MS, startTestBroker } from "./support/test-broker";

const id = "gym-north";

async function startReady() {
  const started = await startTestBroker();
  await started.broker.registry.register([registrationOf(id)], START_MS);
  const sensor = await started.device(id);
  await sensor.report(sampleReport(started.now()));
  return { ...started, sensor };
}

test("set back by more than five seconds: all is unknown until a fresh report", async () => {
  const { clock, statusOf, sensor, now, logged } = await startReady();
  await clock.advance(600_000);

  clock.stepWall(-300_000);
  await clock.advance(1_000);

  expect(await statusOf(id)).toBe("unknown clock-doubtful");
  expect(await logged()).toContain("- clock-fell-back");
  await sensor.report(sampleReport(0, { seq: 2, clock: "unsynced" }));
  expect(await statusOf(id)).toBe("unknown clock-doubtful");
  await sensor.report(sampleReport(now(), { seq: 3 }));
  expect(await statusOf(id)).toBe("ready");
});

test("set back by less is no reason for doubt", async () => {
  const { clock, statusOf } = await startReady();
  await clock.advance(60_000);

  clock.stepWall(-4_000);
  await clock.advance(1_000);

  expect(await statusOf(id)).toBe("ready");
});

test("set forward: what is overdue by then is overdue", async () => {
  const { clock, statusOf, logged } = await startReady();

  clock.stepWall(3_600_000);
  await clock.advance(1_000);

  expect(await statusOf(id)).toBe("unknown report-overdue");
  expect(await logged()).toContain(`${id} fault-opened report-overdue`);
});

test("set back while no broker ran: evidence from the future makes all doubtful", async () => {
  const first = await startTestBroker();
  const other = "gym-south";
  await first.broker.registry.register([registrationOf(id), registrationOf(other)], START_MS);
  await (await first.device(id)).report(sampleReport(first.now()));
  await first.clock.advance(500_000);
  await (await first.device(other)).report(sampleReport(first.now(), { id: other }));
  await first.broker.close();

  const { folder, clock } = first;
  clock.stepWall(-400_000);
  const second = await startTestBroker({ folder, clock });

  expect(await second.statusOf(id)).toBe("unknown clock-doubtful");
  expect(await second.statusOf(other)).toBe("unknown clock-doubtful");
});
