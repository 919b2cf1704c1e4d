/**
 * What is refused: nothing of it is acknowledged, becomes state or reaches another sensor; each is
 * counted and gets one line in the technician's log; and the broker goes on.
 */
import { describe, expect, test } from "vitest";
import type { Report } from "../../../protocol/report";
import { topicOf } from "../../../protocol/topics";
import { reportPayload, sampleReport, signedPayload } from "../support/sample-report";
import { registrationOf, START_MS, startTestBroker, type TestBroker } from "../support/test-broker";
import type { TestDevice } from "../support/test-device";

const id = "gym-north";
const neighbour = "gym-south";
const topic = topicOf(id, "report");

async function startWithSensor(): Promise<TestBroker & { readonly sensor: TestDevice }> {
  const started = await startTestBroker();
  await started.broker.registry.register([registrationOf(id), registrationOf(neighbour)], START_MS);
  return { ...started, sensor: await started.device(id) };
}

/** Everything sent before has been judged when the broker has answered this. */
async function answersStill(sensor: TestDevice): Promise<boolean> {
  return (await sensor.hello()) !== "closed";
}

interface Refused {
  readonly name: string;
  readonly reason: string;
  readonly topic?: string;
  readonly how?: { readonly qos?: 0 | 1 | 2; readonly retain?: boolean };
  readonly payload: (report: Report, keyHex: string) => string | Buffer;
}

const REFUSED: readonly Refused[] = [
  {
    name: "more bytes than any report has",
    reason: "oversize",
    payload: (report, key) => {
      return reportPayload({ ...report, faults: Array(40).fill("unknown-fault") }, key);
    },
  },
  {
    name: "bytes that are no text",
    reason: "not-ascii",
    payload: (report, key) => {
      const bytes = Buffer.from(reportPayload(report, key));
      bytes[20] = 0xff;
      return bytes;
    },
  },
  {
    name: "a signed report with a line break in it",
    reason: "not-ascii",
    payload: (report, key) => reportPayload(report, key).replace(",", ",\n"),
  },
  {
    name: "the topic of another cabinet",
    reason: "wrong-topic",
    topic: topicOf(neighbour, "report"),
    payload: reportPayload,
  },
  {
    name: "a topic below the sensor's own",
    reason: "wrong-topic",
    topic: `${topic}/x`,
    payload: reportPayload,
  },
  {
    name: "the broker's own topics",
    reason: "wrong-topic",
    topic: "$SYS/x/new/clients",
    payload: () => neighbour,
  },
  {
    name: "a will that is no last will",
    reason: "wrong-topic",
    topic: topicOf(id, "will"),
    payload: (_report, key) => {
      return signedPayload(topicOf(id, "will"), { v: 1, id, boot: 1, n: 1 }, key);
    },
  },
  {
    name: "no signature",
    reason: "unsigned",
    payload: (report) => JSON.stringify(report),
  },
  {
    name: "a member that no report has",
    reason: "malformed",
    payload: (report, key) => signedPayload(topic, { ...report, ready: true }, key),
  },
  {
    name: "the name of another cabinet inside",
    reason: "wrong-id",
    payload: (report, key) => signedPayload(topic, { ...report, id: neighbour }, key),
  },
  { name: "QoS 0", reason: "wrong-delivery", how: { qos: 0 }, payload: reportPayload },
  { name: "QoS 2", reason: "wrong-delivery", how: { qos: 2 }, payload: reportPayload },
  { name: "retain", reason: "wrong-delivery", how: { retain: true }, payload: reportPayload },
];

describe("refused without an acknowledgement, and the link stays", () => {
  test.each(REFUSED)("$name", async ({ reason, how, payload, topic: elsewhere }) => {
    const { broker, sensor, device, identity, now, statusOf, logged } = await startWithSensor();
    const south = await device(neighbour);
    const bytes = payload(sampleReport(now()), identity(id).keyHex);

    const messageId = sensor.publish(elsewhere ?? topic, bytes, how);

    expect(await answersStill(sensor)).toBe(true);
    expect(await answersStill(south)).toBe(true);
    expect(sensor.isAcknowledged(messageId)).toBe(false);
    expect(sensor.received.filter(({ cmd }) => cmd === "pubrec")).toEqual([]);
    expect(await statusOf(id)).toBe("unknown never-seen");
    expect(await statusOf(neighbour)).toBe("unknown never-seen");
    expect(broker.counters()).toMatchObject({ [reason]: 1, reports: 0 });
    expect(await logged()).toEqual([`${id} refused ${reason}`]);
  });
});

