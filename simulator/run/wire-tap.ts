/**
 * A man in the middle at one sensor's wire: he reads along, which tells a run what the sensor said
 * and what it was answered; he may keep reports back, and use what he has overheard later. He has
 * no key.
 */

import {
  CONNACK,
  connackCode,
  frameType,
  type MqttFrame,
  MqttFrames,
  PUBACK,
  PUBLISH,
  pubackId,
  publishId,
  publishTopic,
} from "../fleet/mqtt-frames";
import type { SimulatorClock } from "../runtime/clock";
import type { Connect, Wire, WireListener, WireTarget } from "../runtime/wire";
import { payloadHash } from "./body-hash";
import type { RunEvent } from "./run-event";
import { SentReports } from "./sent-reports";

/** He remembers so many of the last reports, and of the last commands. */
const OVERHEARD_MAX = 100;
/** In a report of a sensor whose drivers do not run. */
const SAFE_MODE = '"mode":"safe"';
const CONNECT = 1;
const LENGTH_BYTES = 2;
const ID_BYTES = 2;

export interface WireTapOptions {
  readonly id: string;
  readonly clock: SimulatorClock;
  readonly connect: Connect;
  readonly emit: (event: RunEvent) => void;
  /** The tapped sensor is a clone: what it says is not what the real one would say again. */
  readonly isClone?: boolean;
  /** The sensor says that it works without looking at anything. */
  readonly onSafeMode?: () => void;
}

interface Sent {
  readonly boot: number;
  readonly seq: number;
  readonly atMs: number;
}

function copyOf({ bytes, start, end }: MqttFrame): Buffer {
  return Buffer.from(bytes.subarray(start, end));
}

function payloadOf({ bytes, body, end }: MqttFrame, topic: string): string {
  const from = body + LENGTH_BYTES + topic.length + ID_BYTES;
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, end - from).toString("latin1");
}

function numberIn(text: string, name: string): number {
  const at = text.indexOf(`"${name}":`);
  return at < 0 ? Number.NaN : Number.parseInt(text.slice(at + name.length + 3), 10);
}

function wordIn(text: string, name: string): string {
  const at = text.indexOf(`"${name}":"`);
  if (at < 0) return "";
  const from = at + name.length + 4;
  return text.slice(from, text.indexOf('"', from));
}

export class WireTap {
  /** While true he keeps reports back, and lets everything else through. */
  isHolding = false;
  /** What he has overheard, oldest first: whole packets. */
  readonly reports: Buffer[] = [];
  readonly commands: Buffer[] = [];
  lastConnect: Buffer | undefined;
  private live: TappedWire | undefined;
  readonly sentReports = new SentReports();

  constructor(readonly options: WireTapOptions) {}

  readonly connect: Connect = (target: WireTarget, listener: WireListener): Wire => {
    const wire = new TappedWire(this, listener);
    wire.to(this.options.connect(target, wire));
    this.live = wire;
    return wire;
  };

  /** Says to the broker, over the sensor's own connection, whatever it says next. */
  say(bytes: Uint8Array): boolean {
    return this.live?.inject(bytes) ?? false;
  }

  /** Says to the sensor what the broker did not. */
  whisper(bytes: Uint8Array): boolean {
    return this.live?.receiveForged(bytes) ?? false;
  }

  /** Lets through what was kept back, if the connection still stands. */
  release(): void {
    this.isHolding = false;
    this.live?.release();
  }

  nowMs(): number {
    return this.options.clock.monotonicMs();
  }

  remember(list: Buffer[], frame: MqttFrame): void {
    list.push(copyOf(frame));
    if (list.length > OVERHEARD_MAX) list.shift();
  }

  /** A report as the sensor wrote it to the wire. */
  reported(payload: string): Sent {
    const boot = numberIn(payload, "boot");
    const seq = numberIn(payload, "seq");
    const bodyHash = payloadHash(payload);
    const isAgain = this.sentReports.sent(boot, seq, bodyHash);
    const isRepeated = isAgain || this.options.isClone === true;
    if (payload.includes(SAFE_MODE)) this.options.onSafeMode?.();
    const atMs = this.nowMs();
    const { id, emit } = this.options;
    const why = wordIn(payload, "why");
    emit({ kind: "published", atMs, id, boot, seq, why, isRepeated, bodyHash });
    return { boot, seq, atMs };
  }
}

