/** What can be wrong with the network in memory, as both ends of a connection see it. */
import type { Duplex } from "node:stream";
import { beforeEach, expect, test } from "vitest";
import { createVirtualClock, type VirtualClock } from "../../../simulator/runtime/virtual-clock";
import {
  createVirtualNetwork,
  type VirtualNetwork,
} from "../../../simulator/runtime/virtual-network";
import { HostSilent, type Wire } from "../../../simulator/runtime/wire";

let clock: VirtualClock;
let network: VirtualNetwork;
let wire: Wire;
let far: Duplex;
/** What the broker's end has heard, and what the sensor's end was told. */
let heard: string[];
let told: string[];

const nothing = () => {};

beforeEach(async () => {
  clock = createVirtualClock({ wallMs: 0 });
  network = createVirtualNetwork({ clock, latencyMs: 5 });
  heard = [];
  told = [];
  network.listen(1883, (stream) => {
    far = stream;
    stream.on("data", (bytes: Buffer) => heard.push(bytes.toString()));
    stream.on("close", () => heard.push("closed"));
  });
  wire = network.connect(
    { host: "broker", port: 1883 },
    {
      opened: nothing,
      sent: nothing,
      finished: () => told.push("finished"),
      received: (bytes) => told.push(Buffer.from(bytes).toString()),
      closed: (problem) => told.push(`closed: ${problem}`),
    },
  );
  await clock.advance(10);
});

const say = (text: string) => wire.send(Buffer.from(text));

test("slow: everything takes as long as it is told to", async () => {
  network.latencyMs = 2000;
  say("report");

  await clock.advance(1999);
  expect(heard).toEqual([]);
  await clock.advance(1);

  expect(heard).toEqual(["report"]);
});

test("what was sent first arrives first, even when the network turns quick", async () => {
  network.latencyMs = 2000;
  say("first");
  network.latencyMs = 5;
  say("second");

  await clock.advance(2000);

  expect(heard.join("")).toBe("firstsecond");
});

test("hanging towards the broker: it hears nothing, and the sensor still hears it", async () => {
  network.hanging = "to-host";
  say("report");
  far.write("ping");

  await clock.advance(1000);

  expect(heard).toEqual([]);
  expect(told).toEqual(["ping"]);
});

test("hanging towards the sensors: what they say arrives, and no answer does", async () => {
  network.hanging = "to-device";
  say("report");
  far.write("acknowledged");

  await clock.advance(1000);

  expect(heard).toEqual(["report"]);
  expect(told).toEqual([]);
});

test("nobody can connect through a network that hangs", () => {
  network.hanging = "to-device";

  const connect = () => {
    const listener = { opened: nothing, sent: nothing, finished: nothing, received: nothing };
    network.connect({ host: "broker", port: 1883 }, { ...listener, closed: nothing });
  };

  expect(connect).toThrow(HostSilent);
});

test("a connection that breaks is reset at both ends, and counts no more", async () => {
  expect(network.openCount).toBe(1);

  network.breakConnection(0);
  await clock.advance(10);

  expect(heard).toEqual(["closed"]);
  expect(told).toEqual(["closed: read ECONNRESET"]);
  expect(network.openCount).toBe(0);
});
