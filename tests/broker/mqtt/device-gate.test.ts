/** The gate's own answers, without sockets: what may be delivered to a sensor at all. */
import type { Client } from "aedes";
import { expect, test } from "vitest";
import { DeviceGate, type DeviceGateOptions } from "../../../broker/mqtt/device-gate";
import { BROKER_TOPICS, topicOf } from "../../../protocol/topics";

const client = { id: "gym-north" } as Client;

test("nothing is delivered to a sensor that the broker has not made for it", () => {
  const gate = new DeviceGate({} as DeviceGateOptions);

  for (const topic of BROKER_TOPICS) {
    expect(gate.mayForward(client, topicOf("gym-north", topic), Buffer.from("{}"))).toBe(false);
    expect(gate.mayForward(client, topicOf("gym-south", topic), Buffer.from("{}"))).toBe(false);
  }
});

test("a publication that belongs to no connection is dropped and goes nowhere", async () => {
  const gate = new DeviceGate({} as DeviceGateOptions);
  const packet = {
    cmd: "publish" as const,
    topic: topicOf("gym-north", "report"),
    payload: Buffer.from("{}"),
    qos: 1 as const,
    retain: true,
    dup: false,
  };

  await new Promise<void>((resolve) => void gate.publish(null, packet, () => resolve()));

  expect(packet).toMatchObject({
    qos: 0,
    retain: false,
    topic: "refused",
    payload: Buffer.alloc(0),
  });
});
