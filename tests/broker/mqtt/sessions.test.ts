/** Who may connect and how, what a session may do, and how sessions end. */
import { connect as connectMqtt } from "mqtt";
import type { IConnectPacket } from "mqtt-packet";
import { describe, expect, test } from "vitest";
import { connectPassword } from "../../../protocol/frame";
import { createAuthenticator } from "../../../protocol/host/authenticator";
import { topicOf } from "../../../protocol/topics";
import { sampleReport, signedPayload } from "../support/sample-report";
import { registrationOf, START_MS, startTestBroker, type TestBroker } from "../support/test-broker";
import { TestDevice } from "../support/test-device";

const id = "gym-north";
const neighbour = "gym-south";

async function startRegistered(): Promise<TestBroker> {
  const started = await startTestBroker();
  await started.broker.registry.register([registrationOf(id), registrationOf(neighbour)], START_MS);
  return started;
}

/** Logs in while the broker's clock runs on, so that a delayed answer comes. */
async function answerTo(
  { broker, clock, identity }: TestBroker,
  change: Partial<IConnectPacket>,
  attempt = { boot: 1, n: 1 },
): Promise<number | undefined | "closed"> {
  const sensor = await TestDevice.open(broker.mqttPort, identity(id));
  let answer: number | undefined | "closed" | "none" = "none";
  const answered = sensor.logIn(attempt, change).then((code) => {
    answer = code;
  });
  while (answer === "none") await clock.advance(100);
  await answered;
  return answer;
}

describe("CONNECT", () => {
  const will = { topic: topicOf(id, "will"), payload: Buffer.from("{}"), qos: 1, retain: false };

  test.each<[string, Partial<IConnectPacket>]>([
    ["MQTT 3.1", { protocolId: "MQIsdp", protocolVersion: 3 }],
    ["a session that would outlive its connection", { clean: false }],
    ["no keep-alive", { keepalive: 0 }],
    ["a keep-alive shorter than allowed", { keepalive: 29 }],
    ["a keep-alive longer than allowed", { keepalive: 301 }],
    ["an id that is no cabinet id", { clientId: "Gym\u0000", username: "Gym\u0000" }],
    ["an id of two characters", { clientId: "ab", username: "ab" }],
    ["a user name that is not the id", { username: neighbour }],
    ["a will on another topic", { will: { ...will, topic: topicOf(neighbour, "will") } as never }],
    ["a will on its report topic", { will: { ...will, topic: topicOf(id, "report") } as never }],
    ["a will on the broker's topics", { will: { ...will, topic: "$SYS/x" } as never }],
    ["a retained will", { will: { ...will, retain: true } as never }],
    ["a will of QoS 2", { will: { ...will, qos: 2 } as never }],
    ["a will that is too long", { will: { ...will, payload: Buffer.alloc(161, 65) } as never }],
  ])("is refused with %s", async (_name, change) => {
    const started = await startRegistered();

    expect(await answerTo(started, change)).toBe("closed");

    expect(started.broker.counters()).toMatchObject({ "bad-connect": 1, logins: 0 });
    expect(await answerTo(started, {})).toBe(0);
  });

  test("without a password is refused", async () => {
    const { broker, identity } = await startRegistered();
    const sensor = await TestDevice.open(broker.mqttPort, identity(id));
    const {
      password: _password,
      username: _username,
      ...bare
    } = sensor.connectPacket({
      boot: 1,
      n: 1,
    });

    sensor.send(bare);

    expect(await sensor.next("connack")).toBe("closed");
  });
});

