/**
 * A network in memory on the simulation's clock: the other side gets a Node stream, so a real
 * broker can serve simulated devices in virtual time. Refuses a connection at once, as the board
 * does, when nobody listens; `isDown` swallows everything and answers nothing, as a broken link.
 */
import { Duplex } from "node:stream";
import type { SimulatorClock } from "./clock";
import { type Connect, ConnectionRefused, HostSilent, type Wire, type WireListener } from "./wire";

export interface VirtualNetwork {
  readonly connect: Connect;
  /** Serves connections to `port` (of any host name). Returns the way to stop. */
  listen(port: number, accept: (stream: Duplex) => void): () => void;
  /** While true nothing gets through in either direction; it is lost, not delayed. */
  isDown: boolean;
}

export interface VirtualNetworkOptions {
  readonly clock: SimulatorClock;
  /** One-way delay in milliseconds. */
  readonly latencyMs: number;
  /** The clock as the host's code has it, when it is told apart; see host-time.ts. */
  readonly hostClock?: SimulatorClock;
}

/** Delivers `run` after the latency, unless the network is down. */
type Deliver = (run: () => void) => void;

class VirtualWire implements Wire {
  readonly far: Duplex;
  private isDeaf = false;
  private isFinished = false;

  constructor(
    private readonly listener: WireListener,
    private readonly deliver: Deliver,
    private readonly toHost: Deliver,
  ) {
    this.far = new Duplex({
      read: () => {},
      write: (chunk: Uint8Array, _encoding, done) => {
        this.toNear(() => listener.received(chunk));
        done();
      },
      final: (done) => {
        this.toNear(() => this.farEnded());
        done();
      },
      destroy: (error, done) => {
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
    this.toHost(() => {
      if (!this.far.destroyed) this.far.push(copy);
    });
    this.toNear(() => this.listener.sent());
  }

  finish(): void {
    this.isFinished = true;
    this.toHost(() => {
      if (!this.far.destroyed) this.far.push(null);
    });
    this.toNear(() => this.close(undefined));
  }

  reset(): void {
    this.isDeaf = true;
    this.toHost(() => this.far.destroy());
  }

  abandon(): void {
    this.isDeaf = true;
  }

  private toNear(run: () => void): void {
    this.deliver(() => {
      if (!this.isDeaf) run();
    });
  }

  private farEnded(): void {
    this.listener.finished();
  }

  private close(problem: string | undefined): void {
    this.isDeaf = true;
    this.listener.closed(this.isFinished || this.far.writableFinished ? undefined : problem);
  }
}

export function createVirtualNetwork(options: VirtualNetworkOptions): VirtualNetwork {
  const acceptors = new Map<number, (stream: Duplex) => void>();
  const through = (clock: SimulatorClock): Deliver => {
    return (run) => {
      if (network.isDown) return;
      clock.after("network", options.latencyMs, () => {
        if (!network.isDown) run();
      });
    };
  };
  const deliver = through(options.clock);
  const toHost = through(options.hostClock ?? options.clock);
  const network: VirtualNetwork = {
    isDown: false,
    connect: (target, listener) => {
      if (network.isDown) throw new HostSilent();
      const accept = acceptors.get(target.port);
      if (!accept) throw new ConnectionRefused();
      const wire = new VirtualWire(listener, deliver, toHost);
      toHost(() => {
        accept(wire.far);
        wire.open();
      });
      return wire;
    },
    listen: (port, accept) => {
      acceptors.set(port, accept);
      return () => {
        acceptors.delete(port);
      };
    },
  };
  return network;
}
