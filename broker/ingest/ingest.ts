/**
 * Takes in what logged-in sensors send. A report is on disk, and only then acknowledged; whatever
 * is refused is neither acknowledged nor state. Messages of one cabinet are handled strictly one
 * after the other.
 */
import { isEqualConstantTime, sealFrame } from "../../protocol/frame";
import type { Hello, Time, UpdateGet, Will } from "../../protocol/messages";
import type { Report } from "../../protocol/report";
import { topicOf } from "../../protocol/topics";
import type { DeviceKeys } from "../auth/device-keys";
import type { Clock } from "../clock";
import type { Commands } from "../commands/commands";
import { LATE_REPORTS_PER_LINK_MAX, WAITING_PER_LINK_MAX, WAITING_TOTAL_MAX } from "../limits";
import { booted } from "../log/log-entry";
import type { RefusalReason } from "../log/refusal-texts";
import { applyReport, applyWill, type Facts, isNewer } from "../readiness/facts";
import { applyLateReport } from "../readiness/late-report";
import type { Sealer } from "../store/seal";
import type { Store, StoredReport } from "../store/store";
import { type CabinetWatch, namedCabinet } from "./cabinet-watch";
import { type Cabinet, type Cabinets, evidenceOf } from "./cabinets";
import type { CommitQueue } from "./commit-queue";
import type { KeyedQueue } from "./keyed-queue";
import type { Link } from "./link";
import { type Message, readMessage } from "./read-message";
import type { Refusals } from "./refusals";

export interface IngestOptions {
  readonly cabinets: Cabinets;
  readonly keys: DeviceKeys;
  readonly store: Store;
  readonly sealer: Sealer;
  readonly commits: CommitQueue;
  readonly queue: KeyedQueue;
  readonly watch: CabinetWatch;
  readonly refusals: Refusals;
  readonly commands: Commands;
  readonly clock: Clock;
}

/** What a sensor published, as it came off the wire. */
export interface Publication {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: number;
  readonly retain: boolean;
}

export type Outcome =
  | { readonly kind: "accepted" }
  | { readonly kind: "answered"; readonly topic: string; readonly payload: Buffer }
  | { readonly kind: "refused"; readonly reason: RefusalReason; readonly closesLink: boolean };

/** Reasons after which the link is not worth keeping. */
const CLOSING: readonly RefusalReason[] = ["forged", "overloaded"];
const ACCEPTED: Outcome = { kind: "accepted" };

type SignedParts = Pick<StoredReport, "body" | "mac">;

export class Ingest {
  private readonly totals = { reports: 0, late: 0, repetitions: 0, hellos: 0, wills: 0 };

  constructor(private readonly options: IngestOptions) {}

  /** Handles one publication; resolves when its outcome is certain. */
  async publish(link: Link, publication: Publication): Promise<Outcome> {
    const { commits } = this.options;
    if (link.waiting >= WAITING_PER_LINK_MAX || commits.size >= WAITING_TOTAL_MAX) {
      return this.refuse(link.id, "overloaded");
    }
    if (publication.qos !== 1 || publication.retain) return this.refuse(link.id, "wrong-delivery");
    const judged = this.read(link.id, publication);
    if ("refusal" in judged) return this.refuse(link.id, judged.refusal);
    link.waiting += 1;
    try {
      return await this.options.queue.run(link.id, () => this.handle(link, judged.message));
    } finally {
      link.waiting -= 1;
    }
  }

  /** Handles the last will of a link that broke; what is wrong with it is only counted. */
  async lastWill(link: Link, publication: Pick<Publication, "topic" | "payload">): Promise<void> {
    const judged = this.read(link.id, publication);
    if ("refusal" in judged) return void this.refuse(link.id, judged.refusal);
    if (judged.message.kind !== "will") return void this.refuse(link.id, "wrong-topic");
    const { will } = judged.message;
    await this.options.queue.run(link.id, () => this.acceptWill(link, will));
  }

  /** What was taken in since start. */
  counts(): Readonly<Record<string, number>> {
    return { ...this.totals };
  }

  private read(id: string, { topic, payload }: Pick<Publication, "topic" | "payload">) {
    return readMessage({ id, topic, payload, authenticate: this.options.keys.of(id) });
  }

  private refuse(id: string, reason: RefusalReason): Outcome {
    const cabinet = this.options.cabinets.get(id);
    const source = cabinet ? namedCabinet(cabinet) : { id: null, name: { ko: id, en: id } };
    this.options.refusals.note(reason, id, source);
    if (cabinet) this.count(cabinet, reason);
    return { kind: "refused", reason, closesLink: CLOSING.includes(reason) };
  }

  private count(cabinet: Cabinet, name: string): void {
    cabinet.counters.set(name, (cabinet.counters.get(name) ?? 0) + 1);
  }

