/** When nothing fails any more, everything is soon shown as it is. */
import type { RunEvent } from "../run/run-event";
import type { PlannedCabinet } from "../scenario/plan";
import type { Checker, OnViolation } from "./checker";
import { Deadlines } from "./deadlines";
import { convergenceMsMax } from "./limits";
import { ShownStates } from "./shown-states";

export interface ConvergenceOptions {
  readonly cabinets: readonly PlannedCabinet[];
  /** Wall clock at the start, milliseconds since 1970. */
  readonly startMs: number;
  /** From then on nothing fails and nobody does anything, milliseconds from the start. */
  readonly faultsStoppedAtMs: number;
  /** In truth: nothing wrong, confirmed, door closed. Undefined = nobody can say. */
  readonly shouldBeReady: (id: string) => boolean | undefined;
  readonly onViolation: OnViolation;
}

export class Convergence implements Checker {
  readonly name = "convergence";
  readonly promise =
    "Three intervals and 90 s after the last fault every cabinet is shown as it truly is.";
  /** Cabinets that were looked at. */
  judged = 0;
  private readonly deadlines = new Deadlines();
  private readonly shown: ShownStates;

  constructor(private readonly options: ConvergenceOptions) {
    this.shown = new ShownStates(options.startMs);
    for (const { id, heartbeatS } of options.cabinets) {
      this.deadlines.set(id, options.faultsStoppedAtMs + convergenceMsMax(heartbeatS));
    }
  }

  observe(event: RunEvent): void {
    this.pass(event.atMs);
    this.shown.observe(event);
  }

  pass(nowMs: number): void {
    for (let due = this.deadlines.takeBefore(nowMs); due; due = this.deadlines.takeBefore(nowMs)) {
      this.judge(due.id, due.dueMs);
    }
  }

  /** A limit that is reached only now counts; one that was not reached does not. */
  finish(nowMs: number): void {
    this.pass(nowMs + 1);
  }

  private judge(id: string, atMs: number): void {
    const isReady = this.options.shouldBeReady(id);
    if (isReady === undefined) return;
    this.judged += 1;
    const shown = this.shown.at(id, atMs);
    if (isReady === (shown?.status === "ready")) return;
    const reasons = shown?.reasons.length ? ` (${shown.reasons.join(", ")})` : "";
    this.options.onViolation({
      property: this.name,
      atMs,
      cabinetId: id,
      sentence:
        `shown as ${shown?.status ?? "nothing"}${reasons}, but it is truly ` +
        `${isReady ? "ready" : "not ready"}; the last fault was over at ` +
        `${this.options.faultsStoppedAtMs} ms`,
    });
  }
}
