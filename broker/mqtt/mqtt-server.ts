/**
 * The MQTT side of the broker: a TCP server, a guard on every socket, and the MQTT library with
 * hooks that only ask the gate. No session outlives its connection, nothing is retained, and no
 * part of the broker depends on an MQTT subscription.
 */
import { createServer, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { Aedes, type AedesOptions } from "aedes";
import { KEEP_ALIVE_S_MAX } from "../../protocol/limits";
import type { Clock } from "../clock";
import type { Logins } from "../ingest/logins";
import { CONNECT_WITHIN_MS } from "../limits";
import { Connections } from "./connections";
import { type DeviceGate, loginError } from "./device-gate";
import { guardSocket } from "./socket-guard";

export interface MqttServerOptions {
  readonly gate: DeviceGate;
  readonly logins: Logins;
  readonly clock: Clock;
  readonly packetsPerWindowMax: number;
  /** Told about an error nobody expected; the broker goes on. */
  readonly onUnexpected: (error: unknown) => void;
}

export interface MqttServer {
  /** Not listening yet. */
  readonly server: Server;
  /** Serves one connection that is already open, as if it had been accepted. */
  serve(connection: Duplex, address: string): void;
  /** Ends every session and stops listening. */
  close(): Promise<void>;
}

/** Limits of the library; what they do not cover, guard and gate do. */
const LIBRARY_LIMITS = {
  concurrency: 1000,
  connectTimeout: CONNECT_WITHIN_MS,
  drainTimeout: 5_000,
  keepaliveLimit: KEEP_ALIVE_S_MAX,
  queueLimit: 8,
  maxInflightInbound: 16,
  maxTopicLevels: 8,
  heartbeatInterval: 60_000,
} as const;

const refusedError = () => new Error("connection refused");

/** The hooks: each asks the gate, and turns whatever goes wrong there into a refusal. */
function hooksOf(gate: DeviceGate, onUnexpected: (error: unknown) => void): AedesOptions {
  return {
    preConnect: (client, packet, callback) => {
      gate.connect(client, packet).then(
        (mayGoOn) => callback(mayGoOn ? null : refusedError(), mayGoOn),
        (error) => {
          onUnexpected(error);
          callback(refusedError(), false);
        },
      );
    },
    authenticate: (client, _username, password, callback) => {
      gate.authenticate(client, password).then(
        (isLetIn) => (isLetIn ? callback(null, true) : callback(loginError(), null)),
        (error) => {
          onUnexpected(error);
          callback(loginError(), null);
        },
      );
    },
    authorizePublish: (client, packet, callback) => {
      gate.publish(client, packet, callback).catch((error) => {
        onUnexpected(error);
        callback(refusedError());
      });
    },
    // An error closes the link: a sensor that asks for more than its own is none of ours.
    authorizeSubscribe: (client, subscription, callback) => {
      if (gate.maySubscribe(client, subscription)) callback(null, subscription);
      else callback(refusedError());
    },
    authorizeForward: (client, packet) => {
      return gate.mayForward(client, packet.topic, packet.payload) ? packet : null;
    },
  };
}

/** Creates the server; the caller makes `server` listen. */
export async function createMqttServer(options: MqttServerOptions): Promise<MqttServer> {
  const { clock, gate, logins, onUnexpected, packetsPerWindowMax } = options;
  const connections = new Connections();
  const sockets = new Set<Duplex>();
  const aedes = await Aedes.createBroker({ ...LIBRARY_LIMITS, ...hooksOf(gate, onUnexpected) });
  (aedes as NodeJS.EventEmitter).on("error", onUnexpected);
  aedes.on("clientReady", (client) => gate.ready(client));
  aedes.on("clientDisconnect", (client) => gate.gone(client));
  aedes.on("subscribe", (subscriptions, client) => gate.subscribed(client, subscriptions));

  function serve(connection: Duplex, address: string): void {
    const counted = connections.admit(address, () => connection.destroy());
    connection.on("error", () => {});
    if (!counted) {
      connection.destroy();
      return;
    }
    sockets.add(connection);
    connection.once("close", () => {
      sockets.delete(connection);
      counted.closed();
      gate.farewell(connection);
    });
    const onViolation = () => {
      const id = (connection as { readonly client?: { readonly id?: string } }).client?.id ?? "?";
      logins.noteRefusal("bad-packet", { id, address });
    };
    guardSocket(connection, { clock, packetsPerWindowMax, onViolation });
    gate.welcome(connection, address, counted.loggedIn);
    aedes.handle(connection);
  }

  const server = createServer({ noDelay: true, keepAlive: true }, (socket: Socket) => {
    serve(socket, socket.remoteAddress ?? "unknown");
  });

  async function close(): Promise<void> {
    gate.drain();
    const isClosed = new Promise<void>((resolve) => {
      if (server.listening) server.close(() => resolve());
      else resolve();
    });
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await isClosed;
  }

  return { server, serve, close };
}
