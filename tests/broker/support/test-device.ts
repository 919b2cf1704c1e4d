/**
 * A sensor reduced to its link: speaks MQTT packets over a stream, signs what it is told to
 * sign, and remembers every answer. Decides nothing by itself.
 */
import { once } from "node:events";
import { createConnection } from "node:net";
import type { Duplex } from "node:stream";
import { generate, type IConnectPacket, type Packet, parser } from "mqtt-packet";
import { connectPassword, isAuthentic, splitFrame } from "../../../protocol/frame";
import { createAuthenticator } from "../../../protocol/host/authenticator";
import type { Reply } from "../../../protocol/messages";
import type { Report } from "../../../protocol/report";
import {
  BROKER_TOPICS,
  type BrokerTopic,
  type DeviceTopic,
  topicOf,
} from "../../../protocol/topics";
import { reportPayload, signedPayload } from "./sample-report";

export interface DeviceIdentity {
  readonly id: string;
  readonly keyHex: string;
}

export interface Attempt {
  readonly boot: number;
  readonly n: number;
}

export class TestDevice {
  readonly received: Packet[] = [];
  private readonly waiting: (() => void)[] = [];
  private isClosed = false;
  private nextMessageId = 1;

  private constructor(
    private readonly identity: DeviceIdentity,
    private readonly socket: Duplex,
  ) {
    const reader = parser();
    reader.on("packet", (packet) => {
      this.received.push(packet);
      this.wake();
    });
    socket.on("data", (chunk) => reader.parse(chunk));
    socket.on("error", () => {});
    socket.on("close", () => {
      this.isClosed = true;
      this.wake();
    });
  }

  /** Speaks over a stream that is open; sends nothing yet. */
  static over(stream: Duplex, identity: DeviceIdentity): TestDevice {
    return new TestDevice(identity, stream);
  }

  /** Opens a socket to the broker and sends nothing yet. */
  static async open(port: number, identity: DeviceIdentity): Promise<TestDevice> {
    const socket = createConnection({ port, host: "127.0.0.1" });
    socket.setNoDelay(true);
    await once(socket, "connect");
    return new TestDevice(identity, socket);
  }

  /** Opens a socket and logs in; the session stands when it resolves. */
  static async connected(
    port: number,
    identity: DeviceIdentity,
    attempt: Attempt = { boot: 1, n: 1 },
  ): Promise<TestDevice> {
    const device = await TestDevice.open(port, identity);
    const returnCode = await device.logIn(attempt);
    if (returnCode !== 0) throw new Error(`The broker answered CONNECT with ${returnCode}.`);
    return device;
  }

  /** The CONNECT packet of an attempt, with its last will. */
  connectPacket(attempt: Attempt, change: Partial<IConnectPacket> = {}): IConnectPacket {
    const { id, keyHex } = this.identity;
    const willTopic = topicOf(id, "will");
    const willBody = { v: 1, id, ...attempt };
    return {
      cmd: "connect",
      protocolId: "MQTT",
      protocolVersion: 4,
      clean: true,
      clientId: id,
      username: id,
      password: Buffer.from(
        connectPassword({ id, ...attempt }, createAuthenticator(Buffer.from(keyHex, "hex"))),
      ),
      keepalive: 60,
      will: {
        topic: willTopic,
        payload: Buffer.from(signedPayload(willTopic, willBody, keyHex)),
        qos: 1,
        retain: false,
      },
      ...change,
    };
  }

  /** Logs in; resolves with CONNACK's return code, or "closed". */
  async logIn(
    attempt: Attempt,
    change: Partial<IConnectPacket> = {},
  ): Promise<number | undefined | "closed"> {
    this.send(this.connectPacket(attempt, change));
    const answer = await this.next("connack");
    return answer === "closed" ? "closed" : answer.returnCode;
  }

  send(packet: Packet): void {
    this.sendBytes(generate(packet));
  }

