/**
 * Cuts a byte stream into MQTT packets, whatever pieces it comes in, and says of a packet the
 * little that a meter at a device's wire needs. It knows no broker and judges nothing.
 */

/** One packet: `bytes` from `start` to `end`; what follows the fixed header begins at `body`. */
export interface MqttFrame {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly body: number;
  readonly end: number;
}

const LENGTH_BYTES_MAX = 4;
export const CONNACK = 2;
export const PUBLISH = 3;
export const PUBACK = 4;

/** The packet that begins at `start`; undefined while it is not complete, "broken" if none is. */
function frameAt(bytes: Uint8Array, start: number): MqttFrame | "broken" | undefined {
  let length = 0;
  for (let digit = 0; digit < LENGTH_BYTES_MAX; digit++) {
    const byte = bytes[start + 1 + digit];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 128 ** digit;
    if (byte < 0x80) {
      const body = start + 2 + digit;
      const end = body + length;
      return end <= bytes.length ? { bytes, start, body, end } : undefined;
    }
  }
  return "broken";
}

/** One direction of one connection. */
export class MqttFrames {
  private rest: Uint8Array | undefined;
  private isBroken = false;

  /** Hands each packet that is complete now to `onFrame`; a stream that is no MQTT is ignored. */
  take(chunk: Uint8Array, onFrame: (frame: MqttFrame) => void): void {
    if (this.isBroken) return;
    const bytes = this.rest ? Buffer.concat([this.rest, chunk]) : chunk;
    let at = 0;
    while (at < bytes.length) {
      const frame = frameAt(bytes, at);
      if (frame === "broken") {
        this.isBroken = true;
        this.rest = undefined;
        return;
      }
      if (!frame) break;
      at = frame.end;
      onFrame(frame);
    }
    this.rest = at < bytes.length ? bytes.slice(at) : undefined;
  }
}

/** The MQTT packet type, 1 to 14. */
export function frameType({ bytes, start }: MqttFrame): number {
  return (bytes[start] ?? 0) >> 4;
}

function numberAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** The packet id of a QoS 1 or 2 PUBLISH; undefined for QoS 0. */
export function publishId({ bytes, start, body }: MqttFrame): number | undefined {
  const qos = ((bytes[start] ?? 0) >> 1) & 3;
  return qos === 0 ? undefined : numberAt(bytes, body + 2 + numberAt(bytes, body));
}

/** The topic of a PUBLISH, as bytes of text. */
export function publishTopic({ bytes, body }: MqttFrame): string {
  const topic = bytes.subarray(body + 2, body + 2 + numberAt(bytes, body));
  return Buffer.from(topic.buffer, topic.byteOffset, topic.length).toString("latin1");
}

/** The packet id of a PUBACK. */
export function pubackId({ bytes, body }: MqttFrame): number {
  return numberAt(bytes, body);
}

/** The return code of a CONNACK; 0 = accepted. */
export function connackCode({ bytes, body }: MqttFrame): number {
  return bytes[body + 1] ?? 0;
}
