/**
 * Wires over real TCP. A device that loses power says nothing on a real network, so its socket
 * is abandoned: kept open, read by nobody, until the other side gives it up or `close` is called.
 */
import { createConnection, type Socket } from "node:net";
import type { Connect, Wire, WireListener } from "./wire";

/** Where a connection comes from on this side. */
export interface LocalEnd {
  readonly address: string;
  readonly port: number;
  /** The connection is closed. */
  release(): void;
}

export interface TcpNetworkOptions {
  /** Chosen by the system when left out; may throw when there is none left. */
  readonly takeLocalEnd?: () => LocalEnd;
}

export interface TcpNetwork {
  readonly connect: Connect;
  /** Sockets open on this side, abandoned ones included. */
  openCount(): number;
  /** Closes them all; without listeners being told. */
  close(): void;
}

class TcpWire implements Wire {
  private pendingWrites = 0;
  private isDeaf = false;
  private problem: string | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly listener: WireListener,
  ) {
    socket.setNoDelay(true);
    socket.on("connect", () => this.isDeaf || listener.opened());
    socket.on("data", (bytes) => this.isDeaf || listener.received(bytes));
    socket.on("end", () => {
      if (this.isDeaf) socket.destroy();
      else listener.finished();
    });
    socket.on("error", (error) => {
      this.problem = error.message;
    });
    socket.on("close", () => this.isDeaf || listener.closed(this.problem));
  }

  send(bytes: Uint8Array): void {
    this.pendingWrites += 1;
    this.socket.write(bytes, () => {
      this.pendingWrites -= 1;
      if (this.pendingWrites === 0 && !this.isDeaf) this.listener.sent();
    });
  }

  finish(): void {
    this.socket.end();
  }

  reset(): void {
    this.isDeaf = true;
    this.socket.resetAndDestroy();
  }

  abandon(): void {
    this.isDeaf = true;
    if (this.socket.connecting) this.socket.destroy();
    else this.socket.unref();
  }
}

/** Real TCP for one fleet. */
export function createTcpNetwork(options: TcpNetworkOptions = {}): TcpNetwork {
  const sockets = new Set<Socket>();
  return {
    connect: ({ host, port }, listener) => {
      const local = options.takeLocalEnd?.();
      const source = local && { localAddress: local.address, localPort: local.port };
      const socket = createConnection({ host, port, allowHalfOpen: true, ...source });
      sockets.add(socket);
      socket.once("close", () => {
        sockets.delete(socket);
        local?.release();
      });
      return new TcpWire(socket, listener);
    },
    openCount: () => sockets.size,
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}
