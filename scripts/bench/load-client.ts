/**
 * One benchmark connection: a raw socket that speaks just enough MQTT 3.1.1 to log in and to
 * publish prepared packets at QoS 1, one in flight, as a cabinet sensor does. By hand because a
 * full client library would cost more than the broker it measures.
 */
import { createConnection, type Socket } from "node:net";

const CONNACK = 0x20;
const PUBACK = 0x40;
/** Both answers are four bytes long. */
const ANSWER_BYTES = 4;

export interface LoadClient {
  /** Publishes the packets in order, each after the PUBACK of the one before. */
  publishAll(packets: readonly Buffer[]): Promise<void>;
  close(): void;
}

/** The MQTT "remaining length" field: 7 bits a byte, least significant first. */
function remainingLength(length: number): number[] {
  if (length < 128) return [length];
  return [(length % 128) | 128, ...remainingLength(Math.floor(length / 128))];
}

function field(text: string): Buffer {
  const bytes = Buffer.from(text, "latin1");
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
}

function packet(firstByte: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([firstByte, ...remainingLength(body.length)]), body]);
}

function connectPacket(id: string, password: string): Buffer {
  const header = Buffer.from([0, 4, 77, 81, 84, 84, 4, 0b1100_0010, 0, 60]);
  return packet(0x10, Buffer.concat([header, field(id), field(id), field(password)]));
}

/** A QoS 1 PUBLISH; the packet id may repeat because only one is in flight. */
export function publishPacket(topic: string, payload: string): Buffer {
  return packet(
    0x32,
    Buffer.concat([field(topic), Buffer.from([0, 1]), Buffer.from(payload, "latin1")]),
  );
}

/** Hands every whole four-byte answer to `onAnswer`, as its first byte and its last. */
function readAnswers(socket: Socket, onAnswer: (type: number, code: number) => void): void {
  let rest = Buffer.alloc(0);
  socket.on("data", (chunk) => {
    let bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    while (bytes.length >= ANSWER_BYTES) {
      onAnswer(bytes[0] ?? 0, bytes[3] ?? 0);
      bytes = bytes.subarray(ANSWER_BYTES);
    }
    rest = bytes;
  });
}

/** Connects and logs in; rejects when the broker refuses or closes. */
export function connectLoadClient(options: {
  readonly port: number;
  readonly id: string;
  readonly password: string;
}): Promise<LoadClient> {
  const socket = createConnection(options.port, "127.0.0.1");
  socket.setNoDelay(true);
  let onPuback = () => {};
  let fail = (_reason: Error) => {};

  function publishAll(packets: readonly Buffer[]): Promise<void> {
    return new Promise((resolve, reject) => {
      let next = 0;
      fail = reject;
      onPuback = () => {
        const following = packets[next++];
        if (following) socket.write(following);
        else resolve();
      };
      onPuback();
    });
  }

  return new Promise((resolve, reject) => {
    fail = reject;
    socket.on("error", (error) => fail(error));
    socket.on("close", () => fail(new Error(`The broker closed the link of ${options.id}.`)));
    socket.on("connect", () => socket.write(connectPacket(options.id, options.password)));
    readAnswers(socket, (type, code) => {
      if (type === PUBACK) onPuback();
      else if (type === CONNACK && code === 0)
        resolve({ publishAll, close: () => socket.destroy() });
      else fail(new Error(`The broker answered ${options.id} with packet ${type}, code ${code}.`));
    });
  });
}
