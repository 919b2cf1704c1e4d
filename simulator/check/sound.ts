/**
 * Nothing fails in a way that nobody had expected: no error that the broker did not foresee, and no
 * firmware that throws unless somebody took its memory away or sent it a bad release.
 */
import type { RunEvent } from "../run/run-event";
import type { Checker, OnViolation } from "./checker";

/** Codes by which a sensor says that its program failed. */
const PROGRAM_FAILED = ["software-error", "stack-overflow"];
/** What may make a program fail. */
const EXCUSES = ["exhaust-memory", "roll-out"];

export class Sound implements Checker {
  readonly name = "sound";
  readonly promise = "Broker and firmware meet no error that nobody expected.";
  /** Alerts that were looked at, and failures. */
  judged = 0;
  private readonly excused = new Set<string>();
  private isAllExcused = false;

  constructor(private readonly onViolation: OnViolation) {}

  observe(event: RunEvent): void {
    if (event.kind === "failure") {
      this.judged += 1;
      this.violated(undefined, event.atMs, event.sentence);
    } else if (event.kind === "step" && EXCUSES.includes(event.step.verb)) {
      for (const id of event.step.cabinetIds) this.excused.add(id);
      if (event.step.cabinetIds.length === 0) this.isAllExcused = true;
    } else if (event.kind === "alert" && !event.alert.isOver) {
      this.alerted(event.alert.cabinetId, event.alert.code, event.atMs);
    }
  }

  pass(): void {}

  finish(): void {}

  private alerted(id: string, code: string, atMs: number): void {
    this.judged += 1;
    if (!PROGRAM_FAILED.includes(code) || this.isAllExcused || this.excused.has(id)) return;
    this.violated(id, atMs, `the sensor said ${code}, and nobody had given it a reason to`);
  }

  private violated(cabinetId: string | undefined, atMs: number, sentence: string): void {
    this.onViolation({ property: this.name, atMs, cabinetId, sentence });
  }
}
