/**
 * Everything between a sealed message and the broker: the outbox, the question for the time, the
 * reply to a command, the request for a piece of an update, and the session all of them go
 * through, one at a time. Reports leave the outbox in order, and only when the broker acknowledged
 * them or can be seen to never do it.
 */
import { type ByteString, sealFrame } from "../protocol/frame";
import { TIME_ANSWER_TIMEOUT_S, TIME_SYNC_INTERVAL_S } from "../protocol/limits";
import type { ReportCause } from "../protocol/report";
import type { DeviceSettings } from "../protocol/settings";
import { type DeviceTopic, topicOf } from "../protocol/topics";
import { acceptTime, askTime, type ClockSync, createClockSync, wallS } from "./core/clock-sync";
import type { KeyedHash } from "./core/keyed-hash";
import type { Outbox } from "./core/outbox";
import type { Board } from "./hal/board";
import { Session } from "./mqtt/session";

/** After a question without a good answer, the next one waits this long. */
export const TIME_RETRY_MS = 30000;

/** After so many refusals in a row replies go behind reports. */
export const REFUSED_MAX = 3;

export interface UplinkOptions {
  readonly board: Board;
  readonly settings: DeviceSettings;
  readonly boot: number;
  readonly hash: KeyedHash;
  readonly outbox: Outbox;
  /** The link to the broker works, and the clock was synced as far as it goes. */
  readonly onConnected: () => void;
  readonly onLink: (isOnline: boolean) => void;
  /** The broker has answered with a valid signature, on this connection. */
  readonly onProven: () => void;
  /** A payload on the command topic, not judged yet. */
  readonly onCommand: (payload: ByteString) => void;
  /** A payload on the topic of update chunks, not judged yet. */
  readonly onChunk: (payload: ByteString) => void;
}

/** A report before it is sealed. */
export interface UnsealedReport {
  readonly why: ReportCause;
  readonly body: ByteString;
}

/** A message that is not kept over a restart; a newer one of the same topic replaces it. */
interface Letter {
  readonly topic: DeviceTopic;
  readonly payload: ByteString;
  readonly onAcknowledged: () => void;
}

export class Uplink {
  private readonly sync: ClockSync;
  private readonly session: Session;
  private readonly commandTopic: string;
  private readonly timeTopic: string;
  private mustAsk = false;
  /** This connection has not been announced by a report yet. */
  private isNew = false;
  /** The broker has answered on this connection, with a valid signature. */
  private isProven = false;
  private isSendingReport = false;
  /** When the broker last acknowledged something, in milliseconds since boot. */
  workedMs = 0;
  private letters: Letter[] = [];
  private letterInFlight: Letter | undefined;
  /** Times in a row that the broker did not take a reply. */
  private refusedReplies = 0;

  constructor(private readonly options: UplinkOptions) {
    const board = options.board;
    const settings = options.settings;
    const id = settings.id;
    this.commandTopic = topicOf(id, "command");
    this.timeTopic = topicOf(id, "time");
    this.sync = createClockSync({ id: id, boot: options.boot, hash: options.hash });
    this.session = new Session({
      clock: board.clock,
      link: board.link,
      log: board.log,
      random: board.random.fraction,
      isNetworkUp: board.wifi.isUp,
      broker: {
        host: settings.brokerHost,
        port: settings.brokerPort,
        usesTls: settings.usesTls,
      },
      id: id,
      boot: options.boot,
      authenticate: options.hash.authenticate,
      keepAliveS: settings.keepAliveS,
      topics: [this.timeTopic, this.commandTopic, topicOf(id, "update/chunk")],
      events: {
        online: () => this.online(),
        offline: (isRefused) => this.offline(isRefused),
        acknowledged: () => this.acknowledged(),
        received: (topic, payload) => this.received(topic, payload),
      },
    });
  }

  /** True when the broker has everything, and no answer is waited for. */
  isIdle(): boolean {
    return this.options.outbox.isEmpty() && this.letters.length === 0 && this.session.isFree();
  }

  /** Seals the report and sends it when its turn comes. */
  send(report: UnsealedReport): void {
    this.options.outbox.add(report.why, this.seal("report", report.body));
    this.pumpSoon();
  }

  /**
   * Seals a message and sends it, once more after a reconnection: a reply before any report, any
   * other behind them. Replies that the broker keeps refusing go behind reports, too.
   */
  post(topic: DeviceTopic, body: ByteString, onAcknowledged: () => void): void {
    const mine = { topic: topic, payload: this.seal(topic, body), onAcknowledged: onAcknowledged };
    const kept: Letter[] = topic === "reply" ? [mine] : [];
    for (let i = 0; i < this.letters.length; i++) {
      const letter = this.letters[i];
      if (letter && letter.topic !== topic) kept.push(letter);
    }
    if (topic !== "reply") kept.push(mine);
    this.letters = kept;
    this.pumpSoon();
  }

