/**
 * One socket of the net module, as the interpreter's idle loop serves it: in each pass it sends
 * what was written, receives a piece of at most 536 bytes and closes what is to be closed. So
 * nothing of a turn has left the device when a later line of it cuts the power; `drain` comes when
 * the network has taken everything and right after connecting; FIN and RST both look like `end`,
 * then `close(false)`, and so does `end()`. What comes while nobody listens is kept.
 */
import type { SocketFate } from "./access-point";
import { byteString, bytesOf, textOf } from "./bytes";
import type { Cancel, SimulatorClock } from "./clock";
import { valueString } from "./device-json";
import { type DeviceCallback, type Enter, EspruinoEmitter } from "./emitter";
import type { RunCallback } from "./turns";
import {
  CANNOT_CONNECT,
  type Connect,
  type Wire,
  type WireListener,
  type WireTarget,
} from "./wire";

/** Largest piece of data in one `data` event, in bytes. */
export const RECEIVE_CHUNK_BYTES = 536;
/** What the network takes without an answer of the other side: lwIP's TCP_SND_BUF. */
export const SEND_BUFFER_BYTES = 5744;
/** What is kept of data for which nobody listens. */
const UNHEARD_BYTES_MAX = 512;
const UNSENT_DATA = { code: -8, message: "unsent data" };

export interface DeviceSocketOptions {
  readonly clock: SimulatorClock;
  readonly enter: Enter;
  readonly perform: RunCallback;
  readonly requirePower: () => void;
  /** How long an answer is waited for. */
  readonly timeoutMs: number;
  /** Called when `idle` has something to do. */
  readonly onWork: () => void;
  readonly onClosed: () => void;
}

/** Also the listener of its wire. */
export class DeviceSocket extends EspruinoEmitter implements WireListener {
  private wire: Wire | undefined;
  private state: "connecting" | "open" | "closed" = "connecting";
  /** The firmware has been told of the connection. */
  private isAnnounced = false;
  private outbox = "";
  private inbox = "";
  /** Data for which nobody listens yet. */
  private unheard = "";
  /** Sent, and not yet on its way. */
  private onWireBytes = 0;
  private isEndWanted = false;
  private isFarGone = false;
  private cancelTimeout: Cancel | undefined;

  constructor(private readonly options: DeviceSocketOptions) {
    super(options.enter);
  }

  /** Throws what `connect` throws. */
  open(connect: Connect, target: WireTarget): void {
    this.wire = connect(target, this);
    const { clock, timeoutMs } = this.options;
    const giveUp = () => {
      this.wire?.reset();
      this.closed("connection timed out");
    };
    this.cancelTimeout = clock.after("net.connect", timeoutMs, giveUp);
  }

  /** Bytes in memory, in either direction. */
  get waitingBytes(): number {
    return this.outbox.length + this.inbox.length + this.unheard.length;
  }

  override on(event: string, listener: DeviceCallback): void {
    super.on(event, listener);
    if (event !== "data" || this.unheard === "") return;
    this.emit("data", this.unheard);
    this.unheard = "";
  }

  write(data: unknown): false {
    this.options.requirePower();
    if (this.state === "closed" || this.isEndWanted) throw new Error("This socket is closed");
    if (data !== undefined) this.outbox += byteString(valueString(data)) ?? "";
    this.options.onWork();
    return false;
  }

  /** Closes when everything is sent, without waiting for the other side. */
  end(data?: unknown): void {
    this.options.requirePower();
    if (data !== undefined) this.write(data);
    if (this.state === "closed") return;
    this.isEndWanted = true;
    this.options.onWork();
  }

  /** Once around the idle loop; false when there was nothing to do. */
  idle(): boolean {
    if (this.state === "closed") return false;
    if (this.state === "connecting") return this.idleConnecting();
    const hasSent = this.send();
    const isEndDue = this.isEndWanted && this.outbox === "" && !hasSent;
    const hasReceived = this.receive();
    if (isEndDue || (this.isFarGone && !hasReceived)) {
      this.close();
      return true;
    }
    const isNew = !this.isAnnounced;
    if (isNew) this.announce();
    const hasRun = hasSent || hasReceived || isNew;
    // Once more: for what is left, and for what the firmware makes of it.
    if (hasRun) this.options.onWork();
    return hasRun;
  }

  opened(): void {
    if (this.state !== "connecting") return;
    this.cancelTimeout?.();
    this.state = "open";
    this.options.onWork();
  }

  received(bytes: Uint8Array): void {
    if (this.state === "closed") return;
    this.inbox += textOf(bytes);
    this.options.onWork();
  }

  sent(): void {
    this.onWireBytes = 0;
    this.options.onWork();
  }

  finished(): void {
    this.isFarGone = true;
    this.options.onWork();
  }

  closed(problem: string | undefined): void {
    if (this.state === "connecting") {
      this.forget();
      this.emit("error", { code: -1, message: problem ?? CANNOT_CONNECT });
      this.emit("close", true);
      return;
    }
    this.finished();
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

  /** Only `end` can be served before the other side has answered. */
  private idleConnecting(): boolean {
    if (!this.isEndWanted) return false;
    this.wire?.reset();
    this.wire = undefined;
    this.outbox = "";
    this.close();
    return true;
  }

  /** True when the network took something. */
  private send(): boolean {
    const count = Math.min(this.outbox.length, SEND_BUFFER_BYTES - this.onWireBytes);
    if (count <= 0) return false;
    this.onWireBytes += count;
    this.wire?.send(bytesOf(this.outbox.slice(0, count)));
    this.outbox = this.outbox.slice(count);
    if (this.outbox === "" && !this.isEndWanted) this.emit("drain");
    return true;
  }

  /** True when there was something. */
  private receive(): boolean {
    if (this.inbox === "") return false;
    const piece = this.inbox.slice(0, RECEIVE_CHUNK_BYTES);
    const listeners = this.listenersOf("data");
    if (listeners.length === 0) {
      const room = UNHEARD_BYTES_MAX - this.unheard.length;
      // A piece that does not fit stays with the network, but for the end of a connection.
      if (piece.length > room && !this.isFarGone) return false;
      this.unheard += piece.slice(0, Math.max(0, room));
    }
    this.inbox = this.inbox.slice(piece.length);
    for (const listener of [...listeners]) {
      this.options.perform(listener, [piece], () => {
        this.removeAllListeners("data");
        return true;
      });
    }
    return true;
  }

  private announce(): void {
    this.isAnnounced = true;
    this.emit("connect", this);
    if (this.outbox === "") this.emit("drain");
  }

  private close(): void {
    const isUnsent = this.isFarGone && this.outbox !== "";
    this.forget();
    this.wire?.finish();
    if (isUnsent) this.emit("error", UNSENT_DATA);
    this.emit("end");
    this.emit("close", isUnsent);
  }

  private forget(): void {
    this.cancelTimeout?.();
    this.state = "closed";
    this.options.onClosed();
  }
}
