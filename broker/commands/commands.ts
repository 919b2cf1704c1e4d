/**
 * Carries commands to sensors: one at a time for each, in order, signed when it is sent, sent again
 * after a reconnect until it is answered or its time is over. Also serves the pieces of an
 * application to a sensor that was told to fetch it. What becomes of a command is on disk before
 * anybody is told.
 */
import { type KnownReason, reasonOfReply } from "../../protocol/host/known-codes";
import { signChunk, signCommand } from "../../protocol/host/messages";
import type { WireReply } from "../../protocol/host/schemas";
import type { UpdateGet } from "../../protocol/messages";
import { topicOf } from "../../protocol/topics";
import { SHA_LENGTH } from "../../protocol/update";
import type { DeviceKeys } from "../auth/device-keys";
import type { Clock } from "../clock";
import { namedCabinet } from "../ingest/cabinet-watch";
import type { Cabinets } from "../ingest/cabinets";
import type { CommitQueue } from "../ingest/commit-queue";
import type { KeyedQueue } from "../ingest/keyed-queue";
import { commandDone, commandExpired, commandRefused, type LogDraft } from "../log/log-entry";
import type { RefusalReason } from "../log/refusal-texts";
import type { TechnicianLog } from "../log/technician-log";
import type { Sealer } from "../store/seal";
import type { Store } from "../store/store";
import type { Applications } from "./applications";
import {
  type CommandRecord,
  isOpen,
  manifestIn,
  messageOf,
  openCommand,
  sealCommand,
  withoutSecrets,
} from "./command-record";

/** A sensor that listens for commands and knows the time. */
export interface CommandChannel {
  readonly id: string;
  send(topic: string, payload: Buffer): void;
}

export interface CommandsOptions {
  readonly cabinets: Cabinets;
  readonly keys: DeviceKeys;
  readonly store: Store;
  readonly sealer: Sealer;
  readonly commits: CommitQueue;
  readonly queue: KeyedQueue;
  readonly log: TechnicianLog;
  readonly applications: Applications;
  readonly clock: Clock;
}

/** What was last sent, and over which connection. */
interface Sent {
  readonly channel: CommandChannel;
  readonly n: number;
}

export type Piece = { readonly topic: string; readonly payload: Buffer } | RefusalReason;

export class Commands {
  /** Commands that have not ended, in order, by cabinet. */
  private readonly open = new Map<string, CommandRecord[]>();
  private readonly channels = new Map<string, CommandChannel>();
  private readonly sent = new Map<string, Sent>();
  private readonly totals = { commandsSent: 0, commandsEnded: 0, repliesUnasked: 0, pieces: 0 };

  constructor(private readonly options: CommandsOptions) {}

  /** What was done since start. */
  counts(): Readonly<Record<string, number>> {
    return { ...this.totals };
  }

  /** Takes in what was queued since, by this broker or another program; sends what may be sent. */
  async takeIn(): Promise<void> {
    const numbers = new Map<string, number[]>();
    for (const { id, n } of await this.options.store.openCommands()) {
      if (this.open.get(id)?.some((record) => record.n === n)) continue;
      numbers.set(id, [...(numbers.get(id) ?? []), n]);
    }
    for (const [id, newNumbers] of numbers) this.lookAt(id, newNumbers);
  }

  /** The sensor listens: what waits is sent, and what it has not answered is sent again. */
  attach(channel: CommandChannel): void {
    this.channels.set(channel.id, channel);
    this.lookAt(channel.id);
  }

  detach(channel: CommandChannel): void {
    if (this.channels.get(channel.id) !== channel) return;
    this.channels.delete(channel.id);
    this.sent.delete(channel.id);
  }

  /** Ends commands whose time is over. */
  lookAtDue(): void {
    const nowS = this.options.clock.wallMs() / 1000;
    for (const [id, records] of this.open) {
      if (records.some(({ untilS }) => untilS < nowS)) this.lookAt(id);
    }
  }

  /**
   * Takes an authentic answer, within the turn of its cabinet; resolves when it is on disk. One
   * that nobody asked for is only counted.
   */
  async acceptReply(reply: WireReply): Promise<void> {
    const { id, n } = reply;
    const record = await this.find(id, n);
    if (!record) this.totals.repliesUnasked += 1;
    // An answer after the end of its time is still what has happened.
    if (!record || record.state === "done" || record.state === "refused") return;
    const reason = reasonOfReply(reply);
    if (reason === "clock-unsynced" && isOpen(record)) {
      // The sensor has not taken it: it is sent again when the sensor has asked for the time.
      this.sent.delete(id);
      return;
    }
    await this.end(record, reason === null ? "done" : "refused", {
      reason,
      detail: reply.detail ?? null,
    });
    this.lookAt(id);
  }