describe("a forged report closes the link", () => {
  test.each<[string, (payload: string, key: string, other: string) => string]>([
    ["one character changed", (payload) => payload.replace('"door":"closed"', '"door":"broken"')],
    ["the mac changed", (payload) => payload.replace(/.{4}"}$/, 'AAAA"}')],
    [
      "signed with another cabinet's key",
      (_payload, _key, other) => {
        return signedPayload(topic, sampleReport(START_MS / 1000), other);
      },
    ],
    [
      "signed for another topic",
      (_payload, key) => {
        return signedPayload(topicOf(id, "hello"), sampleReport(START_MS / 1000), key);
      },
    ],
  ])("%s", async (_name, forge) => {
    const { broker, sensor, identity, now, statusOf, logged, device } = await startWithSensor();
    const { keyHex } = identity(id);
    const forged = forge(
      reportPayload(sampleReport(now()), keyHex),
      keyHex,
      identity(neighbour).keyHex,
    );

    const messageId = sensor.publish(topic, forged);
    await sensor.closed();

    expect(sensor.isAcknowledged(messageId)).toBe(false);
    expect(await statusOf(id)).toBe("unknown never-seen");
    expect(broker.counters()).toMatchObject({ forged: 1, reports: 0 });
    expect(await logged()).toEqual([`${id} refused forged`]);
    expect((await device(id, { boot: 1, n: 2 })).isOpen).toBe(true);
  });
});

describe("order", () => {
  test("the very same report again is acknowledged and stored once", async () => {
    const { broker, sensor, now, get } = await startWithSensor();
    const first = sampleReport(now());
    await sensor.report(first);
    await sensor.report(sampleReport(now(), { seq: 2 }));

    expect(await sensor.report(first)).toBe("acknowledged");

    expect(broker.counters()).toMatchObject({ reports: 2, repetitions: 1 });
    const { body } = await get(`/api/cabinets/${id}`);
    expect(body).toMatchObject({
      latestReport: { seq: 2 },
      counters: { accepted: 2, repeated: 1 },
    });
  });

  test("another report under a number that is taken is refused", async () => {
    const { broker, sensor, now, identity, statusOf } = await startWithSensor();
    await sensor.report(sampleReport(now()));

    const other = sampleReport(now(), { aed: { present: false } });
    const sent = sensor.publish(topic, reportPayload(other, identity(id).keyHex));
    await answersStill(sensor);

    expect(sensor.isAcknowledged(sent)).toBe(false);
    expect(broker.counters()).toMatchObject({ conflicting: 1, reports: 1 });
    expect(await statusOf(id)).toBe("ready");
  });

  test("reports sent in one go are handled and acknowledged in their order", async () => {
    const { sensor, now, identity, get } = await startWithSensor();
    const { keyHex } = identity(id);

    const sent = [1, 2, 3, 4, 5].map((seq) => {
      return sensor.publish(topic, reportPayload(sampleReport(now(), { seq }), keyHex));
    });
    await sensor.acknowledgement(sent.at(-1)!);

    const acknowledged = sensor.received.filter(({ cmd }) => cmd === "puback");
    expect(acknowledged.map(({ messageId }) => messageId)).toEqual(sent);
    expect((await get(`/api/cabinets/${id}`)).body).toMatchObject({ latestReport: { seq: 5 } });
  });
});

test("a flood of refusals is one line, then one more that counts the rest", async () => {
  const { sensor, clock, lines, broker } = await startWithSensor();
  for (let count = 0; count < 200; count++) sensor.publish(topic, "junk");
  await answersStill(sensor);
  await clock.settle();
  expect(lines).toHaveLength(1);

  await clock.advance(600_000);

  expect(broker.counters()).toMatchObject({ unsigned: 200 });
  expect(lines.filter((line) => line.includes("without signature"))).toHaveLength(2);
  expect(lines.find((line) => line.includes("199 more times"))).toContain("North gym");
});

test("a word this version does not know is never taken for something good", async () => {
  const { sensor, now, statusOf, identity } = await startWithSensor();
  const report = sampleReport(now());
  const strange = {
    ...report,
    aed: { ...report.aed, indicator: { state: "splendid" }, present: "certainly" },
  };

  const sent = sensor.publish(topic, signedPayload(topic, strange, identity(id).keyHex));

  expect(await sensor.acknowledgement(sent)).toBe("acknowledged");
  expect(await statusOf(id)).toBe("unknown presence-unproven indicator-unproven");
});
