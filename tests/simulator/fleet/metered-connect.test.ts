/** The meter at a device's wire sees logins and acknowledgements, however the bytes are cut. */
import { expect, test } from "vitest";
import { FleetMeter } from "../../../simulator/fleet/fleet-meter";
import { latencyQuantileMs } from "../../../simulator/fleet/latency-counts";
import { meteredConnect } from "../../../simulator/fleet/metered-connect";
import type { Wire, WireListener } from "../../../simulator/runtime/wire";

const CONNACK = [0x20, 2, 0, 0];
const PUBACK = (id: number) => [0x40, 2, 0, id];

function publish(topic: string, id: number): number[] {
  const body = [0, topic.length, ...Buffer.from(topic), 0, id, ...Buffer.from("{}")];
  return [0x32, body.length, ...body];
}

const REPORT = publish("aed/1/a/report", 7);

/** One cabinet with a meter, and a broker's end that the test plays. */
function cabinet() {
  const meter = new FleetMeter();
  const sent: number[] = [];
  let nowMs = 0;
  let broker: WireListener | undefined;
  const below: Wire = {
    send: (bytes) => sent.push(...bytes),
    finish: () => {},
    reset: () => {},
    abandon: () => {},
  };
  const connect = meteredConnect({
    meter,
    monotonicMs: () => nowMs,
    connect: (_target, listener) => {
      broker = listener;
      return below;
    },
  });
  const device: WireListener = {
    opened: () => {},
    received: () => {},
    sent: () => {},
    finished: () => {},
    closed: () => {},
  };
  return {
    meter,
    sent,
    open: () => connect({ host: "broker", port: 1883 }, device),
    brokerSays: (bytes: readonly number[]) => broker?.received(Uint8Array.from(bytes)),
    brokerCloses: () => broker?.closed(undefined),
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

test("a report's latency is the time from its PUBLISH to its PUBACK", () => {
  const { meter, open, brokerSays, pass, sent } = cabinet();
  const wire = open();
  brokerSays(CONNACK);

  wire.send(Uint8Array.from(REPORT));
  pass(100);
  brokerSays(PUBACK(7));

  const figures = meter.read();
  expect(figures).toMatchObject({ reports: 1, acknowledgements: 1, acknowledgedOnce: 1 });
  expect(latencyQuantileMs(figures.latencies, 0.5)).toBeGreaterThanOrEqual(100);
  expect(latencyQuantileMs(figures.latencies, 0.5)).toBeLessThan(110);
  expect(sent).toEqual(REPORT);
});

test("packets may come byte by byte, or several in one piece", () => {
  const { meter, open, brokerSays } = cabinet();
  const wire = open();

  for (const byte of REPORT) wire.send(Uint8Array.of(byte));
  brokerSays([...CONNACK, ...PUBACK(7), ...PUBACK(7)]);

  expect(meter.read()).toMatchObject({ connected: 1, reports: 1, acknowledgements: 1 });
});

test("only reports count, not other messages of the device", () => {
  const { meter, open, brokerSays } = cabinet();
  const wire = open();

  wire.send(Uint8Array.from(publish("aed/1/a/reply", 3)));
  brokerSays(PUBACK(3));

  expect(meter.read()).toMatchObject({ reports: 0, acknowledgements: 0, acknowledgedOnce: 0 });
});

test("a second login is a reconnect; only what the broker ends is an error", () => {
  const { meter, open, brokerSays, brokerCloses } = cabinet();
  open();
  brokerSays(CONNACK);
  brokerCloses();

  const wire = open();
  brokerSays(CONNACK);
  wire.finish();
  brokerCloses();

  expect(meter.read()).toMatchObject({ connected: 0, connectedOnce: 1, reconnects: 1, errors: 1 });
});

test("what is no MQTT is passed on and not counted", () => {
  const { meter, open, sent } = cabinet();
  const wire = open();

  wire.send(Uint8Array.of(0x32, 0xff, 0xff, 0xff, 0xff, 0xff));
  wire.send(Uint8Array.from(REPORT));

  expect(meter.read().reports).toBe(0);
  expect(sent).toHaveLength(6 + REPORT.length);
});
