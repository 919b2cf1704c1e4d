/**
 * The connection to the broker: logs in, subscribes to its topics, keeps itself alive, and comes
 * back for ever. At most one QoS 1 message is in flight; what to send, and again after a
 * reconnection, is the owner's. Every answer that does not come in time ends the connection.
 */
import {
  type Authenticator,
  type ByteString,
  connectPassword,
  sealFrame,
} from "../../protocol/frame";
import type { Will } from "../../protocol/messages";
import { topicOf } from "../../protocol/topics";
import { backoffMs } from "../core/backoff";
import type { Clock } from "../hal/clock";
import type { Link, LinkEvents, LinkTarget } from "../hal/link";
import type { Log } from "../hal/log";
import {
  createParser,
  encodeConnect,
  encodeDisconnect,
  encodePingreq,
  encodePuback,
  encodePublish,
  encodeSubscribe,
  feed,
  type Incoming,
} from "./packets";

/** From the end of the opening, which may block, to the broker's answer to SUBSCRIBE. */
export const CONNECT_TIMEOUT_MS = 30000;
/** For PUBACK and PINGRESP. Half way to a missing PUBACK a PINGREQ asks for a sign of life. */
export const ANSWER_TIMEOUT_MS = 20000;
/** A connection that lasted this long was a good one: the next wait is short again. */
export const GOOD_CONNECTION_MS = 60000;
/** Part of the keep-alive after which a PINGREQ is sent. */
const PING_AT = 0.75;
const PACKET_ID_MAX = 65535;
/** Why a connection was lost: the other side ended it. */
const CLOSED = "closed";

export interface SessionEvents {
  /** Logged in and subscribed. */
  online(): void;
  /** `isRefused` when the broker had what was published last, and did not acknowledge it. */
  offline(isRefused: boolean): void;
  /** The broker has the message that was published last. */
  acknowledged(): void;
  /** Of the subscribed topics only. */
  received(topic: string, payload: ByteString): void;
}

export interface SessionOptions {
  readonly clock: Clock;
  readonly link: Link;
  readonly log: Log;
  readonly events: SessionEvents;
  /** 0 up to but not including 1. */
  readonly random: () => number;
  /** Without a network no attempt is made; see `networkUp`. */
  readonly isNetworkUp: () => boolean;
  readonly broker: LinkTarget;
  readonly id: string;
  readonly boot: number;
  readonly authenticate: Authenticator;
  readonly keepAliveS: number;
  /** What to subscribe to. */
  readonly topics: readonly string[];
}

export interface Publication {
  readonly topic: string;
  readonly payload: ByteString;
  readonly isRepeat: boolean;
}

/** "waiting" = for the next attempt or for the network. */
type Phase = "waiting" | "connecting" | "online" | "stopped";

export class Session {
  private readonly linkEvents: LinkEvents;
  private phase: Phase = "waiting";
  private parser = createParser();
  private attempts = 0;
  private failures = 0;
  private onlineMs = 0;
  private packetId = 0;
  /** Packet that waits for its PUBACK; 0 = none. */
  private inFlight = 0;
  /** The broker was asked for a sign of life after that packet, and gave one. */
  private isDoubted = false;
  private isHeard = false;

  constructor(private readonly options: SessionOptions) {
    this.linkEvents = {
      opened: () => options.link.write(this.connectPacket()),
      closed: () => this.lost(CLOSED),
      received: (bytes) => this.received(bytes),
    };
  }

  /** There is a network again: connects soon; a connection from before is given up. */
  networkUp(): void {
    if (this.phase === "stopped") return;
    this.drop(false);
    this.failures = 0;
    this.connectLater();
  }

  /** True when `publish` may be called. */
  isFree(): boolean {
    return this.phase === "online" && this.inFlight === 0;
  }

  /** Sends at QoS 1. Allowed only while `isFree`. */
  publish(message: Publication): void {
    this.inFlight = this.nextPacketId();
    this.isDoubted = false;
    this.isHeard = false;
    this.options.clock.after("mqtt answer", ANSWER_TIMEOUT_MS / 2, () => {
      this.isDoubted = true;
      this.options.link.write(encodePingreq());
      this.expectAnswer("PUBLISH", ANSWER_TIMEOUT_MS / 2);
    });
    this.options.link.write(
      encodePublish({
        topic: message.topic,
        payload: message.payload,
        packetId: this.inFlight,
        isRepeat: message.isRepeat,
      }),
    );
  }

  /** Says goodbye, so that no will is sent; for good. */
  stop(): void {
    if (this.phase === "online") this.options.link.write(encodeDisconnect());
    this.drop(false);
    this.options.clock.cancel("mqtt connect");
    this.phase = "stopped";
  }

