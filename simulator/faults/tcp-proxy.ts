/**
 * A TCP proxy between devices and a broker, for faults in real time: delay, cut, half-open, hold
 * and release, replay of what a device once said. Each connection is controlled on its own. It
 * decides nothing by itself; who disturbs, and when, is the caller's (`tcp-proxy-actor.ts`).
 */
import { createConnection, createServer, type Socket } from "node:net";
import type { SimulatorClock } from "../runtime/clock";
import type { LocalEnd } from "../runtime/tcp";

/** Which way bytes go. */
export type Direction = "to-broker" | "to-device";

export interface TcpProxyOptions {
  readonly clock: SimulatorClock;
  readonly brokerHost: string;
  readonly brokerPort: number;
  /** Where the proxy's connections to the broker come from; the system chooses when left out. */
  readonly takeLocalEnd?: () => LocalEnd;
  /** A device has connected, and the broker has accepted. */
  readonly onConnection?: (connection: ProxyConnection) => void;
}

/** Bytes of a device that are kept for a replay, from the beginning of its connection. */
const CAPTURED_BYTES_MAX = 65_536;

/** One direction: a queue in order, so that a shorter delay never overtakes a longer one. */
class Lane {
  isSwallowing = false;
  private isHeld = false;
  private readonly held: (() => void)[] = [];
  private lastDueMs = 0;

  constructor(private readonly clock: SimulatorClock) {}

  pass(delayMs: number, run: () => void): void {
    if (this.isSwallowing) return;
    const nowMs = this.clock.monotonicMs();
    const dueMs = Math.max(nowMs + delayMs, this.lastDueMs);
    this.lastDueMs = dueMs;
    const go = () => {
      if (this.isSwallowing) return;
      if (this.isHeld) this.held.push(run);
      else run();
    };
    if (dueMs <= nowMs) go();
    else this.clock.after("proxy delay", dueMs - nowMs, go);
  }

  hold(): void {
    this.isHeld = true;
  }

  release(): void {
    this.isHeld = false;
    for (const run of this.held.splice(0)) run();
  }
}

/** A device's connection through the proxy, and the handle to disturb it. */
export class ProxyConnection {
  /** Delay of every byte, each way, from now on. */
  delayMs = 0;
  private readonly lanes: Readonly<Record<Direction, Lane>>;
  private readonly capturedPieces: Buffer[] = [];
  private capturedBytes = 0;

  constructor(
    clock: SimulatorClock,
    private readonly device: Socket,
    private readonly broker: Socket,
    onClosed: () => void,
  ) {
    this.lanes = { "to-broker": new Lane(clock), "to-device": new Lane(clock) };
    device.on("data", (bytes) => this.capture(bytes));
    this.join("to-broker", device, broker);
    this.join("to-device", broker, device);
    broker.once("close", onClosed);
  }

  /** What the device has said so far, up to 64 kB. */
  get captured(): Buffer {
    return Buffer.concat(this.capturedPieces);
  }

  /** Cuts the connection; both sides see it reset. */
  drop(): void {
    this.device.resetAndDestroy();
    this.broker.resetAndDestroy();
  }

  /** From now on nothing comes through in this direction, and its sender is not told. */
  swallow(direction: Direction): void {
    this.lanes[direction].isSwallowing = true;
  }

  /** Keeps what comes in this direction until `release`. */
  hold(direction: Direction): void {
    this.lanes[direction].hold();
  }

  /** Lets through what was held, in order, and what comes from now on. */
  release(direction: Direction): void {
    this.lanes[direction].release();
  }

  private capture(bytes: Buffer): void {
    if (this.capturedBytes + bytes.length > CAPTURED_BYTES_MAX) return;
    this.capturedBytes += bytes.length;
    this.capturedPieces.push(bytes);
  }

  private join(direction: Direction, from: Socket, to: Socket): void {
    const lane = this.lanes[direction];
    from.on("data", (bytes) => lane.pass(this.delayMs, () => to.writable && to.write(bytes)));
    from.on("end", () => lane.pass(this.delayMs, () => to.end()));
    from.on("error", () => lane.pass(this.delayMs, () => to.resetAndDestroy()));
    from.on("close", () => lane.pass(this.delayMs, () => to.destroy()));
  }
}

export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private readonly open = new Set<ProxyConnection>();
  private readonly server = createServer({ allowHalfOpen: true }, (socket) => this.accept(socket));

  constructor(private readonly options: TcpProxyOptions) {}

  /** Connections through the proxy now, the oldest first. */
  get connections(): readonly ProxyConnection[] {
    return [...this.open];
  }

  /** Listens on a free port of 127.0.0.1, and answers with it. */
  listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(0, "127.0.0.1", () => {
        const address = this.server.address();
        resolve(typeof address === "object" && address ? address.port : 0);
      });
    });
  }

  /**
   * Says to the broker, on a new connection, what a device once said. Answers with the broker's
   * bytes when it has closed the connection; `close` of the answer ends it sooner.
   */
  replay(captured: Uint8Array): { readonly answer: Promise<Buffer>; readonly close: () => void } {
    const broker = this.connectBroker();
    const pieces: Buffer[] = [];
    broker.on("data", (bytes) => pieces.push(bytes));
    broker.on("end", () => broker.end());
    broker.write(captured);
    return {
      answer: new Promise((resolve) => broker.once("close", () => resolve(Buffer.concat(pieces)))),
      close: () => broker.destroy(),
    };
  }

  /** Closes everything at once. */
  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private accept(device: Socket): void {
    this.keep(device);
    device.pause();
    const broker = this.connectBroker();
    const giveUp = () => device.resetAndDestroy();
    broker.once("error", giveUp);
    broker.once("connect", () => {
      broker.off("error", giveUp);
      const { clock, onConnection } = this.options;
      const connection = new ProxyConnection(clock, device, broker, () => {
        this.open.delete(connection);
      });
      this.open.add(connection);
      onConnection?.(connection);
      device.resume();
    });
  }

  private connectBroker(): Socket {
    const { brokerHost, brokerPort, takeLocalEnd } = this.options;
    const local = takeLocalEnd?.();
    const source = local && { localAddress: local.address, localPort: local.port };
    const target = { host: brokerHost, port: brokerPort, allowHalfOpen: true };
    const socket = createConnection({ ...target, ...source });
    socket.once("close", () => local?.release());
    this.keep(socket);
    return socket;
  }

  private keep(socket: Socket): void {
    socket.setNoDelay(true);
    socket.on("error", () => {});
    this.sockets.add(socket);
    socket.once("close", () => this.sockets.delete(socket));
  }
}
