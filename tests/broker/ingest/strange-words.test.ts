/** A newer or a faulty sensor says words this broker does not know: none of them is good news. */
import { expect, test } from "vitest";
import { reportPayload, sampleReport } from "../support/sample-report";
import { registrationOf, START_MS, startTestBroker } from "../support/test-broker";

const id = "gym-north";

test("a presence that is the word “true” does not prove that the AED is there", async () => {
  const { broker, device, identity, now, statusOf } = await startTestBroker();
  await broker.registry.register([registrationOf(id)], START_MS);
  const sensor = await device(id);
  const strange = sampleReport(now(), { aed: { present: "true" as never } });

  await sensor.publish(`aed/1/${id}/report`, reportPayload(strange, identity(id).keyHex));

  expect(await statusOf(id)).toBe("unknown presence-unproven");
});

test("a fault nobody has heard of needs action", async () => {
  const { broker, device, now, statusOf } = await startTestBroker();
  await broker.registry.register([registrationOf(id)], START_MS);
  const sensor = await device(id);

  await sensor.report(sampleReport(now(), { faults: ["flux-low" as never] }));

  expect(await statusOf(id)).toBe("action unknown-fault");
});