  /** Seconds since 1970; 0 while the clock is not synced. */
  wallS(): number {
    return wallS(this.sync, this.uptimeS());
  }

  networkUp(): void {
    this.session.networkUp();
  }

  /** Says goodbye to the broker; for good. */
  stop(): void {
    this.session.stop();
  }

  private uptimeS(): number {
    return this.options.board.clock.uptimeMs() / 1000;
  }

  private topic(name: DeviceTopic): string {
    return topicOf(this.options.settings.id, name);
  }

  private seal(name: DeviceTopic, body: ByteString): ByteString {
    return sealFrame(this.topic(name), body, this.options.hash.authenticate);
  }

  /** In a turn of its own, so that the interpreter's small stack starts afresh. */
  private pumpSoon(): void {
    this.options.board.clock.after("pump", 0, () => this.pump());
  }

  private pump(): void {
    if (!this.session.isFree()) return;
    if (this.mustAsk) {
      this.ask();
      return;
    }
    const letter = this.letters[0];
    const isUrgent = letter && letter.topic === "reply" && this.refusedReplies < REFUSED_MAX;
    const report = isUrgent ? undefined : this.options.outbox.head();
    if (report) {
      this.isSendingReport = true;
      this.publish("report", report.payload, report.wasSent);
    } else if (letter) {
      this.letterInFlight = letter;
      this.publish(letter.topic, letter.payload, false);
    }
  }

  private publish(topic: DeviceTopic, payload: ByteString, isRepeat: boolean): void {
    this.session.publish({ topic: this.topic(topic), payload: payload, isRepeat: isRepeat });
  }

  private ask(): void {
    const answerMs = TIME_ANSWER_TIMEOUT_S * 1000;
    this.mustAsk = false;
    const body = JSON.stringify(askTime(this.sync, this.uptimeS()));
    this.options.board.clock.after("time answer", answerMs, () => this.unanswered());
    this.publish("hello", this.seal("hello", body), false);
  }

  private askSoon(): void {
    this.mustAsk = true;
    this.pumpSoon();
  }

  private unanswered(): void {
    this.options.board.clock.after("time answer", TIME_RETRY_MS, () => this.askSoon());
    this.announce();
  }

  private announce(): void {
    if (!this.isNew) return;
    this.isNew = false;
    this.options.board.clock.after("announce", 0, this.options.onConnected);
  }

  private online(): void {
    this.isNew = true;
    this.options.onLink(true);
    const intervalMs = TIME_SYNC_INTERVAL_S * 1000;
    this.options.board.clock.every("time sync", intervalMs, () => this.askSoon());
    this.askSoon();
  }

  private offline(isRefused: boolean): void {
    const clock = this.options.board.clock;
    const letter = this.letterInFlight;
    if (isRefused && this.isProven && this.isSendingReport) this.options.outbox.refuseHead();
    if (isRefused && this.isProven && letter && letter.topic === "reply") this.refusedReplies++;
    this.isSendingReport = false;
    this.letterInFlight = undefined;
    this.isProven = false;
    this.isNew = false;
    clock.cancel("time sync");
    clock.cancel("announce");
    this.options.onLink(false);
  }

  private acknowledged(): void {
    const letter = this.letterInFlight;
    this.workedMs = this.options.board.clock.uptimeMs();
    if (this.isSendingReport) this.options.outbox.confirmHead();
    this.isSendingReport = false;
    this.letterInFlight = undefined;
    if (letter) this.delivered(letter);
    this.pumpSoon();
  }

  private delivered(letter: Letter): void {
    if (letter.topic === "reply") this.refusedReplies = 0;
    const at = this.letters.indexOf(letter);
    if (at < 0) return;
    this.letters.splice(at, 1);
    letter.onAcknowledged();
  }

  private received(topic: string, payload: ByteString): void {
    if (topic === this.commandTopic) this.options.onCommand(payload);
    else if (topic === this.timeTopic) this.receivedTime(payload);
    else this.options.onChunk(payload);
  }

  private receivedTime(payload: ByteString): void {
    const wasSynced = this.sync.offsetS !== undefined;
    if (!acceptTime(this.sync, payload, this.uptimeS())) return;
    this.options.board.clock.cancel("time answer");
    if (!wasSynced) this.isNew = true;
    if (!this.isProven) this.options.board.clock.after("proven", 0, this.options.onProven);
    this.isProven = true;
    this.announce();
  }
}
