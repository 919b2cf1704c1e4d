/**
 * MQTT 3.1.1 packets, as far as a cabinet sensor needs them. Pure: byte strings in, byte strings
 * out. Section numbers are those of the OASIS standard. Text is ASCII by the wire's rules.
 */
import type { ByteString } from "../../protocol/frame";

/** Largest packet taken from the broker (a command, a chunk) without its fixed header, in bytes. */
export const PACKET_BYTES_MAX = 1100;

export interface ConnectOptions {
  readonly clientId: string;
  readonly password: string;
  readonly keepAliveS: number;
  readonly willTopic: string;
  readonly willPayload: ByteString;
}

export interface PublishOptions {
  readonly topic: string;
  readonly payload: ByteString;
  readonly packetId: number;
  /** It was on the wire before. */
  readonly isRepeat: boolean;
}

/** What the broker may send. `isAccepted` is false for any code that means refusal. */
export type Incoming =
  | { readonly kind: "connack"; readonly isAccepted: boolean; readonly code: number }
  /** `topics`: how many it answers for. */
  | { readonly kind: "suback"; readonly isAccepted: boolean; readonly topics: number }
  | { readonly kind: "puback"; readonly packetId: number }
  | { readonly kind: "pingresp" }
  | {
      readonly kind: "publish";
      readonly topic: string;
      readonly payload: ByteString;
      /** 0 when no acknowledgement is wanted. */
      readonly packetId: number;
    };

// Control packet types with their flags (2.2.1, 2.2.2).
const CONNECT = 0x10;
const CONNACK = 0x20;
const PUBLISH = 0x30;
const PUBLISH_QOS_1 = 0x02;
const PUBLISH_DUP = 0x08;
const PUBACK = 0x40;
const SUBSCRIBE = 0x82;
const SUBACK = 0x90;
const PINGREQ = 0xc0;
const PINGRESP = 0xd0;
const DISCONNECT = 0xe0;

/** User name, password, will at QoS 1 not retained, clean session (3.1.2.3). */
const CONNECT_FLAGS = 0xce;
const PROTOCOL_LEVEL = 4;
const SUBACK_FAILURE = 0x80;

function encodeU16(value: number): ByteString {
  return String.fromCharCode((value >> 8) & 255, value & 255);
}

function decodeU16(bytes: ByteString, at: number): number {
  return bytes.charCodeAt(at) * 256 + bytes.charCodeAt(at + 1);
}

function encodeText(text: ByteString): ByteString {
  return encodeU16(text.length) + text;
}

/** Fixed header and body; the remaining length has 7 bits a byte (2.2.3). */
function encodePacket(head: number, body: ByteString): ByteString {
  let header = String.fromCharCode(head);
  let left = body.length;
  while (left > 127) {
    header += String.fromCharCode((left & 127) | 128);
    left = left >> 7;
  }
  return header + String.fromCharCode(left) + body;
}

export function encodeConnect(options: ConnectOptions): ByteString {
  return encodePacket(
    CONNECT,
    encodeText("MQTT") +
      String.fromCharCode(PROTOCOL_LEVEL, CONNECT_FLAGS) +
      encodeU16(options.keepAliveS) +
      encodeText(options.clientId) +
      encodeText(options.willTopic) +
      encodeText(options.willPayload) +
      encodeText(options.clientId) +
      encodeText(options.password),
  );
}

/** PUBLISH at QoS 1, not retained. */
export function encodePublish(options: PublishOptions): ByteString {
  const head = PUBLISH | PUBLISH_QOS_1 | (options.isRepeat ? PUBLISH_DUP : 0);
  return encodePacket(
    head,
    encodeText(options.topic) + encodeU16(options.packetId) + options.payload,
  );
}

export function encodePuback(packetId: number): ByteString {
  return encodePacket(PUBACK, encodeU16(packetId));
}

/** SUBSCRIBE to some topics, each at QoS 1. */
export function encodeSubscribe(packetId: number, topics: readonly string[]): ByteString {
  let body = encodeU16(packetId);
  for (let i = 0; i < topics.length; i++) {
    body += encodeText("" + topics[i]) + String.fromCharCode(1);
  }
  return encodePacket(SUBSCRIBE, body);
}