describe("login", () => {
  const passwordOf = (keyHex: string, of: string, boot: number, n: number) => {
    const authenticate = createAuthenticator(Buffer.from(keyHex, "hex"));
    return Buffer.from(connectPassword({ id: of, boot, n }, authenticate));
  };

  test.each<[string, (started: TestBroker) => Buffer]>([
    ["a wrong mac", () => Buffer.from("1.1.AAAAAAAAAAAAAAAAAAAAAA")],
    ["no form at all", () => Buffer.from("secret")],
    [
      "a number that is written strangely",
      ({ identity }) => {
        const text = passwordOf(identity(id).keyHex, id, 1, 1).toString();
        return Buffer.from(`0${text}`);
      },
    ],
    [
      "the key of another cabinet",
      ({ identity }) => {
        return passwordOf(identity(neighbour).keyHex, id, 1, 1);
      },
    ],
    [
      "another cabinet's password",
      ({ identity }) => {
        return passwordOf(identity(neighbour).keyHex, neighbour, 1, 1);
      },
    ],
  ])("fails with %s", async (_name, passwordFor) => {
    const started = await startRegistered();

    expect(await answerTo(started, { password: passwordFor(started) })).toBe(4);

    expect(started.broker.counters()).toMatchObject({ "login-forged": 1, logins: 0 });
    expect(await started.logged()).toEqual([`${id} refused login-forged`]);
  });

  test("a registered name and any other get the same answer", async () => {
    const started = await startRegistered();
    const stranger = "gym-nowhere";
    const password = passwordOf(started.identity(stranger).keyHex, stranger, 1, 1);
    const change = { clientId: stranger, username: stranger, password };

    const answer = await answerTo(started, { ...change, will: undefined as never });

    expect(answer).toBe(4);
    expect(started.lines.at(-1)).toContain('Unregistered sensor "gym-nowhere" (127.0.0.1)');
  });

  test.each([
    ["the same attempt", { boot: 5, n: 3 }, 4],
    ["an earlier attempt", { boot: 5, n: 2 }, 4],
    ["an earlier boot", { boot: 4, n: 99 }, 4],
    ["the next attempt", { boot: 5, n: 4 }, 0],
    ["the next boot", { boot: 6, n: 1 }, 0],
  ])("(boot, n) must rise: %s", async (_name, attempt, expected) => {
    const started = await startRegistered();
    const sensor = await started.device(id, { boot: 5, n: 3 });
    sensor.vanish();

    expect(await answerTo(started, {}, attempt)).toBe(expected);
  });

  test("failures of one name are answered ever later, a correct login at once", async () => {
    const { broker, clock, identity, device } = await startRegistered();
    const waitsMs: number[] = [];
    for (let failure = 0; failure < 4; failure++) {
      const sensor = await TestDevice.open(broker.mqttPort, identity(id));
      let isAnswered = false;
      const password = Buffer.from("1.1.AAAAAAAAAAAAAAAAAAAAAA");
      const answered = sensor.logIn({ boot: 1, n: 1 }, { password }).then(() => {
        isAnswered = true;
      });
      while (broker.counters()["login-forged"] !== failure + 1) await clock.settle();
      const startMs = clock.monotonicMs();
      while (!isAnswered) await clock.advance(50);
      await answered;
      waitsMs.push(clock.monotonicMs() - startMs);
    }
    const genuine = await device(id, { boot: 1, n: 1 });

    expect(genuine.isOpen).toBe(true);
    waitsMs.forEach((waitMs, failure) => {
      expect(waitMs).toBeGreaterThanOrEqual(250 * 2 ** failure);
    });
  });
});

describe("subscriptions", () => {
  test.each([
    ["everything", "#"],
    ["everything of its own", `aed/1/${id}/#`],
    ["its own reports", topicOf(id, "report")],
    ["another cabinet's time", topicOf(neighbour, "time")],
    ["another cabinet's commands", topicOf(neighbour, "command")],
    ["another cabinet's update", topicOf(neighbour, "update/chunk")],
    ["everything of an update", `aed/1/${id}/update/#`],
    ["its own replies", topicOf(id, "reply")],
    ["the broker's inner life", "$SYS/#"],
    ["a level of wildcards", "aed/1/+/time"],
  ])("to %s close the link, the allowed one beside it included", async (_name, topic) => {
    const { broker, device } = await startRegistered();
    const sensor = await device(id);

    const subscriptions = [
      { topic: topicOf(id, "time"), qos: 1 as const },
      { topic, qos: 1 as const },
    ];
    sensor.send({ cmd: "subscribe", messageId: 9, subscriptions });

    expect(await sensor.next("suback")).toBe("closed");
    expect(broker.counters()).toMatchObject({ "wrong-subscription": 1 });
  });

  test("to its own time are granted; nobody else can speak there", async () => {
    const { device, identity } = await startRegistered();
    const sensor = await device(id);
    const south = await device(neighbour);
    const time = topicOf(id, "time");
    sensor.send({ cmd: "subscribe", messageId: 9, subscriptions: [{ topic: time, qos: 1 }] });
    expect(await sensor.next("suback")).toMatchObject({ granted: [1] });

    const forged = signedPayload(time, { v: 1, id, nonce: "x", at: 1 }, identity(id).keyHex);
    south.publish(time, forged);
    sensor.publish(time, forged);
    await south.hello();
    const answer = await sensor.hello("abcdefghijklmnop");

    expect(answer).toContain("abcdefghijklmnop");
    expect(sensor.received.filter(({ cmd }) => cmd === "publish")).toEqual([]);
  });
});

