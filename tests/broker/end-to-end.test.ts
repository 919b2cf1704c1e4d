/** A cabinet's life with a real broker: registered, seen, ready, bad, silent. */
import { expect, test } from "vitest";
import { sampleReport } from "./support/sample-report";
import { registrationOf, START_MS, startTestBroker } from "./support/test-broker";

const id = "gym-north";

test("a registered cabinet is unknown until a current report proves it ready", async () => {
  const { broker, device, now, statusOf } = await startTestBroker();
  await broker.registry.register([registrationOf(id)], START_MS);
  expect(await statusOf(id)).toBe("unknown never-seen");

  const sensor = await device(id);
  expect(await sensor.report(sampleReport(now()))).toBe("acknowledged");

  expect(await statusOf(id)).toBe("ready");
  expect(broker.summary()).toEqual({ ready: 1, action: 0, unknown: 0 });
});

test("pads pulled off show at once, and the log says what to do", async () => {
  const { broker, device, now, statusOf, lines, clock } = await startTestBroker();
  await broker.registry.register([registrationOf(id)], START_MS);
  const sensor = await device(id);
  await sensor.report(sampleReport(now()));

  await sensor.report(sampleReport(now(), { seq: 2, aed: { pads: { state: "disconnected" } } }));

  expect(await statusOf(id)).toBe("action pads-disconnected");
  await clock.settle();
  expect(lines.at(-1)).toBe(
    "11:00:00 ACTION North gym (lobby) [gym-north] – The pads are not connected. " +
      "Push the pads' connector fully into the AED.",
  );
});

test("silence turns ready into unknown without any message", async () => {
  const { broker, device, now, statusOf, clock, logged } = await startTestBroker();
  await broker.registry.register([registrationOf(id)], START_MS);
  const sensor = await device(id);
  await sensor.report(sampleReport(now(), { dueS: 900 }));
  const changes: string[] = [];
  broker.onChange((changed) => changes.push(changed));

  await clock.advance(989_000);
  expect(await statusOf(id)).toBe("ready");
  await clock.advance(1_000);

  expect(await statusOf(id)).toBe("unknown report-overdue");
  expect(changes).toEqual([id]);
  expect(await logged()).toEqual([
    `${id} booted`,
    `${id} first-ready`,
    `${id} fault-opened report-overdue`,
  ]);
});

test("the time answer carries the nonce and is signed for this cabinet", async () => {
  const { broker, device, now } = await startTestBroker();
  await broker.registry.register([registrationOf(id)], START_MS);
  const sensor = await device(id);

  const answer = await sensor.hello("abcdefghijklmnop");

  expect(answer).toMatch(`{"v":1,"id":"${id}","nonce":"abcdefghijklmnop","at":${now()},"mac":"`);
});
