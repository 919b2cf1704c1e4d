/**
 * The net module's client sockets. As on the board: `write` always answers false, `drain` comes
 * when everything is sent and right after connecting, data arrives in chunks of at most 536
 * bytes, FIN and RST both look like `end` then `close(false)`.
 *
 * One difference: on the board `net.connect` blocks the interpreter until the answer is there, and
 * throws when it is a bad one. Where the answer is known at once (no Wi-Fi, no free socket, network
 * in memory) it is so here; a silent host blocks the interpreter from the end of the turn on.
 * Host sockets cannot block: over TCP a failure comes later as `error` and `close(true)`, and the
 * firmware goes on meanwhile. Firmware has to handle both.
 */

import type { SocketFate } from "./access-point";
import { byteString, bytesOf, textOf } from "./bytes";
import type { Cancel, SimulatorClock } from "./clock";
import { type DeviceCallback, type Enter, EspruinoEmitter } from "./emitter";
import { CANNOT_CONNECT, type Connect, HostSilent, type Wire, type WireListener } from "./wire";

/** Largest piece of data in one `data` event, in bytes. */
export const RECEIVE_CHUNK_BYTES = 536;
/** LWIP_MAX_SOCKETS. */
export const SOCKETS_MAX = 10;
/** How long the board tries to reach a host that does not answer. */
export const CONNECT_TIMEOUT_MS = 18_000;
const UNSENT_DATA = { code: -8, message: "unsent data" };

export interface DeviceNetOptions {
  readonly clock: SimulatorClock;
  readonly enter: Enter;
  readonly connect: Connect;
  readonly isOnline: () => boolean;
  /** Throws when the device has no power. */
  readonly requirePower: () => void;
  /** The interpreter does nothing else for this long. */
  readonly block: (ms: number) => void;
}

/** What `require("net")` answers, and the keeper of the device's open sockets. */
export class DeviceNet {
  private readonly sockets = new Set<DeviceSocket>();

  constructor(private readonly options: DeviceNetOptions) {}

  connect(given: unknown, callback: unknown): DeviceSocket {
    this.options.requirePower();
    const { host, port } = (given ?? {}) as { host?: unknown; port?: unknown };
    if (typeof host !== "string" || typeof port !== "number") {
      throw new Error("net.connect expects an object with host and port");
    }
    if (!this.options.isOnline() || this.sockets.size >= SOCKETS_MAX) {
      throw new Error(CANNOT_CONNECT);
    }
    const socket = new DeviceSocket(this.options, () => this.sockets.delete(socket));
    if (typeof callback === "function") socket.on("connect", callback as DeviceCallback);
    try {
      socket.open(host, port);
    } catch (error) {
      if (error instanceof HostSilent) this.options.block(CONNECT_TIMEOUT_MS);
      throw error;
    }
    this.sockets.add(socket);
    return socket;
  }

  /** The radio link is gone under all sockets. */
  linkLost(fate: SocketFate): void {
    for (const socket of [...this.sockets]) socket.linkLost(fate);
  }

  /** The device has lost its power. */
  stop(fate: SocketFate): void {
    for (const socket of this.sockets) socket.stop(fate);
    this.sockets.clear();
  }
}

type State = "connecting" | "open" | "closed";

/** One socket as the firmware sees it, and the listener of its wire. */
export class DeviceSocket extends EspruinoEmitter implements WireListener {
  private wire: Wire | undefined;
  private state: State = "connecting";
  private waiting = "";
  private isUnsent = false;
  private cancelTimeout: Cancel | undefined;

  constructor(
    private readonly options: DeviceNetOptions,
    private readonly onClosed: () => void,
  ) {
    super(options.enter);
  }

  open(host: string, port: number): void {
    this.wire = this.options.connect({ host, port }, this);
    const giveUp = () => {
      this.wire?.reset();
      this.closed("connection timed out");
    };
    this.cancelTimeout = this.options.clock.after("net.connect", CONNECT_TIMEOUT_MS, giveUp);
  }

  write(data: unknown): false {
    this.options.requirePower();
    if (this.state === "closed") {
      throw new Error("This socket is closed");
    }
    const text = byteString(data) ?? byteString(String(data)) ?? "";
    this.isUnsent = this.isUnsent || text.length > 0;
    if (this.state === "connecting") this.waiting += text;
    else if (text.length > 0) this.wire?.send(bytesOf(text));
    return false;
  }

  /** Closes without waiting for the other side: what was written is up to the wire now. */
  end(data?: unknown): void {
    this.options.requirePower();
    if (this.state === "closed") return;
    if (data !== undefined) this.write(data);
    if (this.state === "connecting") {
      this.wire?.reset();
    } else if (this.wire) {
      this.wire.finish();
      this.isUnsent = false;
    }
    this.closeNow();
  }

  opened(): void {
    if (this.state !== "connecting") return;
    this.cancelTimeout?.();
    this.state = "open";
    this.emit("connect", this);
    if (this.waiting === "") this.emit("drain");
    else this.wire?.send(bytesOf(this.waiting));
    this.waiting = "";
  }

  received(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += RECEIVE_CHUNK_BYTES) {
      if (this.state !== "open") return;
      this.emit("data", textOf(bytes.subarray(at, at + RECEIVE_CHUNK_BYTES)));
    }
  }

  sent(): void {
    this.isUnsent = false;
    if (this.state === "open") this.emit("drain");
  }

  finished(): void {
    if (this.state !== "open") return;
    this.emit("end");
    this.wire?.finish();
    this.isUnsent = false;
    this.closeNow();
  }

  closed(problem: string | undefined): void {
    if (this.state === "closed") return;
    if (this.state === "connecting") {
      this.forget();
      this.emit("error", { code: -1, message: problem ?? CANNOT_CONNECT });
      this.emit("close", true);
      return;
    }
    if (this.state === "open") this.emit("end");
    this.isUnsent = false;
    this.closeNow();
  }

  linkLost(fate: SocketFate): void {
    const wire = this.wire;
    this.wire = undefined;
    if (fate === "silent") {
      wire?.abandon();
      return;
    }
    wire?.reset();
    this.closed("connection reset");
  }

  stop(fate: SocketFate): void {
    this.forget();
    if (fate === "silent") this.wire?.abandon();
    else this.wire?.reset();
  }

  private closeNow(): void {
    this.forget();
    if (this.isUnsent) this.emit("error", UNSENT_DATA);
    this.emit("close", this.isUnsent);
  }

  private forget(): void {
    this.cancelTimeout?.();
    this.state = "closed";
    this.onClosed();
  }
}
