/**
 * The net module's client sockets. As on the board, `write` only puts data aside and answers
 * false; sending, receiving and closing are done in the interpreter's idle loop (`DeviceSocket`).
 *
 * One difference: on the board `net.connect` blocks the interpreter until the answer is there, and
 * throws when it is a bad one. Where the answer is known at once (no Wi-Fi, no free socket, network
 * in memory) it is so here; a silent host blocks the interpreter from the end of the turn on.
 * Host sockets cannot block: over TCP a failure comes later as `error` and `close(true)`, and the
 * firmware goes on meanwhile. Firmware has to handle both.
 */
import type { SocketFate } from "./access-point";
import type { SimulatorClock } from "./clock";
import { DeviceSocket } from "./device-socket";
import type { DeviceCallback, Enter } from "./emitter";
import type { RunCallback } from "./turns";
import { CANNOT_CONNECT, type Connect, HostSilent } from "./wire";

/** LWIP_MAX_SOCKETS. */
export const SOCKETS_MAX = 10;
/** How long the board tries to reach a host that does not answer. */
export const CONNECT_TIMEOUT_MS = 18_000;

export interface DeviceNetOptions {
  readonly clock: SimulatorClock;
  readonly enter: Enter;
  /** Runs a callback at once. */
  readonly perform: RunCallback;
  readonly connect: Connect;
  readonly isOnline: () => boolean;
  /** Throws when the device has no power. */
  readonly requirePower: () => void;
  /** The interpreter does nothing else for this long. */
  readonly block: (ms: number) => void;
  /** Called when `idle` has something to do. */
  readonly onWork: () => void;
}

/** What `require("net")` answers, and the keeper of the device's open sockets. */
export class DeviceNet {
  private readonly sockets = new Set<DeviceSocket>();
  private hasWork = false;

  constructor(private readonly options: DeviceNetOptions) {}

  /** Sockets that are open, and the bytes that wait in them. */
  get use(): { readonly socketCount: number; readonly waitingBytes: number } {
    let waitingBytes = 0;
    for (const socket of this.sockets) waitingBytes += socket.waitingBytes;
    return { socketCount: this.sockets.size, waitingBytes };
  }

  connect(given: unknown, callback: unknown): DeviceSocket {
    this.options.requirePower();
    const { host, port } = (given ?? {}) as { host?: unknown; port?: unknown };
    if (typeof host !== "string" || typeof port !== "number") {
      throw new Error("net.connect expects an object with host and port");
    }
    if (!this.options.isOnline() || this.sockets.size >= SOCKETS_MAX) {
      throw new Error(CANNOT_CONNECT);
    }
    const socket = this.createSocket();
    if (typeof callback === "function") socket.on("connect", callback as DeviceCallback);
    try {
      socket.open(this.options.connect, { host, port });
    } catch (error) {
      if (error instanceof HostSilent) this.options.block(CONNECT_TIMEOUT_MS);
      throw error;
    }
    this.sockets.add(socket);
    return socket;
  }

  /** Once around the idle loop for every socket; false when none has anything to do. */
  idle(): boolean {
    if (!this.hasWork) return false;
    this.hasWork = false;
    let hasRun = false;
    for (const socket of [...this.sockets]) {
      if (socket.idle()) hasRun = true;
    }
    return hasRun;
  }

  /** The radio link is gone under all sockets. */
  linkLost(fate: SocketFate): void {
    for (const socket of [...this.sockets]) socket.linkLost(fate);
  }

  /** The device has lost its power. */
  stop(fate: SocketFate): void {
    for (const socket of [...this.sockets]) socket.stop(fate);
    this.sockets.clear();
  }

  private createSocket(): DeviceSocket {
    const { clock, enter, perform, requirePower, onWork } = this.options;
    const socket: DeviceSocket = new DeviceSocket({
      clock,
      enter,
      perform,
      requirePower,
      timeoutMs: CONNECT_TIMEOUT_MS,
      onWork: () => {
        this.hasWork = true;
        onWork();
      },
      onClosed: () => this.sockets.delete(socket),
    });
    return socket;
  }
}
