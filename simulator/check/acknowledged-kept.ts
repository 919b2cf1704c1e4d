/**
 * What a sensor was told is kept, is kept: exactly once, for ever; and nothing is kept that no
 * sensor has said. Judged at the end of the run, over what the broker keeps then.
 */
import type { KeptReport } from "../run/broker-under-test";
import type { RunEvent } from "../run/run-event";
import type { Checker, OnViolation } from "./checker";
import { ReportNumbers } from "./number-set";

export interface AcknowledgedKeptOptions {
  readonly cabinetIds: readonly string[];
  /** All that the broker keeps of a cabinet at the end of the run. */
  readonly reports: (id: string) => readonly KeptReport[];
  readonly onViolation: OnViolation;
}

export class AcknowledgedKept implements Checker {
  readonly name = "acknowledged-kept";
  readonly promise = "Every acknowledged report is kept exactly once, and nothing else is kept.";
  /** Reports that were acknowledged. */
  judged = 0;
  private readonly acknowledgedOf = new Map<string, ReportNumbers>();
  private readonly publishedOf = new Map<string, ReportNumbers>();

  constructor(private readonly options: AcknowledgedKeptOptions) {}

  observe(event: RunEvent): void {
    if (event.kind === "acknowledged") {
      this.judged += 1;
      this.numbersOf(this.acknowledgedOf, event.id).add(event.boot, event.seq);
    } else if (event.kind === "published") {
      this.numbersOf(this.publishedOf, event.id).add(event.boot, event.seq);
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
    for (const { boot, seq } of this.options.reports(id)) {
      if (!kept.add(boot, seq)) {
        this.violated(id, nowMs, `report ${seq} of boot ${boot} is kept more than once`);
      } else if (!published?.has(boot, seq)) {
        this.violated(id, nowMs, `report ${seq} of boot ${boot} is kept but was never sent`);
      }
    }
    for (const { boot, seq } of this.acknowledgedOf.get(id)?.all() ?? []) {
      if (kept.has(boot, seq)) continue;
      this.violated(id, nowMs, `report ${seq} of boot ${boot} was acknowledged and is not kept`);
    }
  }

  private numbersOf(map: Map<string, ReportNumbers>, id: string): ReportNumbers {
    let numbers = map.get(id);
    if (!numbers) {
      numbers = new ReportNumbers();
      map.set(id, numbers);
    }
    return numbers;
  }

  private violated(cabinetId: string, atMs: number, sentence: string): void {
    this.options.onViolation({ property: this.name, atMs, cabinetId, sentence });
  }
}
