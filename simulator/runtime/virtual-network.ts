/**
 * A network in memory on the simulation's clock: the other side gets a Node stream, so a real
 * broker can serve simulated devices in virtual time. Refuses a connection at once, as the board
 * does, when nobody listens; `isDown` swallows everything and answers nothing, as a broken link.
 * What else can be wrong with it is set while it runs: it is slow, it hangs in one direction, its
 * connections break.
 */
import { Duplex } from "node:stream";
import type { SimulatorClock } from "./clock";
import { type Connect, ConnectionRefused, HostSilent, type Wire, type WireListener } from "./wire";

/** The two directions of a connection. */
export type Direction = "to-host" | "to-device";

export interface VirtualNetwork {
  readonly connect: Connect;
  /** Serves connections to `port` (of any host name). Returns the way to stop. */
  listen(port: number, accept: (stream: Duplex) => void): () => void;
  /** While true nothing gets through in either direction; it is lost, not delayed. */
  isDown: boolean;
  /** One-way delay in milliseconds; what was sent first still arrives first. */
  latencyMs: number;
  /** What is sent in this direction is lost; undefined = neither. */
  hanging: Direction | undefined;
  /** Open connections, oldest first. */
  readonly openCount: number;
  /** Breaks an open connection, the oldest being 0: both sides see a reset. */
  breakConnection(index: number): void;
}

export interface VirtualNetworkOptions {
  readonly clock: SimulatorClock;
  /** One-way delay in milliseconds. */
  readonly latencyMs: number;
  /** The clock as the host's code has it, when it is told apart; see host-time.ts. */
  readonly hostClock?: SimulatorClock;
}

/** One direction of one connection: in order, each after the latency, unless it is lost. */
class Passage {
  private arrivesMs = 0;

  constructor(
    private readonly network: VirtualNetwork,
    private readonly clock: SimulatorClock,
    private readonly direction: Direction,
  ) {}

  deliver(run: () => void): void {
    if (this.isClosed) return;
    const nowMs = this.clock.monotonicMs();
    this.arrivesMs = Math.max(this.arrivesMs, nowMs + this.network.latencyMs);
    this.clock.after("network", this.arrivesMs - nowMs, () => {
      if (!this.isClosed) run();
    });
  }

  private get isClosed(): boolean {
    return this.network.isDown || this.network.hanging === this.direction;
  }
}

interface Passages {
  readonly toHost: Passage;
  readonly toDevice: Passage;
}

class VirtualWire implements Wire {
  readonly far: Duplex;
  private isDeaf = false;
  private isFinished = false;

  constructor(
    private readonly listener: WireListener,
    private readonly passages: Passages,
    private readonly onClosed: (wire: VirtualWire) => void,
  ) {
    this.far = new Duplex({
      read: () => {},
      write: (chunk: Uint8Array, _encoding, done) => {
        this.toNear(() => listener.received(chunk));
        done();
      },
      final: (done) => {
        this.toNear(() => this.listener.finished());
        done();
      },
      destroy: (error, done) => {
        onClosed(this);
        this.toNear(() => this.close("read ECONNRESET"));
        done(error);
      },
    });
    this.far.on("error", () => {});
  }

  open(): void {
    this.toNear(() => this.listener.opened());
  }

  send(bytes: Uint8Array): void {
    const copy = Buffer.from(bytes);
    this.passages.toHost.deliver(() => {
      if (!this.far.destroyed) this.far.push(copy);
    });
    this.toNear(() => this.listener.sent());
  }

  finish(): void {
    this.isFinished = true;
    this.passages.toHost.deliver(() => {
      if (!this.far.destroyed) this.far.push(null);
    });
    this.toNear(() => this.close(undefined));
  }

  reset(): void {
    this.isDeaf = true;
    this.passages.toHost.deliver(() => this.far.destroy());
  }

  abandon(): void {
    this.isDeaf = true;
  }

  /** Something in between has forgotten this connection. */
  breakDown(): void {
    this.passages.toHost.deliver(() => this.far.destroy());
    this.toNear(() => this.close("read ECONNRESET"));
    this.onClosed(this);
  }

  private toNear(run: () => void): void {
    if (this.isDeaf) return;
    this.passages.toDevice.deliver(() => {
      if (!this.isDeaf) run();
    });
  }

  private close(problem: string | undefined): void {
    this.isDeaf = true;
    this.listener.closed(this.isFinished || this.far.writableFinished ? undefined : problem);
  }
}

class NetworkInMemory implements VirtualNetwork {
  isDown = false;
  latencyMs: number;
  hanging: Direction | undefined;
  private readonly acceptors = new Map<number, (stream: Duplex) => void>();
  private readonly wires = new Set<VirtualWire>();

  constructor(private readonly options: VirtualNetworkOptions) {
    this.latencyMs = options.latencyMs;
  }

  get openCount(): number {
    return this.wires.size;
  }

  readonly connect: Connect = (target, listener) => {
    if (this.isDown || this.hanging) throw new HostSilent();
    const accept = this.acceptors.get(target.port);
    if (!accept) throw new ConnectionRefused();
    const { clock, hostClock = clock } = this.options;
    const passages = {
      toHost: new Passage(this, hostClock, "to-host"),
      toDevice: new Passage(this, clock, "to-device"),
    };
    const wire = new VirtualWire(listener, passages, (closed) => this.wires.delete(closed));
    this.wires.add(wire);
    passages.toHost.deliver(() => {
      accept(wire.far);
      wire.open();
    });
    return wire;
  };

  listen(port: number, accept: (stream: Duplex) => void): () => void {
    this.acceptors.set(port, accept);
    return () => {
      this.acceptors.delete(port);
    };
  }

  breakConnection(index: number): void {
    [...this.wires][index]?.breakDown();
  }
}

export function createVirtualNetwork(options: VirtualNetworkOptions): VirtualNetwork {
  return new NetworkInMemory(options);
}
