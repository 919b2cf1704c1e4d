/**
 * Reports of a sensor bear rising numbers, over restarts and power cuts too; and a broker that is
 * down shows nothing.
 */
import type { RunEvent } from "../run/run-event";
import type { Checker, OnViolation } from "./checker";

/** From this step on two devices speak under one name, so that numbers prove nothing. */
const CLONING_VERB = "clone-sensor";

interface Newest {
  boot: number;
  seq: number;
}

export class Order implements Checker {
  readonly name = "order";
  readonly promise = "Each new report has a higher number; a broker that is down shows nothing.";
  /** New reports. */
  judged = 0;
  private readonly newestOf = new Map<string, Newest>();
  private readonly cloned = new Set<string>();
  private isBrokerUp = true;

  constructor(private readonly onViolation: OnViolation) {}

  observe(event: RunEvent): void {
    if (event.kind === "published" && !event.isRepeated) {
      this.published(event.id, event);
    } else if (event.kind === "broker") this.isBrokerUp = event.isUp;
    else if (event.kind === "step" && event.step.verb === CLONING_VERB) {
      for (const id of event.step.cabinetIds) this.cloned.add(id);
    } else if (event.kind === "shown" && event.shown && !this.isBrokerUp) {
      const sentence = `shown as ${event.shown.status} while the broker was down`;
      this.violated(event.id, event.atMs, sentence);
    }
  }

  pass(): void {}

  finish(): void {}

  private published(
    id: string,
    { boot, seq, atMs }: { readonly boot: number; readonly seq: number; readonly atMs: number },
  ): void {
    this.judged += 1;
    const newest = this.newestOf.get(id);
    if (!newest) {
      this.newestOf.set(id, { boot, seq });
      return;
    }
    const isHigher = boot > newest.boot || (boot === newest.boot && seq > newest.seq);
    if (!isHigher && !this.cloned.has(id)) {
      const before = `report ${newest.seq} of boot ${newest.boot}`;
      this.violated(id, atMs, `sent report ${seq} of boot ${boot} after ${before}`);
    }
    newest.boot = boot;
    newest.seq = seq;
  }

  private violated(cabinetId: string, atMs: number, sentence: string): void {
    this.onViolation({ property: this.name, atMs, cabinetId, sentence });
  }
}
