/**
 * What a sensor was told is kept, is kept: exactly once, as it was said, for ever; and nothing is
 * kept that no sensor has said. Judged at the end of the run, over what the broker keeps then.
 */

import { bodyHash } from "../run/body-hash";
import type { KeptReport } from "../run/broker-under-test";
import type { RunEvent } from "../run/run-event";
import type { Checker, OnViolation } from "./checker";
import { ReportNumbers } from "./number-set";
import { ReportHashes } from "./report-hashes";

/** From this step on two devices speak under one name, and may number different reports alike. */
const CLONING_VERB = "clone-sensor";
/** Instead of a hash: two devices have said different things under this number. */
const EITHER = 0xffff_ffff;

type PublishedEvent = Extract<RunEvent, { kind: "published" }>;

/** Neither of the two numbers that mean something else. */
function hashOf(hash: number): number {
  return hash === 0 || hash === EITHER ? 1 : hash;
}

export interface AcknowledgedKeptOptions {
  readonly cabinetIds: readonly string[];
  /** All that the broker keeps of a cabinet at the end of the run. */
  readonly reports: (id: string) => readonly KeptReport[];
  readonly onViolation: OnViolation;
}

export class AcknowledgedKept implements Checker {
  readonly name = "acknowledged-kept";
  readonly promise =
    "Every acknowledged report is kept exactly once, as it was sent; nothing else is kept.";
  /** Reports that were acknowledged. */
  judged = 0;
  private readonly acknowledgedOf = new Map<string, ReportNumbers>();
  private readonly publishedOf = new Map<string, ReportHashes>();
  private readonly cloned = new Set<string>();

  constructor(private readonly options: AcknowledgedKeptOptions) {}

  observe(event: RunEvent): void {
    if (event.kind === "acknowledged") {
      this.judged += 1;
      this.acknowledgedBy(event.id).add(event.boot, event.seq);
    } else if (event.kind === "published") this.published(event);
    else if (event.kind === "step" && event.step.verb === CLONING_VERB) {
      for (const id of event.step.cabinetIds) this.cloned.add(id);
    }
  }

  pass(): void {}

  finish(nowMs: number): void {
    const ids = new Set([...this.options.cabinetIds, ...this.acknowledgedOf.keys()]);
    for (const id of ids) this.judge(id, nowMs);
  }

  private judge(id: string, nowMs: number): void {
    const kept = new ReportNumbers();
    const published = this.publishedOf.get(id);
    for (const { boot, seq, body } of this.options.reports(id)) {
      const said = published?.get(boot, seq);
      if (!kept.add(boot, seq)) {
        this.violated(id, nowMs, `report ${seq} of boot ${boot} is kept more than once`);
      } else if (said === undefined) {
        this.violated(id, nowMs, `report ${seq} of boot ${boot} is kept but was never sent`);
      } else if (said !== EITHER && said !== hashOf(bodyHash(body))) {
        this.violated(id, nowMs, `report ${seq} of boot ${boot} is kept, but not as it was sent`);
      }
    }
    for (const { boot, seq } of this.acknowledgedOf.get(id)?.all() ?? []) {
      if (kept.has(boot, seq)) continue;
      this.violated(id, nowMs, `report ${seq} of boot ${boot} was acknowledged and is not kept`);
    }
  }

  private published({ id, boot, seq, bodyHash: hash }: PublishedEvent): void {
    let hashes = this.publishedOf.get(id);
    if (!hashes) {
      hashes = new ReportHashes();
      this.publishedOf.set(id, hashes);
    }
    const said = hashes.get(boot, seq);
    if (said === undefined) hashes.set(boot, seq, hashOf(hash));
    else if (said !== hashOf(hash) && this.cloned.has(id)) hashes.set(boot, seq, EITHER);
  }

  private acknowledgedBy(id: string): ReportNumbers {
    let numbers = this.acknowledgedOf.get(id);
    if (!numbers) {
      numbers = new ReportNumbers();
      this.acknowledgedOf.set(id, numbers);
    }
    return numbers;
  }

  private violated(cabinetId: string, atMs: number, sentence: string): void {
    this.options.onViolation({ property: this.name, atMs, cabinetId, sentence });
  }
}
