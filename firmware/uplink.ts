/**
 * Everything between a sealed report and the broker: the outbox, the question for the time, and
 * the session both go through, one message at a time, the question first. Reports leave the
 * outbox in order, and only when the broker acknowledged them or can be seen to never do it.
 */
import { type ByteString, sealFrame } from "../protocol/frame";
import { TIME_ANSWER_TIMEOUT_S, TIME_SYNC_INTERVAL_S } from "../protocol/limits";
import type { ReportCause } from "../protocol/report";
import type { DeviceSettings } from "../protocol/settings";
import { type DeviceTopic, topicOf } from "../protocol/topics";
import { acceptTime, askTime, type ClockSync, createClockSync, wallS } from "./core/clock-sync";
import type { KeyedHash } from "./core/keyed-hash";
import { add, confirm, createOutbox, makeRoom, oldest, refuse } from "./core/outbox";
import type { Board } from "./hal/board";
import { Session } from "./mqtt/session";

/** After a question without a good answer, the next one waits this long. */
export const TIME_RETRY_MS = 30000;

export interface UplinkOptions {
  readonly board: Board;
  readonly settings: DeviceSettings;
  readonly boot: number;
  readonly hash: KeyedHash;
  /** The link to the broker works, and the clock was synced as far as it goes. */
  readonly onConnected: () => void;
  readonly onLink: (isOnline: boolean) => void;
}

/** A report before it is sealed. */
export interface UnsealedReport {
  readonly seq: number;
  readonly why: ReportCause;
  readonly body: ByteString;
}

export class Uplink {
  private readonly outbox = createOutbox();
  private readonly sync: ClockSync;
  private readonly session: Session;
  private mustAsk = false;
  /** This connection has not been announced by a report yet. */
  private isNew = false;
  /** The broker has answered on this connection, with a valid signature. */
  private isProven = false;
  /** The report in flight; 0 = none, or it is a question for the time. */
  private sendingSeq = 0;

  constructor(private readonly options: UplinkOptions) {
    const board = options.board;
    const settings = options.settings;
    this.sync = createClockSync({ id: settings.id, boot: options.boot, hash: options.hash });
    this.session = new Session({
      clock: board.clock,
      link: board.link,
      log: board.log,
      random: board.random.fraction,
      isNetworkUp: board.wifi.isUp,
      broker: { host: settings.brokerHost, port: settings.brokerPort },
      id: settings.id,
      boot: options.boot,
      authenticate: options.hash.authenticate,
      keepAliveS: settings.keepAliveS,
      events: {
        online: () => this.online(),
        offline: () => this.offline(),
        acknowledged: () => this.acknowledged(),
        received: (payload) => this.received(payload),
      },
    });
  }

  /** Makes room for one more report and tells how many were discarded so far. */
  prepare(): number {
    makeRoom(this.outbox);
    return this.outbox.dropped;
  }

  /** True while there are reports that the broker has not acknowledged. */
  hasUntold(): boolean {
    return oldest(this.outbox) !== undefined;
  }

  /** Seals the report and sends it when its turn comes. */
  send(report: UnsealedReport): void {
    const payload = this.seal("report", report.body);
    add(this.outbox, { seq: report.seq, why: report.why, payload: payload });
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
    const entry = oldest(this.outbox);
    if (!entry) return;
    const isRepeat = entry.wasSent;
    this.sendingSeq = entry.seq;
    entry.wasSent = true;
    this.session.publish({
      topic: this.topic("report"),
      payload: entry.payload,
      isRepeat: isRepeat,
    });
  }

  private ask(): void {
    const answerMs = TIME_ANSWER_TIMEOUT_S * 1000;
    this.mustAsk = false;
    this.sendingSeq = 0;
    const body = JSON.stringify(askTime(this.sync, this.uptimeS()));
    this.options.board.clock.after("time answer", answerMs, () => this.unanswered());
    this.session.publish({
      topic: this.topic("hello"),
      payload: this.seal("hello", body),
      isRepeat: false,
    });
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

  private offline(): void {
    const clock = this.options.board.clock;
    if (this.isProven) refuse(this.outbox, this.sendingSeq);
    this.sendingSeq = 0;
    this.isProven = false;
    this.isNew = false;
    clock.cancel("time sync");
    clock.cancel("announce");
    this.options.onLink(false);
  }

  private acknowledged(): void {
    confirm(this.outbox, this.sendingSeq);
    this.sendingSeq = 0;
    this.pumpSoon();
  }

  private received(payload: ByteString): void {
    const wasSynced = this.sync.offsetS !== undefined;
    if (!acceptTime(this.sync, payload, this.uptimeS())) return;
    this.isProven = true;
    this.options.board.clock.cancel("time answer");
    if (!wasSynced) this.isNew = true;
    this.announce();
  }
}