  sendBytes(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Publishes without waiting; returns the message id. */
  publish(
    topic: string,
    payload: string | Buffer,
    how: { qos?: 0 | 1 | 2; retain?: boolean } = {},
  ) {
    const { qos = 1, retain = false } = how;
    const messageId = this.nextMessageId++;
    this.send({ cmd: "publish", topic, payload, qos, retain, dup: false, messageId });
    return messageId;
  }

  /** Publishes a signed report; resolves "acknowledged" or "closed". */
  async report(report: Report): Promise<"acknowledged" | "closed"> {
    const payload = reportPayload(report, this.identity.keyHex);
    return await this.acknowledgement(this.publish(topicOf(this.identity.id, "report"), payload));
  }

  /** Resolves when PUBACK for `messageId` has come, or the link is closed. */
  async acknowledgement(messageId: number): Promise<"acknowledged" | "closed"> {
    await this.until(() => this.isClosed || this.isAcknowledged(messageId));
    return this.isAcknowledged(messageId) ? "acknowledged" : "closed";
  }

  isAcknowledged(messageId: number): boolean {
    return this.received.some(({ cmd, messageId: id }) => cmd === "puback" && id === messageId);
  }

  /** Asks for the time with a fresh nonce; resolves with the answer's payload once it is here. */
  async hello(nonce = "nonce-0123456789"): Promise<string> {
    const { id, keyHex } = this.identity;
    const topic = topicOf(id, "hello");
    const messageId = this.publish(topic, signedPayload(topic, { v: 1, id, nonce }, keyHex));
    await this.acknowledgement(messageId);
    const answer = await this.next("publish");
    return answer === "closed" ? "closed" : answer.payload.toString();
  }

  /** Subscribes to `topics` of its own in one packet; resolves when they are granted. */
  async subscribe(...topics: readonly BrokerTopic[]): Promise<void> {
    const subscriptions = topics.map((topic) => {
      return { topic: topicOf(this.identity.id, topic), qos: 1 as const };
    });
    this.send({ cmd: "subscribe", messageId: this.nextMessageId++, subscriptions });
    await this.next("suback");
  }

  /** Does what a sensor does after its login: subscribes, and asks for the time. */
  async listen(): Promise<void> {
    await this.subscribe(...BROKER_TOPICS);
    await this.hello();
  }

  /** Publishes a signed message on a topic of its own; resolves "acknowledged" or "closed". */
  async say(topic: DeviceTopic, body: object): Promise<"acknowledged" | "closed"> {
    return await this.acknowledgement(this.publishSigned(topic, body));
  }

  /** Publishes a signed message without waiting; returns the message id. */
  publishSigned(topic: DeviceTopic, body: object): number {
    const { id, keyHex } = this.identity;
    const full = topicOf(id, topic);
    return this.publish(full, signedPayload(full, { v: 1, id, ...body }, keyHex));
  }

  /** Answers command `n`. */
  async reply(n: number, rest: Partial<Reply> = {}): Promise<"acknowledged" | "closed"> {
    return await this.say("reply", { boot: 1, n, result: "done", ...rest });
  }

  /** What came on a topic of its own and is not taken yet: the bodies, verified. */
  taken(topic: BrokerTopic): object[] {
    const { id, keyHex } = this.identity;
    const full = topicOf(id, topic);
    const authenticate = createAuthenticator(Buffer.from(keyHex, "hex"));
    const bodies: object[] = [];
    for (const packet of [...this.received]) {
      if (packet.cmd !== "publish" || packet.topic !== full) continue;
      this.received.splice(this.received.indexOf(packet), 1);
      const frame = splitFrame(Buffer.from(packet.payload).toString("latin1"));
      if (!frame || !isAuthentic(full, frame, authenticate)) throw new Error("not authentic");
      bodies.push(JSON.parse(Buffer.from(frame.body, "latin1").toString("utf8")) as object);
    }
    return bodies;
  }

  /** The first packet of a kind that is not taken yet. */
  async next<Cmd extends Packet["cmd"]>(
    cmd: Cmd,
  ): Promise<Extract<Packet, { cmd: Cmd }> | "closed"> {
    const find = () => this.received.findIndex((packet) => packet.cmd === cmd);
    await this.until(() => this.isClosed || find() >= 0);
    if (find() < 0) return "closed";
    return this.received.splice(find(), 1)[0] as Extract<Packet, { cmd: Cmd }>;
  }

  async closed(): Promise<void> {
    await this.until(() => this.isClosed);
  }

  get isOpen(): boolean {
    return !this.isClosed;
  }

  /** Ends the link without a word, as a power cut does. */
  vanish(): void {
    this.socket.destroy();
  }

  private async until(isDone: () => boolean): Promise<void> {
    while (!isDone()) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
