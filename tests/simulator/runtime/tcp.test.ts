/** Sockets of the virtual board over real TCP on this computer. */
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createRealClock } from "../../../simulator/runtime/real-clock";
import { createTcpNetwork, type TcpNetwork } from "../../../simulator/runtime/tcp";
import { VirtualEspruino } from "../../../simulator/runtime/virtual-espruino";

let server: Server;
let network: TcpNetwork;
let devices: VirtualEspruino[];
let lines: string[];
let onLine: (line: string) => void;

beforeEach(async () => {
  server = createServer((socket) => socket.on("error", () => {}));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  network = createTcpNetwork();
  devices = [];
  lines = [];
  onLine = () => {};
});

afterEach(() => {
  for (const device of devices) device.powerOff("reset");
  network.close();
  server.close();
});

function port(): number {
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

function boot(source: string): VirtualEspruino {
  const device = new VirtualEspruino({
    clock: createRealClock(),
    connect: network.connect,
    serial: "tcp",
    onPrint: (line) => {
      lines.push(line);
      onLine(line);
    },
  });
  device.storage.provision(".bootcde", source);
  devices.push(device);
  device.powerOn();
  return device;
}

/** Resolves when a device prints this line. */
function printed(wanted: string): Promise<void> {
  if (lines.includes(wanted)) return Promise.resolve();
  return new Promise((resolve) => {
    onLine = (line) => {
      if (line === wanted) resolve();
    };
  });
}

function client(targetPort: number): string {
  return `require("Wifi").connect("s", {}, function () {
    var s = require("net").connect({ host: "127.0.0.1", port: ${targetPort} }, function () {
      s.write("\\xc3hello"); });
    s.on("data", function (d) { print("data " + d); });
    s.on("end", function () { print("end"); });
    s.on("error", function (e) { print("error"); });
    s.on("close", function (h) { print("close " + h); }); });`;
}

async function accepted(): Promise<Socket> {
  const [socket] = (await once(server, "connection")) as [Socket];
  return socket;
}

test("bytes go both ways, and the server's FIN closes", async () => {
  const connection = accepted();

  boot(client(port()));
  const socket = await connection;
  const [received] = (await once(socket, "data")) as [Buffer];
  socket.end("ok");
  await printed("close false");

  expect(received.toString("latin1")).toBe("\xc3hello");
  expect(lines).toEqual(["data ok", "end", "close false"]);
});

test("a refused connection comes as error and close(true)", async () => {
  const closedPort = port();
  server.close();
  await once(server, "close");

  boot(client(closedPort));
  await printed("close true");

  expect(lines).toEqual(["error", "close true"]);
});

test("a device without power leaves its connection hanging until the server gives up", async () => {
  const connection = accepted();
  const device = boot(client(port()));
  const socket = await connection;
  await once(socket, "data");
  let hasEnded = false;
  socket.on("end", () => {
    hasEnded = true;
  });

  device.powerOff();
  const another = accepted();
  boot(client(port()));
  await once(await another, "data");
  const hadEnded = hasEnded;
  const openWhileOff = network.openCount();
  socket.end();
  await once(socket, "close");

  expect([hadEnded, openWhileOff]).toEqual([false, 2]);
});
