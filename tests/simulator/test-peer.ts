/**
 * The other side of a device's MQTT connection, made of packets only: answers CONNECT, SUBSCRIBE,
 * PUBLISH and PINGREQ as a broker would, answers hello with the time, and keeps what it heard.
 */
import type { Duplex } from "node:stream";
import mqttPacket, { type IConnectPacket, type Packet } from "mqtt-packet";
import { type Authenticator, sealFrame } from "../../protocol/frame";
import { topicOf } from "../../protocol/topics";

export interface Heard {
  readonly topic: string;
  /** The payload as a byte string. */
  readonly payload: string;
}

export interface TestPeerOptions {
  readonly cabinetId: string;
  readonly authenticate: Authenticator;
  /** Seconds since 1970. */
  readonly nowS: () => number;
}

export class TestPeer {
  readonly connects: IConnectPacket[] = [];
  readonly subscriptions: string[] = [];
  readonly heard: Heard[] = [];

  constructor(private readonly options: TestPeerOptions) {}

  /** What was published on one of the device's topics, oldest first. */
  payloads(topic: "report" | "hello"): string[] {
    const full = topicOf(this.options.cabinetId, topic);
    return this.heard.filter((heard) => heard.topic === full).map((heard) => heard.payload);
  }

  readonly accept = (stream: Duplex): void => {
    const parser = mqttPacket.parser({ protocolVersion: 4 });
    const send = (packet: Packet) => {
      if (!stream.destroyed) stream.write(mqttPacket.generate(packet));
    };
    parser.on("packet", (packet: Packet) => this.answer(packet, send));
    stream.on("data", (bytes: Buffer) => parser.parse(bytes));
    stream.on("end", () => stream.end());
  };

  private answer(packet: Packet, send: (packet: Packet) => void): void {
    if (packet.cmd === "connect") {
      this.connects.push(packet);
      send({ cmd: "connack", returnCode: 0, sessionPresent: false });
    } else if (packet.cmd === "subscribe") {
      this.subscriptions.push(...packet.subscriptions.map((one) => one.topic));
      const granted = packet.subscriptions.map((one) => one.qos);
      send({ cmd: "suback", messageId: packet.messageId ?? 1, granted });
    } else if (packet.cmd === "pingreq") {
      send({ cmd: "pingresp" });
    } else if (packet.cmd === "publish") {
      const payload = Buffer.from(packet.payload as Uint8Array).toString("latin1");
      this.heard.push({ topic: packet.topic, payload });
      if (packet.qos === 1) send({ cmd: "puback", messageId: packet.messageId ?? 1 });
      if (packet.topic.endsWith("/hello")) send(this.timeAnswer(payload));
    }
  }

  private timeAnswer(hello: string): Packet {
    const { cabinetId, authenticate, nowS } = this.options;
    const { nonce } = JSON.parse(hello) as { nonce: string };
    const topic = topicOf(cabinetId, "time");
    const body = JSON.stringify({ v: 1, id: cabinetId, nonce, at: Math.floor(nowS()) });
    const payload = Buffer.from(sealFrame(topic, body, authenticate), "latin1");
    return { cmd: "publish", topic, payload, qos: 0, dup: false, retain: false };
  }
}
