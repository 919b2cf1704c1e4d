/** The TCP proxy between a device and a broker, over loopback. */
import { once } from "node:events";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ProxyConnection, TcpProxy } from "../../../simulator/faults/tcp-proxy";
import { readProxyRules, shareOfRules } from "../../../simulator/faults/tcp-proxy-rules";
import { createVirtualClock } from "../../../simulator/runtime/virtual-clock";

const clock = createVirtualClock({ wallMs: 0 });
let broker: Server;
let proxy: TcpProxy;
let proxyPort: number;
let sockets: Socket[];
let onProxied: (connection: ProxyConnection) => void;

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

beforeEach(async () => {
  sockets = [];
  broker = createServer((socket) => {
    socket.on("error", () => {});
    sockets.push(socket);
  });
  broker.listen(0, "127.0.0.1");
  await once(broker, "listening");
  proxy = new TcpProxy({
    clock,
    brokerHost: "127.0.0.1",
    brokerPort: portOf(broker),
    onConnection: (connection) => onProxied(connection),
  });
  proxyPort = await proxy.listen();
});

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  proxy.close();
  broker.close();
});

interface Link {
  readonly device: Socket;
  readonly atBroker: Socket;
  readonly link: ProxyConnection;
}

async function connected(): Promise<Link> {
  const accepted = once(broker, "connection");
  const proxied = new Promise<ProxyConnection>((resolve) => {
    onProxied = resolve;
  });
  const device = createConnection(proxyPort, "127.0.0.1");
  device.on("error", () => {});
  sockets.push(device);
  const [atBroker] = (await accepted) as [Socket];
  return { device, atBroker, link: await proxied };
}

/** Everything that a socket hears, and the moment when it is so many characters. */
class Hearing {
  text = "";
  private onData = () => {};

  constructor(socket: Socket) {
    socket.on("data", (bytes) => {
      this.text += bytes.toString("latin1");
      this.onData();
    });
  }

  until(length: number): Promise<string> {
    return new Promise((resolve) => {
      this.onData = () => {
        if (this.text.length >= length) resolve(this.text);
      };
      this.onData();
    });
  }
}

/** Resolves with true when the socket was closed by an error. */
function closed(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    socket.once("close", resolve);
  });
}

async function nextText(socket: Socket): Promise<string> {
  const [bytes] = (await once(socket, "data")) as [Buffer];
  return bytes.toString("latin1");
}

/** Resolves when the proxy has read these bytes of the device. */
async function captured(link: ProxyConnection, text: string): Promise<void> {
  while (!link.captured.toString("latin1").endsWith(text)) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("bytes pass both ways, and an end is passed on", async () => {
  const { device, atBroker } = await connected();

  device.write("report");
  const report = await nextText(atBroker);
  atBroker.write("ack");
  const ack = await nextText(device);
  device.end();
  await once(atBroker, "end");

  expect([report, ack]).toEqual(["report", "ack"]);
});

test("a delayed byte comes when its time has come, and none overtakes it", async () => {
  const { device, atBroker, link } = await connected();
  const hearing = new Hearing(atBroker);
  link.delayMs = 200;
  device.write("first ");
  await captured(link, "first ");
  link.delayMs = 0;
  device.write("second");
  await captured(link, "second");

  await clock.advance(199);
  const heardEarly = hearing.text;
  await clock.advance(1);

  expect(heardEarly).toBe("");
  expect(await hearing.until(12)).toBe("first second");
});

test("a dropped connection ends at both sides and is forgotten", async () => {
  const { device, atBroker, link } = await connected();

  const ends = Promise.all([closed(device), closed(atBroker)]);
  link.drop();
  await ends;

  expect(proxy.connections).toEqual([]);
});

test("half-open: the broker's bytes still come, the device's never arrive", async () => {
  const { device, atBroker, link } = await connected();
  const hearing = new Hearing(atBroker);

  link.swallow("to-broker");
  device.write("lost");
  await captured(link, "lost");
  atBroker.write("still here");
  const text = await nextText(device);

  expect([text, hearing.text]).toEqual(["still here", ""]);
});

test("what was held comes in order when it is released", async () => {
  const { device, atBroker, link } = await connected();
  const hearing = new Hearing(atBroker);
  link.hold("to-broker");
  device.write("one ");
  await captured(link, "one ");
  device.write("two");
  await captured(link, "two");
  const heardWhileHeld = hearing.text;

  link.release("to-broker");

  expect([heardWhileHeld, await hearing.until(7)]).toEqual(["", "one two"]);
});

test("a replay says the device's words again on another connection", async () => {
  const { device, atBroker, link } = await connected();
  device.write("hello, it is me");
  await nextText(atBroker);
  const accepted = once(broker, "connection");

  const { answer } = proxy.replay(link.captured);
  const [second] = (await accepted) as [Socket];
  const words = await nextText(second);
  second.end("who?");

  expect([words, (await answer).toString()]).toEqual(["hello, it is me", "who?"]);
});

test("a device is refused when the broker does not listen", async () => {
  broker.close();
  const device = createConnection(proxyPort, "127.0.0.1");
  device.on("error", () => {});
  sockets.push(device);

  expect(await closed(device)).toBe(true);
});

test("rules are read from words, and a fleet of proxies shares them", () => {
  const rules = readProxyRules("delay=0.2s, drop=2/min,half-open=60/h");

  expect(rules).toEqual({
    delayMs: 200,
    dropPerMinute: 2,
    halfOpenPerMinute: 1,
    holdPerMinute: 0,
    replayPerMinute: 0,
  });
  expect(shareOfRules(rules, 2)).toMatchObject({ delayMs: 200, dropPerMinute: 1 });
  expect(() => readProxyRules("delay=200ms,drop=2")).toThrow('cannot be told "drop=2"');
});