  private attempt(): void {
    if (this.phase !== "waiting" || !this.options.isNetworkUp()) return;
    this.phase = "connecting";
    this.attempts++;
    this.parser = createParser();
    this.options.link.open(this.options.broker, this.linkEvents);
    // Only now: opening may have blocked for longer than the answer may take.
    this.expectAnswer("CONNECT", CONNECT_TIMEOUT_MS);
  }

  private connectPacket(): ByteString {
    const id = this.options.id;
    const attempt = { id: id, boot: this.options.boot, n: this.attempts };
    const will: Will = { v: 1, id: id, boot: this.options.boot, n: this.attempts };
    const willTopic = topicOf(id, "will");
    return encodeConnect({
      clientId: id,
      password: connectPassword(attempt, this.options.authenticate),
      keepAliveS: this.options.keepAliveS,
      willTopic: willTopic,
      willPayload: sealFrame(willTopic, JSON.stringify(will), this.options.authenticate),
    });
  }

  private connectLater(): void {
    const delayMs = backoffMs(this.failures, this.options.random());
    this.options.clock.after("mqtt connect", delayMs, () => this.attempt());
  }

  private lost(reason: string): void {
    if (this.phase === "waiting" || this.phase === "stopped") return;
    this.options.log("Connection to the broker lost: " + reason);
    // A broker that closes at once may do so because of the message.
    this.drop(this.inFlight !== 0 && (this.isHeard || reason === CLOSED));
    this.connectLater();
    this.failures++;
  }

  /** Drops the connection, if any; what was in flight is not acknowledged. */
  private drop(isRefused: boolean): void {
    const clock = this.options.clock;
    const wasOnline = this.phase === "online";
    if (wasOnline && clock.uptimeMs() - this.onlineMs >= GOOD_CONNECTION_MS) this.failures = 0;
    this.phase = "waiting";
    this.inFlight = 0;
    clock.cancel("mqtt answer");
    clock.cancel("mqtt ping");
    clock.cancel("mqtt pong");
    this.options.link.close();
    if (wasOnline) this.options.events.offline(isRefused);
  }

  private expectAnswer(packetName: string, timeoutMs: number): void {
    this.options.clock.after("mqtt answer", timeoutMs, () =>
      this.lost("no answer to " + packetName),
    );
  }

  private nextPacketId(): number {
    this.packetId = this.packetId >= PACKET_ID_MAX ? 1 : this.packetId + 1;
    return this.packetId;
  }

  private received(bytes: ByteString): void {
    const packets = feed(this.parser, bytes);
    if (packets === "malformed") {
      this.lost("malformed packet");
      return;
    }
    for (let i = 0; i < packets.length; i++) {
      const packet = packets[i];
      const isConnected = this.phase === "connecting" || this.phase === "online";
      if (packet && isConnected) this.handle(packet);
    }
  }

  private handle(packet: Incoming): void {
    const link = this.options.link;
    switch (packet.kind) {
      case "connack":
        if (!packet.isAccepted) this.lost("login refused with code " + packet.code);
        else link.write(encodeSubscribe(this.nextPacketId(), this.options.topics));
        return;
      case "suback":
        if (packet.topics !== this.options.topics.length) this.lost("strange SUBACK");
        else if (!packet.isAccepted) this.lost("subscription refused");
        else if (this.phase === "connecting") this.subscribed();
        return;
      case "puback":
        this.acknowledged(packet.packetId);
        return;
      case "pingresp":
        this.isHeard = this.isDoubted;
        this.options.clock.cancel("mqtt pong");
        return;
      case "publish":
        if (packet.packetId !== 0) link.write(encodePuback(packet.packetId));
        if (this.options.topics.indexOf(packet.topic) >= 0) {
          this.options.events.received(packet.topic, packet.payload);
        }
        return;
    }
  }

  private subscribed(): void {
    const clock = this.options.clock;
    this.phase = "online";
    this.onlineMs = clock.uptimeMs();
    clock.cancel("mqtt answer");
    clock.every("mqtt ping", this.options.keepAliveS * 1000 * PING_AT, () => this.ping());
    this.options.events.online();
  }

  private ping(): void {
    const clock = this.options.clock;
    clock.after("mqtt pong", ANSWER_TIMEOUT_MS, () => this.lost("no answer to PINGREQ"));
    this.options.link.write(encodePingreq());
  }

  private acknowledged(packetId: number): void {
    if (packetId === 0 || packetId !== this.inFlight) return;
    this.inFlight = 0;
    this.options.clock.cancel("mqtt answer");
    this.options.events.acknowledged();
  }
}
