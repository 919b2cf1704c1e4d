/**
 * Wires over real TCP. A device that loses power says nothing on a real network, so its socket
 * is abandoned: kept open, read by nobody, until the other side gives it up or `close` is called.
 */
import { createConnection, type Socket } from "node:net";
import type { Connect, Wire, WireListener } from "./wire";

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
export function createTcpNetwork(): TcpNetwork {
  const sockets = new Set<Socket>();
  return {
    connect: (target, listener) => {
      const options = { host: target.host, port: target.port, allowHalfOpen: true };
      const socket = createConnection(options);
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      return new TcpWire(socket, listener);
    },
    openCount: () => sockets.size,
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}
