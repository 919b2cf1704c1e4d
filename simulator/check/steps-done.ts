/** A step that could not be carried out makes a run about something else than its plan. */
import type { RunEvent } from "../run/run-event";
import type { Checker, OnViolation } from "./checker";

export class StepsDone implements Checker {
  readonly name = "steps-done";
  readonly promise = "Every step of the plan was carried out.";
  /** Steps that were begun. */
  judged = 0;

  constructor(private readonly onViolation: OnViolation) {}

  observe(event: RunEvent): void {
    if (event.kind !== "step") return;
    const { step, problem, atMs } = event;
    if (problem === undefined) {
      this.judged += 1;
      return;
    }
    const [cabinetId] = step.cabinetIds;
    this.onViolation({
      property: this.name,
      atMs,
      cabinetId: step.cabinetIds.length === 1 ? cabinetId : undefined,
      sentence: `"${step.verb}" could not be carried out: ${problem}`,
    });
  }

  pass(): void {}

  finish(): void {}
}
