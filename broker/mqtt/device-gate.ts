/**
 * The decisions behind the MQTT hooks: who may connect, what may be published, subscribed and
 * delivered. Hooks of the MQTT library never see an exception from here, and a hook without an
 * answer is answered after a time.
 */
import type { AuthenticateError, Client, PublishPacket, Subscription } from "aedes";
import { BROKER_TOPICS, topicOf } from "../../protocol/topics";
import type { Cancel, Clock } from "../clock";
import type { CommandChannel, Commands } from "../commands/commands";
import type { Ingest } from "../ingest/ingest";
import type { Link } from "../ingest/link";
import type { Logins } from "../ingest/logins";
import { LOGIN_WITHIN_MS } from "../limits";
import { type ConnectRequest, isConnectAllowed } from "./connect-rules";
import { IdLocks, type Release } from "./id-locks";

type Done = (error?: Error | null) => void;

/** What the gate remembers of a connection. */
interface Visit {
  readonly address: string;
  readonly onLogin: () => void;
  release: Release;
  cancelTimer: Cancel;
  link: Link | undefined;
  /** Set once the login is known to be forged: when to say so. */
  answerAfterMs: number | undefined;
  /** It has subscribed to its commands, and has been told the time. */
  isListening: boolean;
  knowsTime: boolean;
  channel: CommandChannel | undefined;
}

export interface DeviceGateOptions {
  readonly ingest: Ingest;
  readonly logins: Logins;
  readonly commands: Commands;
  readonly clock: Clock;
}

/** A topic nobody subscribes to; what is refused is renamed to it, so that it reaches no one. */
const NOWHERE = "refused";
const BAD_USER_NAME_OR_PASSWORD = 4;
const NO_BYTES = Buffer.alloc(0);

/** What the library answers a refused login with: CONNACK 4. */
export function loginError(): AuthenticateError {
  return Object.assign(new Error("login refused"), { returnCode: BAD_USER_NAME_OR_PASSWORD });
}

function isForOwn({ id }: Client, topic: string): boolean {
  return BROKER_TOPICS.some((known) => topic === topicOf(id, known));
}

function passwordOf(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? NO_BYTES).toString("latin1");
}

function payloadOf({ payload }: PublishPacket): Buffer {
  return typeof payload === "string" ? Buffer.from(payload) : payload;
}

/** Makes the library acknowledge and deliver nothing, and keep the link. */
function dropQuietly(packet: PublishPacket): void {
  packet.qos = 0;
  packet.retain = false;
  packet.topic = NOWHERE;
  packet.payload = NO_BYTES;
}

export class DeviceGate {
  private readonly visits = new WeakMap<object, Visit>();
  private readonly clientOf = new Map<string, Client>();
  private readonly locks = new IdLocks();
  /** Payloads that the broker itself has made; nothing else is ever delivered. */
  private readonly ownPayloads = new WeakSet<object>();
  private isDraining = false;

  constructor(private readonly options: DeviceGateOptions) {}

  /** From now on connections end because the broker does: their wills mean nothing. */
  drain(): void {
    this.isDraining = true;
  }

  /** Announces a connection before its first byte is read. */
  welcome(connection: object, address: string, onLogin: () => void): void {
    const nothing = () => {};
    this.visits.set(connection, {
      address,
      onLogin,
      release: nothing,
      cancelTimer: nothing,
      link: undefined,
      answerAfterMs: undefined,
      isListening: false,
      knowsTime: false,
      channel: undefined,
    });
  }

  /** Ends what is held for a connection that is gone. */
  farewell(connection: object): void {
    const visit = this.visits.get(connection);
    visit?.cancelTimer();
    visit?.release();
  }

  /** Checks CONNECT and waits for the turn of this id. */
  async connect(client: Client, request: ConnectRequest): Promise<boolean> {
    const visit = this.visits.get(client.conn);
    if (!visit || this.isDraining) return false;
    const who = { id: String(request.clientId), address: visit.address };
    if (!isConnectAllowed(request)) {
      this.options.logins.noteRefusal("bad-connect", who);
      return false;
    }
    const login = { ...who, password: passwordOf(request.password) };
    if (!this.options.logins.isAuthentic(login)) {
      // Waits for no turn, so that nobody without the key can keep a cabinet out.
      visit.answerAfterMs = this.options.logins.refuse("login-forged", login);
      return true;
    }
    const turn = this.locks.acquire(who.id);
    if (!turn) {
      this.options.logins.noteRefusal("login-crowded", who);
      return false;
    }
    const { clock } = this.options;
    const giveUp = () => client.conn.destroy();
    visit.cancelTimer = clock.after("login", LOGIN_WITHIN_MS, giveUp);
    visit.release = await turn;
    if (!client.conn.destroyed) return true;
    visit.release();
    return false;
  }