  /** The piece of an application that a sensor asks for, if it was told to fetch that one. */
  pieceFor({ id, sha, at }: UpdateGet): Piece {
    const { applications, keys } = this.options;
    const isTold = (this.open.get(id) ?? []).some(({ state, arguments: { manifest } }) => {
      return state === "sent" && manifestIn(manifest)?.sha256.slice(0, SHA_LENGTH) === sha;
    });
    if (!isTold) return "update-not-offered";
    const application = applications.find(sha);
    if (!application) return "update-unreadable";
    if (at >= application.length) return "malformed";
    const payload = signChunk({ id, sha256: sha, at }, application, keys.of(id));
    this.totals.pieces += 1;
    return { topic: topicOf(id, "update/chunk"), payload: Buffer.from(payload, "latin1") };
  }

  private async find(id: string, n: number): Promise<CommandRecord | undefined> {
    const { store, sealer } = this.options;
    const stored = await store.findCommand(id, n);
    return stored && openCommand(stored, sealer);
  }

  /** Ends what is over and sends what is next, after all that is under way for this cabinet. */
  private lookAt(id: string, newNumbers: readonly number[] = []): void {
    void this.options.queue.run(id, async () => {
      for (const n of newNumbers) {
        // Read in this turn, in which nothing else can end it; a damaged row is never sent.
        const record = await this.find(id, n);
        if (record) this.keep(record);
      }
      const nowS = this.options.clock.wallMs() / 1000;
      for (const record of this.open.get(id) ?? []) {
        if (record.untilS < nowS) await this.end(record, "expired", { reason: null, detail: null });
      }
      await this.sendNext(id);
    });
  }

  private async sendNext(id: string): Promise<void> {
    const { commits, keys, sealer } = this.options;
    const channel = this.channels.get(id);
    const [next] = this.open.get(id) ?? [];
    if (!channel || !next) return;
    const last = this.sent.get(id);
    if (last?.channel === channel && last.n === next.n) return;
    const sent: CommandRecord =
      next.state === "sent"
        ? next
        : { ...next, state: "sent", sentAtMs: this.options.clock.wallMs() };
    if (sent !== next) await commits.add({ command: sealCommand(sent, sealer) });
    this.keep(sent);
    const payload = signCommand(messageOf(sent), keys.of(id));
    // The link may have ended while the disk worked.
    if (this.channels.get(id) !== channel) return;
    this.sent.set(id, { channel, n: sent.n });
    this.totals.commandsSent += 1;
    channel.send(topicOf(id, "command"), Buffer.from(payload, "latin1"));
  }

  private async end(
    record: CommandRecord,
    state: "done" | "refused" | "expired",
    why: { readonly reason: KnownReason | null; readonly detail: string | null },
  ): Promise<void> {
    const { clock, commits, log, sealer } = this.options;
    const outcome = { state, ...why, endedAtMs: clock.wallMs() };
    const ended: CommandRecord = { ...withoutSecrets(record), ...outcome };
    const logRows = log.rowsOf(this.lineAbout(ended));
    await commits.add({ command: sealCommand(ended, sealer), logRows });
    log.publish(logRows);
    this.totals.commandsEnded += 1;
    this.keep(ended);
  }

  /** Keeps what has become of a command, as long as it has not ended. */
  private keep(record: CommandRecord): void {
    const others = (this.open.get(record.id) ?? []).filter(({ n }) => n !== record.n);
    const records = isOpen(record) ? [record, ...others] : others;
    records.sort((a, b) => a.n - b.n);
    if (records.length === 0) this.open.delete(record.id);
    else this.open.set(record.id, records);
  }

  private lineAbout({ id, do: name, state, reason, detail }: CommandRecord): LogDraft[] {
    const cabinet = this.options.cabinets.get(id);
    if (!cabinet) return [];
    const about = namedCabinet(cabinet);
    if (state === "done") return [commandDone(about, name, detail)];
    if (reason !== null) return [commandRefused(about, name, { reason, detail })];
    return [commandExpired(about, name)];
  }
}
