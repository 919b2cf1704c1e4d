/**
 * Wi-Fi and TCP of the board against an interpreter played by hand: what it may call late, twice
 * or not at all.
 */
import { join } from "node:path";
import { buildSync } from "esbuild";
import { beforeEach, describe, expect, test } from "vitest";
import type { Link, LinkEvents } from "../../../firmware/hal/link";
import type { Wifi } from "../../../firmware/hal/wifi";

type Listener = (value?: unknown) => void;

/** What a module of the interpreter hands out: listeners are called by the test. */
class ManualEmitter {
  readonly listeners = new Map<string, Listener>();
  on(event: string, listener: Listener): void {
    this.listeners.set(event, listener);
  }
  emit(event: string, value?: unknown): void {
    this.listeners.get(event)?.(value);
  }
}

class ManualSocket extends ManualEmitter {
  written: string[] = [];
  constructor(readonly connected: () => void) {
    super();
  }
  write(bytes: string): void {
    this.written.push(bytes);
  }
  end(): void {}
}

class ManualWifi extends ManualEmitter {
  done: Listener = () => {};
  connect(_ssid: string, _options: object, done: Listener): void {
    this.done = done;
  }
  getStatus(): object {
    return {};
  }
}

interface NetworkFile {
  createLink(): Link;
  createWifi(): Wifi;
}

const { outputFiles } = buildSync({
  entryPoints: [join(__dirname, "../../../firmware/boards/espruino-network.ts")],
  bundle: true,
  write: false,
  format: "cjs",
  platform: "neutral",
});

let sockets: ManualSocket[];
let wifiModule: ManualWifi;
let network: NetworkFile;

beforeEach(() => {
  sockets = [];
  wifiModule = new ManualWifi();
  const net = {
    connect(_target: object, connected: () => void): ManualSocket {
      const socket = new ManualSocket(connected);
      sockets.push(socket);
      return socket;
    },
  };
  const module = { exports: {} };
  const load = (name: string) => (name === "net" ? net : wifiModule);
  new Function("module", "require", outputFiles[0]!.text)(module, load);
  network = module.exports as NetworkFile;
});

describe("a link", () => {
  let link: Link;
  let events: string[];
  const target = { host: "broker.local", port: 1883, usesTls: false };
  const listeners: LinkEvents = {
    opened: () => events.push("opened"),
    received: (bytes) => events.push(`received ${bytes}`),
    closed: () => events.push("closed"),
  };

  beforeEach(() => {
    events = [];
    link = network.createLink();
    link.open(target, listeners);
  });

  test("tells what its socket tells, and the end once", () => {
    sockets[0]!.connected();
    sockets[0]!.emit("data", "hi");
    sockets[0]!.emit("end");
    sockets[0]!.emit("close");

    expect(events).toEqual(["opened", "received hi", "closed"]);
  });

  test("hears nothing of a socket that was given up", () => {
    link.open(target, listeners);

    sockets[0]!.connected();
    sockets[0]!.emit("data", "old");
    sockets[0]!.emit("end");
    sockets[0]!.emit("close");

    expect(events).toEqual([]);
    sockets[1]!.connected();
    link.write("new");
    expect([events, sockets[1]!.written]).toEqual([["opened"], ["new"]]);
  });

  test("writes nothing before it is open", () => {
    link.write("early");

    expect(sockets[0]!.written).toEqual([]);
  });
});

describe("Wi-Fi", () => {
  let wifi: Wifi;
  let ups: number;
  const home = { ssid: "town", password: "" };

  beforeEach(() => {
    ups = 0;
    wifi = network.createWifi();
    wifi.onUp(() => {
      ups += 1;
    });
    wifi.connect(home);
  });

  test("that says twice that it is up came up once", () => {
    wifiModule.emit("connected");
    wifiModule.done(null);

    expect([ups, wifi.isUp()]).toEqual([1, true]);
  });

  test("is up when only the callback says so, and not when that tells a problem", () => {
    wifiModule.done("no access point");
    expect([ups, wifi.isUp()]).toEqual([0, false]);
    wifiModule.done(null);

    expect([ups, wifi.isUp()]).toEqual([1, true]);
  });

  test("is down after it was lost", () => {
    wifiModule.emit("connected");
    wifiModule.emit("disconnected");

    expect(wifi.isUp()).toBe(false);
  });
});