class TappedWire implements Wire, WireListener {
  private wire: Wire | undefined;
  private readonly fromSensor = new MqttFrames();
  private readonly toSensor = new MqttFrames();
  private readonly sentOf = new Map<number, Sent>();
  private held: Buffer[] = [];
  private isUp = false;
  private isOver = false;

  constructor(
    private readonly tap: WireTap,
    private readonly listener: WireListener,
  ) {}

  to(wire: Wire): void {
    this.wire = wire;
  }

  send(bytes: Uint8Array): void {
    let isHeld = false;
    this.fromSensor.take(bytes, (frame) => {
      if (this.said(frame)) isHeld = true;
    });
    // Reports are written in one piece, so that holding the piece holds the report.
    if (!isHeld) this.wire?.send(bytes);
    else this.held.push(Buffer.from(bytes));
  }

  finish(): void {
    this.over();
    this.wire?.finish();
  }

  reset(): void {
    this.over();
    this.wire?.reset();
  }

  abandon(): void {
    this.over();
    this.wire?.abandon();
  }

  opened(): void {
    this.listener.opened();
  }

  received(bytes: Uint8Array): void {
    this.toSensor.take(bytes, (frame) => this.answered(frame));
    this.listener.received(bytes);
  }

  sent(): void {
    this.listener.sent();
  }

  finished(): void {
    this.over();
    this.listener.finished();
  }

  closed(problem: string | undefined): void {
    this.over();
    this.listener.closed(problem);
  }

  inject(bytes: Uint8Array): boolean {
    if (!this.isUp) return false;
    this.wire?.send(bytes);
    return true;
  }

  receiveForged(bytes: Uint8Array): boolean {
    if (!this.isUp) return false;
    this.listener.received(bytes);
    return true;
  }

  release(): void {
    for (const bytes of this.held.splice(0)) if (!this.isOver) this.wire?.send(bytes);
  }

  /** A packet of the sensor; true when it is to be kept back. */
  private said(frame: MqttFrame): boolean {
    const { tap } = this;
    const type = frameType(frame);
    if (type === CONNECT) tap.lastConnect = copyOf(frame);
    if (type !== PUBLISH) return false;
    const topic = publishTopic(frame);
    const payload = payloadOf(frame, topic);
    if (topic.endsWith("/reply")) this.replied(payload);
    if (!topic.endsWith("/report")) return false;
    tap.remember(tap.reports, frame);
    this.sentOf.set(publishId(frame) ?? 0, tap.reported(payload));
    return tap.isHolding;
  }

  private replied(payload: string): void {
    const { id, emit } = this.tap.options;
    const n = numberIn(payload, "n");
    emit({ kind: "replied", atMs: this.tap.nowMs(), id, n, result: wordIn(payload, "result") });
  }

  /** A packet of the broker. */
  private answered(frame: MqttFrame): void {
    const { tap } = this;
    const { id, emit } = tap.options;
    const atMs = tap.nowMs();
    switch (frameType(frame)) {
      case CONNACK:
        if (connackCode(frame) !== 0 || tap.options.isClone) return;
        this.isUp = true;
        emit({ kind: "link", atMs, id, isUp: true });
        return;
      case PUBACK: {
        const sent = this.sentOf.get(pubackId(frame));
        this.sentOf.delete(pubackId(frame));
        if (!sent) return;
        const { boot, seq } = sent;
        tap.sentReports.acknowledged(boot, seq);
        emit({ kind: "acknowledged", atMs, id, boot, seq, afterMs: atMs - sent.atMs });
        return;
      }
      case PUBLISH: {
        const topic = publishTopic(frame);
        if (!topic.endsWith("/command")) return;
        tap.remember(tap.commands, frame);
        emit({ kind: "commanded", atMs, id, n: numberIn(payloadOf(frame, topic), "n") });
        return;
      }
      default:
    }
  }

  private over(): void {
    this.isOver = true;
    if (!this.isUp) return;
    this.isUp = false;
    const { tap } = this;
    tap.options.emit({ kind: "link", atMs: tap.nowMs(), id: tap.options.id, isUp: false });
  }
}