  private async handle(link: Link, message: Message): Promise<Outcome> {
    const { id } = link;
    const cabinet = this.options.cabinets.get(id);
    if (!cabinet) return this.refuse(id, "wrong-id");
    switch (message.kind) {
      case "report":
        return this.acceptReport(link, cabinet, message);
      case "hello":
        return this.answerHello(message.hello);
      case "will":
        return this.refuse(id, "wrong-topic");
      case "reply":
        await this.options.commands.acceptReply(message.reply);
        return ACCEPTED;
      case "update/get":
        return this.answerUpdateGet(message.get);
    }
  }

  private async acceptReport(
    link: Link,
    cabinet: Cabinet,
    { report, frame }: Extract<Message, { readonly kind: "report" }>,
  ): Promise<Outcome> {
    const { cabinets, clock, commits, sealer, watch } = this.options;
    const { facts: before } = cabinet;
    if (before && !isNewer(report, before)) {
      return (
        (await this.acceptRepetition(cabinet, report, frame)) ??
        (await this.acceptLate(link, cabinet, { report, frame, before }))
      );
    }
    const receivedAtMs = clock.wallMs();
    const { id, boot, seq } = report;
    const stored: StoredReport = { id, boot, seq, receivedAtMs, body: frame.body, mac: frame.mac };
    const facts = applyReport(before, report, receivedAtMs, link.boot);
    const isStart = before?.boot !== boot;
    const drafts = isStart ? [booted(namedCabinet(cabinet), report.node.reset)] : [];
    const evidence = cabinets.evidenceAfter(cabinet, facts);
    const staged = watch.stage(cabinet, { evidence, drafts });
    const sealed = sealer.seal("facts", id, evidence.facts);
    await commits.add({ report: stored, facts: sealed, ...staged.change });
    cabinet.newestReport = stored;
    this.totals.reports += 1;
    this.count(cabinet, "accepted");
    staged.settle();
    return ACCEPTED;
  }

  /**
   * A report under a number that is taken: fine if it is the very one that was stored, else
   * refused. Undefined when the number is not taken.
   */
  private async acceptRepetition(
    cabinet: Cabinet,
    { boot, seq }: Report,
    frame: SignedParts,
  ): Promise<Outcome | undefined> {
    const stored = await this.options.store.findReport(cabinet.id, boot, seq);
    if (!stored) return undefined;
    if (stored.body !== frame.body || !isEqualConstantTime(stored.mac, frame.mac)) {
      return this.refuse(cabinet.id, "conflicting");
    }
    this.totals.repetitions += 1;
    this.count(cabinet, "repeated");
    return ACCEPTED;
  }

  /**
   * A report that was never stored and is not newer: kept as history, so that no sensor waits for
   * ever on its acknowledgement; all it can change is to make something bad.
   */
  private async acceptLate(
    link: Link,
    cabinet: Cabinet,
    late: { readonly report: Report; readonly frame: SignedParts; readonly before: Facts },
  ): Promise<Outcome> {
    if (link.late >= LATE_REPORTS_PER_LINK_MAX) return this.refuse(cabinet.id, "stale");
    link.late += 1;
    const { clock, commits, sealer, watch } = this.options;
    const { id } = cabinet;
    const { boot, seq } = late.report;
    const receivedAtMs = clock.wallMs();
    const { body, mac } = late.frame;
    const history: StoredReport = { id, boot, seq, receivedAtMs, body, mac };
    const facts = applyLateReport(late.before, late.report, receivedAtMs);
    const staged = watch.stage(cabinet, { evidence: { ...evidenceOf(cabinet), facts } });
    const sealed = sealer.seal("facts", id, facts);
    await commits.add({ report: history, facts: sealed, ...staged.change });
    this.totals.late += 1;
    this.count(cabinet, "late");
    staged.settle();
    return ACCEPTED;
  }

  private answerUpdateGet(get: UpdateGet): Outcome {
    const piece = this.options.commands.pieceFor(get);
    if (typeof piece === "string") {
      // Acknowledged all the same: the sensor would wait for that, drop the link and ask again.
      this.refuse(get.id, piece);
      return ACCEPTED;
    }
    return { kind: "answered", ...piece };
  }

  private answerHello({ id, nonce }: Hello): Outcome {
    const { clock, keys } = this.options;
    const time: Time = { v: 1, id, nonce, at: Math.floor(clock.wallMs() / 1000) };
    const topic = topicOf(id, "time");
    const payload = sealFrame(topic, JSON.stringify(time), keys.of(id));
    this.totals.hellos += 1;
    return { kind: "answered", topic, payload: Buffer.from(payload, "latin1") };
  }

  private async acceptWill(link: Link, will: Will): Promise<void> {
    const { cabinets, clock, commits, sealer, watch } = this.options;
    const cabinet = cabinets.get(link.id);
    if (will.boot !== link.boot || will.n !== link.n) return void this.refuse(link.id, "stale");
    this.totals.wills += 1;
    if (!cabinet?.facts) return;
    const facts = applyWill(cabinet.facts, clock.wallMs());
    const staged = watch.stage(cabinet, { evidence: { ...evidenceOf(cabinet), facts } });
    const sealed = sealer.seal("facts", cabinet.id, facts);
    await commits.add({ facts: sealed, ...staged.change });
    staged.settle();
  }
}