describe("takeover", () => {
  test("a new login of the same cabinet ends the older session", async () => {
    const { device, now, statusOf, clock } = await startRegistered();
    const older = await device(id, { boot: 1, n: 1 });
    await older.report(sampleReport(now()));

    const newer = await device(id, { boot: 1, n: 2 });
    await older.closed();
    await newer.report(sampleReport(now(), { seq: 2 }));

    await clock.advance(200_000);
    expect(await statusOf(id)).toBe("ready");
  });

  test("ten logins at once leave one session, which works", async () => {
    const { broker, identity, clock, now } = await startRegistered();
    const sensors: TestDevice[] = [];
    for (let n = 1; n <= 10; n++)
      sensors.push(await TestDevice.open(broker.mqttPort, identity(id)));

    await Promise.all([
      ...sensors.map((sensor, index) => sensor.logIn({ boot: 1, n: index + 1 })),
      clock.advance(20_000),
    ]);
    await clock.settle();

    const open = sensors.filter(({ isOpen }) => isOpen);
    expect(open).toHaveLength(1);
    expect(await open[0]!.report(sampleReport(now()))).toBe("acknowledged");
  });
});

describe("last will", () => {
  test("of a sensor that vanishes shortens its time to two minutes", async () => {
    const { device, now, statusOf, clock, broker } = await startRegistered();
    const sensor = await device(id);
    await sensor.report(sampleReport(now()));

    sensor.vanish();
    while (broker.counters().wills !== 1) await clock.settle();

    await clock.advance(119_000);
    expect(await statusOf(id)).toBe("ready");
    await clock.advance(1_000);
    expect(await statusOf(id)).toBe("unknown sensor-vanished");
  });

  test("is undone by a report of the next session", async () => {
    const { device, now, statusOf, clock, broker } = await startRegistered();
    const sensor = await device(id);
    await sensor.report(sampleReport(now()));
    sensor.vanish();
    while (broker.counters().wills !== 1) await clock.settle();

    const again = await device(id, { boot: 1, n: 2 });
    await again.report(sampleReport(now(), { seq: 2 }));

    await clock.advance(300_000);
    expect(await statusOf(id)).toBe("ready");
  });

  test.each<[string, (keyHex: string) => string]>([
    ["that is forged", () => JSON.stringify({ v: 1, id, boot: 1, n: 1 })],
    [
      "of an earlier session",
      (keyHex) => {
        return signedPayload(topicOf(id, "will"), { v: 1, id, boot: 1, n: 7 }, keyHex);
      },
    ],
  ])("%s changes nothing", async (_name, payloadOf) => {
    const { broker, clock, identity, now, statusOf } = await startRegistered();
    const sensor = await TestDevice.open(broker.mqttPort, identity(id));
    const payload = Buffer.from(payloadOf(identity(id).keyHex));
    const will = { topic: topicOf(id, "will"), payload, qos: 1 as const, retain: false };
    await sensor.logIn({ boot: 1, n: 8 }, { will });
    await sensor.report(sampleReport(now()));

    sensor.vanish();
    await clock.settle();
    await clock.advance(200_000);

    expect(await statusOf(id)).toBe("ready");
  });

  test("means nothing when it is the broker that ends", async () => {
    const first = await startRegistered();
    const sensor = await first.device(id);
    await sensor.report(sampleReport(first.now()));
    await first.broker.close();

    const { folder, clock } = first;
    const second = await startTestBroker({ folder, clock });
    await clock.advance(200_000);

    expect(await second.statusOf(id)).toBe("unknown report-not-current");
  });

  test("is not sent after an orderly goodbye", async () => {
    const { device, now, statusOf, clock } = await startRegistered();
    const sensor = await device(id);
    await sensor.report(sampleReport(now()));

    sensor.send({ cmd: "disconnect" });
    await sensor.closed();
    await clock.advance(200_000);

    expect(await statusOf(id)).toBe("ready");
  });
});

test("an ordinary MQTT client library can be a sensor", async () => {
  const { broker, identity, now } = await startRegistered();
  const { keyHex } = identity(id);
  const authenticate = createAuthenticator(Buffer.from(keyHex, "hex"));
  const client = connectMqtt({
    port: broker.mqttPort,
    protocolVersion: 4,
    clientId: id,
    username: id,
    password: connectPassword({ id, boot: 1, n: 1 }, authenticate),
    clean: true,
    keepalive: 60,
    reconnectPeriod: 0,
  });
  await new Promise((resolve) => client.once("connect", resolve));

  const topic = topicOf(id, "report");
  await client.publishAsync(topic, signedPayload(topic, sampleReport(now()), keyHex), { qos: 1 });
  await client.endAsync();

  expect(broker.summary()).toEqual({ ready: 1, action: 0, unknown: 1 });
});
