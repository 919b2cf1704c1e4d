/**
 * A TCP relay between sensors and broker that reads along: which reports were published, and which
 * of them the broker acknowledged. It changes nothing, and outlives a broker that is killed.
 */
import { once } from "node:events";
import {
  type AddressInfo,
  createConnection,
  createServer,
  type Server,
  type Socket,
} from "node:net";
import { parser } from "mqtt-packet";

export class Witness {
  /** Payloads of the reports that were acknowledged. */
  readonly acknowledged = new Set<string>();
  readonly #server: Server = createServer((sensor) => this.#relay(sensor));
  readonly #sockets = new Set<Socket>();
  #brokerPort = 0;

  async listen(): Promise<number> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return (this.#server.address() as AddressInfo).port;
  }

  /** New connections go to this port. */
  relayTo(brokerPort: number): void {
    this.#brokerPort = brokerPort;
  }

  #relay(sensor: Socket): void {
    const broker = createConnection(this.#brokerPort, "127.0.0.1");
    const inFlight = new Map<number, string>();
    const fromSensor = parser();
    const fromBroker = parser();
    fromSensor.on("packet", (packet) => {
      if (packet.cmd !== "publish" || !packet.topic.endsWith("/report")) return;
      inFlight.set(packet.messageId ?? 0, packet.payload.toString("latin1"));
    });
    fromBroker.on("packet", (packet) => {
      if (packet.cmd !== "puback") return;
      const payload = inFlight.get(packet.messageId ?? 0);
      if (payload !== undefined) this.acknowledged.add(payload);
      inFlight.delete(packet.messageId ?? 0);
    });
    this.#pass(sensor, broker, (chunk) => fromSensor.parse(chunk));
    this.#pass(broker, sensor, (chunk) => fromBroker.parse(chunk));
  }

  #pass(from: Socket, to: Socket, read: (chunk: Buffer) => void): void {
    this.#sockets.add(from);
    from.on("data", (chunk) => {
      read(chunk);
      to.write(chunk);
    });
    from.on("error", () => {});
    from.on("close", () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}
