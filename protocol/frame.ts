/**
 * The signed frame (design section 6) and the one-time connect password. Device-safe.
 *
 * A frame is a JSON object whose last member is `"mac"`. The mac covers topic, newline and the
 * body: the JSON text without its `,"mac":"..."`, still ending in `}`. The verifier cuts a tail
 * of fixed length off the bytes it received, so there is no canonical form and no re-encoding.
 *
 * All text here is a byte string: one character (0-255) for each byte, as the interpreter has it
 * on the ESP32 and as Node makes with the `latin1` encoding.
 */

/** A string in which every character stands for one byte. */
export type ByteString = string;

/** Bytes of the HMAC that go on the wire. */
export const MAC_BYTES = 16;

/**
 * HMAC-SHA256 under one key: takes the message, returns the first `MAC_BYTES` of the HMAC as
 * base64url without padding (22 characters).
 */
export type Authenticator = (message: ByteString) => string;

/** Characters of a mac: `MAC_BYTES` as base64url without padding. */
export const MAC_LENGTH = 22;

const TAIL_START = ',"mac":"';
const TAIL_END = '"}';
/** Length of `,"mac":"<22 characters>"}`. */
export const TAIL_LENGTH = TAIL_START.length + MAC_LENGTH + TAIL_END.length;

/** Compares two strings in a time that depends on their lengths only. */
export function isEqualConstantTime(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length && i < b.length; i++) {
    difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  }
  return difference === 0;
}

/** Signs `body` (a non-empty JSON object as text) for `topic`; returns the payload to publish. */
export function sealFrame(
  topic: string,
  body: ByteString,
  authenticate: Authenticator,
): ByteString {
  const mac = authenticate(topic + "\n" + body);
  return body.substring(0, body.length - 1) + TAIL_START + mac + TAIL_END;
}

/** A payload taken apart; nothing is verified yet. */
export interface Frame {
  readonly body: ByteString;
  readonly mac: string;
}

/** Cuts the signed tail off a payload; undefined when the payload does not end in one. */
export function splitFrame(payload: ByteString): Frame | undefined {
  const tailAt = payload.length - TAIL_LENGTH;
  const macAt = tailAt + TAIL_START.length;
  const endAt = macAt + MAC_LENGTH;
  if (tailAt < 1) return undefined;
  if (payload.substring(tailAt, macAt) !== TAIL_START) return undefined;
  if (payload.substring(endAt) !== TAIL_END) return undefined;
  return { body: payload.substring(0, tailAt) + "}", mac: payload.substring(macAt, endAt) };
}

/** True when the mac of `frame` is the one that the key holder makes for `topic`. */
export function isAuthentic(topic: string, frame: Frame, authenticate: Authenticator): boolean {
  return isEqualConstantTime(frame.mac, authenticate(topic + "\n" + frame.body));
}

/** What makes a connection attempt unique: `n` counts the attempts since this boot, from 1. */
export interface ConnectAttempt {
  readonly id: string;
  readonly boot: number;
  readonly n: number;
}

function connectMac(attempt: ConnectAttempt, authenticate: Authenticator): string {
  return authenticate("connect\n" + attempt.id + "\n" + attempt.boot + "\n" + attempt.n);
}

/** The MQTT password of one attempt: `<boot>.<n>.<mac>`. */
export function connectPassword(attempt: ConnectAttempt, authenticate: Authenticator): string {
  return attempt.boot + "." + attempt.n + "." + connectMac(attempt, authenticate);
}

/** True when `mac` proves that the key holder made this attempt. */
export function isAttemptAuthentic(
  attempt: ConnectAttempt,
  mac: string,
  authenticate: Authenticator,
): boolean {
  return isEqualConstantTime(mac, connectMac(attempt, authenticate));
}
