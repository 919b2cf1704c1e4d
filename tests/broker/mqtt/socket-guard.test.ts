/** What is closed before it costs anything: bytes that no sensor of ours would send. */
import { describe, expect, test } from "vitest";
import { PacketMeter } from "../../../broker/mqtt/packet-meter";
import { registrationOf, START_MS, startTestBroker } from "../support/test-broker";
import { TestDevice } from "../support/test-device";

const id = "gym-north";
const PING = Buffer.from([0xc0, 0]);

/** A fixed header of `type` for a body of `length` bytes. */
function header(type: number, length: number): Buffer {
  const bytes = [type << 4];
  let rest = length;
  do {
    bytes.push((rest % 128) | (rest >= 128 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.from(bytes);
}

async function startOpen() {
  const started = await startTestBroker({ packetsPer10sMax: 50 });
  await started.broker.registry.register([registrationOf(id)], START_MS);
  const stranger = await TestDevice.open(started.broker.mqttPort, started.identity(id));
  return { ...started, stranger };
}

describe("before login", () => {
  test.each<[string, Buffer]>([
    ["no MQTT at all", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
    ["a PUBLISH first", header(3, 10)],
    ["a CONNECT of 256 MB", header(1, 268_435_455)],
    ["a CONNECT over 1 KB", header(1, 1022)],
    ["a length that never ends", Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0xff])],
  ])("%s is closed at once", async (_name, bytes) => {
    const { broker, stranger } = await startOpen();

    stranger.sendBytes(bytes);
    await stranger.closed();

    expect(broker.counters()).toMatchObject({ "bad-packet": 1 });
  });

  test("a CONNECT that dribbles in is closed after five seconds, busy as it looks", async () => {
    const { broker, stranger, clock } = await startOpen();
    stranger.sendBytes(Buffer.concat([header(1, 200), Buffer.from([0])]));
    for (let second = 0; second < 5; second++) {
      stranger.sendBytes(Buffer.from([0]));
      await clock.advance(1_000);
    }

    while (stranger.isOpen) await clock.advance(1_000);

    expect(broker.counters()).toMatchObject({ "bad-packet": 1 });
  });
});

describe("after login", () => {
  test("a packet over 8 KB is closed at its header", async () => {
    const { device, broker } = await startOpen();
    const sensor = await device(id);

    sensor.sendBytes(header(3, 8190));
    await sensor.closed();

    expect(broker.counters()).toMatchObject({ "bad-packet": 1 });
  });

  test("more packets than a sensor could mean are closed", async () => {
    const { device, clock } = await startOpen();
    const sensor = await device(id);

    sensor.sendBytes(Buffer.concat(Array(40).fill(PING)));
    await sensor.next("pingresp");
    await clock.advance(10_000);
    sensor.sendBytes(Buffer.concat(Array(40).fill(PING)));
    await sensor.next("pingresp");
    expect(sensor.isOpen).toBe(true);

    sensor.sendBytes(Buffer.concat(Array(20).fill(PING)));
    await sensor.closed();
  });

  test("half a packet is closed after five seconds", async () => {
    const { device, clock } = await startOpen();
    const sensor = await device(id);

    sensor.sendBytes(Buffer.concat([header(3, 100), Buffer.from("abc")]));
    while (sensor.isOpen) await clock.advance(1_000);

    expect(clock.monotonicMs()).toBeGreaterThanOrEqual(5_000);
  });
});

describe("the packet meter", () => {
  test("counts packets whatever the pieces they come in", () => {
    const bytes = Buffer.concat([header(1, 200), Buffer.alloc(200), PING, PING]);
    const meter = new PacketMeter();

    for (const byte of bytes) expect(meter.take(Buffer.from([byte]))).toBe(true);
    const whole = new PacketMeter();
    whole.take(bytes);

    expect(meter).toMatchObject({ packets: 3, isPartial: false });
    expect(whole).toMatchObject({ packets: 3, isPartial: false });
  });

  test("knows when a packet has begun and is not complete", () => {
    const meter = new PacketMeter();

    meter.take(header(1, 200));

    expect(meter.isPartial).toBe(true);
  });
});
