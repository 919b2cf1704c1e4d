/**
 * Stands in front of the MQTT parser on each connection: closes it when packets are too big, too
 * many, begun and never finished, or when the first one is no CONNECT. Sees the bytes before they
 * are buffered, and adds no stream of its own.
 */
import type { Duplex } from "node:stream";
import type { Cancel, Clock } from "../clock";
import { PACKET_COMPLETE_WITHIN_MS, PACKET_WINDOW_MS } from "../limits";
import { PacketMeter } from "./packet-meter";

export interface SocketGuardOptions {
  readonly clock: Clock;
  readonly packetsPerWindowMax: number;
  /** Called once, when the connection has been closed for breaking a rule. */
  readonly onViolation: () => void;
}

class SocketGuard {
  private readonly meter = new PacketMeter();
  private windowStartMs: number;
  private windowPackets = 0;
  private cancelDeadline: Cancel | undefined;
  private isClosed = false;

  constructor(
    private readonly socket: Duplex,
    private readonly options: SocketGuardOptions,
  ) {
    this.windowStartMs = options.clock.monotonicMs();
  }

  /** True when the bytes may be passed on. */
  admit(chunk: Uint8Array): boolean {
    if (this.isClosed) return false;
    this.startWindowWhenOver();
    const isGood = this.meter.take(chunk) && this.isSlowEnough();
    if (!isGood) this.violate();
    else this.watchCompletion();
    return isGood;
  }

  close(): void {
    this.isClosed = true;
    this.cancelDeadline?.();
  }

  private startWindowWhenOver(): void {
    const nowMs = this.options.clock.monotonicMs();
    if (nowMs - this.windowStartMs < PACKET_WINDOW_MS) return;
    this.windowStartMs = nowMs;
    this.windowPackets = this.meter.packets;
  }

  private isSlowEnough(): boolean {
    return this.meter.packets - this.windowPackets <= this.options.packetsPerWindowMax;
  }

  /** The deadline of a packet runs from its first byte; further bytes do not extend it. */
  private watchCompletion(): void {
    if (!this.meter.isPartial) {
      this.cancelDeadline?.();
      this.cancelDeadline = undefined;
      return;
    }
    this.cancelDeadline ??= this.options.clock.after(
      "packet completion",
      PACKET_COMPLETE_WITHIN_MS,
      () => this.violate(),
    );
  }

  private violate(): void {
    if (this.isClosed) return;
    this.close();
    this.options.onViolation();
    this.socket.destroy();
  }
}

/** Puts a guard in front of `socket`, until it closes. */
export function guardSocket(socket: Duplex, options: SocketGuardOptions): void {
  const guard = new SocketGuard(socket, options);
  const push = socket.push.bind(socket);
  socket.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    if (!(chunk instanceof Uint8Array)) return push(chunk, encoding);
    return guard.admit(chunk) ? push(chunk, encoding) : false;
  };
  socket.once("close", () => guard.close());
}