  /** Judges the password; an older session of the same cabinet has ended when it succeeds. */
  async authenticate(client: Client, password: Uint8Array | undefined): Promise<boolean> {
    const visit = this.visits.get(client.conn);
    if (!visit) return false;
    if (visit.answerAfterMs !== undefined) return await this.refuseLater(visit.answerAfterMs);
    const { id } = client;
    const login = { id, password: passwordOf(password), address: visit.address };
    const outcome = await this.options.logins.login(login);
    if (outcome.kind === "refused") {
      visit.cancelTimer();
      visit.release();
      return await this.refuseLater(outcome.answerAfterMs);
    }
    await this.endOlder(id);
    visit.link = outcome.link;
    return true;
  }

  /** The session stands: the next login of this id may begin. */
  ready(client: Client): void {
    const visit = this.visits.get(client.conn);
    if (!visit?.link) return;
    this.clientOf.set(client.id, client);
    visit.onLogin();
    visit.cancelTimer();
    visit.release();
  }

  /** The session is over. */
  gone(client: Client): void {
    if (this.clientOf.get(client.id) === client) this.clientOf.delete(client.id);
    const channel = this.visits.get(client.conn)?.channel;
    if (channel) this.options.commands.detach(channel);
  }

  /** The sensor's subscriptions are granted. */
  subscribed(client: Client, subscriptions: readonly Subscription[]): void {
    const visit = this.visits.get(client.conn);
    if (!visit?.link) return;
    const command = topicOf(client.id, "command");
    visit.isListening ||= subscriptions.some(({ topic }) => topic === command);
    this.offerCommands(client, visit);
  }

  /** Handles a publication, or a last will; calls `done` when it may be acknowledged. */
  async publish(client: Client | null, packet: PublishPacket, done: Done): Promise<void> {
    const link = client && this.visits.get(client.conn)?.link;
    const isWill = packet.topic === topicOf(client?.id ?? "", "will");
    if (client?.closed && link && isWill) return await this.lastWill(link, packet, done);
    if (!client || !link || client.closed) {
      dropQuietly(packet);
      return done();
    }
    const { topic, qos, retain } = packet;
    const payload = payloadOf(packet);
    const outcome = await this.options.ingest.publish(link, { topic, payload, qos, retain });
    if (outcome.kind === "refused") {
      if (outcome.closesLink) return done(new Error("publication refused"));
      dropQuietly(packet);
    }
    if (outcome.kind === "answered") this.answered(client, outcome.topic, outcome.payload);
    done();
  }

  /** True only for the topics on which the broker speaks to this very sensor. */
  maySubscribe(client: Client, { topic, qos }: Subscription): boolean {
    const isOwn = isForOwn(client, topic) && qos <= 1;
    const visit = this.visits.get(client.conn);
    if (!isOwn && visit) {
      const who = { id: client.id, address: visit.address };
      this.options.logins.noteRefusal("wrong-subscription", who);
    }
    return isOwn;
  }

  /** True only for what the broker itself has made for this sensor. */
  mayForward(client: Client, topic: string, payload: unknown): boolean {
    if (!isForOwn(client, topic)) return false;
    return typeof payload === "object" && payload !== null && this.ownPayloads.has(payload);
  }

  private async lastWill(link: Link, packet: PublishPacket, done: Done): Promise<void> {
    const { topic } = packet;
    const payload = payloadOf(packet);
    done(new Error("wills are not delivered"));
    if (!this.isDraining) await this.options.ingest.lastWill(link, { topic, payload });
  }

  private answered(client: Client, topic: string, payload: Buffer): void {
    this.send(client, topic, payload);
    const visit = this.visits.get(client.conn);
    if (!visit || topic !== topicOf(client.id, "time")) return;
    visit.knowsTime = true;
    this.offerCommands(client, visit);
  }

  /** A sensor that listens and knows the time can be told what to do. */
  private offerCommands(client: Client, visit: Visit): void {
    if (!visit.isListening || !visit.knowsTime || client.closed) return;
    visit.channel ??= {
      id: client.id,
      send: (topic, payload) => this.send(client, topic, payload),
    };
    this.options.commands.attach(visit.channel);
  }

  private send(client: Client, topic: string, payload: Buffer): void {
    this.ownPayloads.add(payload);
    const rest = { qos: 1, retain: false, dup: false, cmd: "publish" } as const;
    // Sent after the acknowledgement of the question, which the library writes first.
    setImmediate(() => {
      if (!client.closed) client.publish({ topic, payload, ...rest }, () => {});
    });
  }

  private endOlder(id: string): Promise<void> {
    const older = this.clientOf.get(id);
    if (!older) return Promise.resolve();
    return new Promise((resolve) => older.close(resolve));
  }

  private refuseLater(delayMs: number): Promise<false> {
    return new Promise((resolve) => {
      this.options.clock.after("failed login", delayMs, () => resolve(false));
    });
  }
}