export function encodePingreq(): ByteString {
  return encodePacket(PINGREQ, "");
}

export function encodeDisconnect(): ByteString {
  return encodePacket(DISCONNECT, "");
}

/** Collects the bytes of packets that are not complete yet. */
export interface Parser {
  rest: ByteString;
}

export function createParser(): Parser {
  return { rest: "" };
}

/** PUBLISH at QoS 0 or 1 (3.3); undefined when malformed. */
function decodePublish(flags: number, body: ByteString): Incoming | undefined {
  const qos = (flags >> 1) & 3;
  if (qos > 1 || body.length < 2) return undefined;
  const topicEnd = 2 + decodeU16(body, 0);
  const payloadAt = topicEnd + qos * 2;
  if (topicEnd === 2 || payloadAt > body.length) return undefined;
  const packetId = qos === 1 ? decodeU16(body, topicEnd) : 0;
  if (qos === 1 && packetId === 0) return undefined;
  return {
    kind: "publish",
    topic: body.substring(2, topicEnd),
    payload: body.substring(payloadAt),
    packetId: packetId,
  };
}

/** Told from the first byte, so that rubbish is not waited for. */
function isKnown(head: number): boolean {
  const isPublish = (head & 0xf0) === PUBLISH;
  return isPublish || head === CONNACK || head === PUBACK || head === SUBACK || head === PINGRESP;
}

/** One code for each topic (3.9.3); one refusal refuses all. */
function decodeSuback(body: ByteString): Incoming {
  let isAccepted = true;
  for (let at = 2; at < body.length; at++) {
    if (body.charCodeAt(at) >= SUBACK_FAILURE) isAccepted = false;
  }
  return { kind: "suback", isAccepted: isAccepted, topics: body.length - 2 };
}

function decodePacket(head: number, body: ByteString): Incoming | undefined {
  if ((head & 0xf0) === PUBLISH) return decodePublish(head & 15, body);
  if (head === CONNACK && body.length === 2) {
    const code = body.charCodeAt(1);
    return { kind: "connack", isAccepted: code === 0, code: code };
  }
  if (head === PUBACK && body.length === 2) {
    return { kind: "puback", packetId: decodeU16(body, 0) };
  }
  if (head === SUBACK && body.length >= 3) return decodeSuback(body);
  if (head === PINGRESP && body.length === 0) return { kind: "pingresp" };
  return undefined;
}

/** Where the body of the first packet lies: "wait" for more bytes, or "malformed". */
function measure(bytes: ByteString): { bodyAt: number; end: number } | "wait" | "malformed" {
  if (bytes.length > 0 && !isKnown(bytes.charCodeAt(0))) return "malformed";
  let length = 0;
  let factor = 1;
  for (let at = 1; at <= 4; at++) {
    if (at >= bytes.length) return "wait";
    const byte = bytes.charCodeAt(at);
    length += (byte & 127) * factor;
    factor *= 128;
    if (byte > 127) continue;
    if (length > PACKET_BYTES_MAX) return "malformed";
    const end = at + 1 + length;
    return end > bytes.length ? "wait" : { bodyAt: at + 1, end: end };
  }
  return "malformed";
}

/**
 * Takes the next bytes of the connection, however they are cut; returns the packets that are now
 * complete. "malformed" means the connection is of no use any more: close it.
 */
export function feed(parser: Parser, bytes: ByteString): readonly Incoming[] | "malformed" {
  const packets: Incoming[] = [];
  let rest = parser.rest + bytes;
  let place = measure(rest);
  while (typeof place === "object") {
    const packet = decodePacket(rest.charCodeAt(0), rest.substring(place.bodyAt, place.end));
    if (!packet) return "malformed";
    packets.push(packet);
    rest = rest.substring(place.end);
    place = measure(rest);
  }
  if (place === "malformed") return "malformed";
  parser.rest = rest;
  return packets;
}
