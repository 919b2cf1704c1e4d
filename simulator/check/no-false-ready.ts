/**
 * Nothing that would not save a life is shown READY for longer than evidence may be old. What no
 * sensor and no registry can know of is counted only.
 */
import { type Defect, HIDDEN_DEFECTS } from "../cabinet/defects";
import type { RunEvent } from "../run/run-event";
import type { PlannedCabinet } from "../scenario/plan";
import type { Checker, OnViolation } from "./checker";
import { Deadlines } from "./deadlines";
import { evidenceAgeMsMax } from "./limits";
import { ShownStates } from "./shown-states";

interface Broken {
  readonly sinceMs: number;
  readonly defects: readonly Defect[];
  /** This time of being shown READY while broken was told. */
  isTold: boolean;
}

export interface NoFalseReadyOptions {
  readonly cabinets: readonly PlannedCabinet[];
  /** Wall clock at the start, milliseconds since 1970. */
  readonly startMs: number;
  readonly onViolation: OnViolation;
}

export class NoFalseReady implements Checker {
  readonly name = "no-false-ready";
  readonly promise =
    "What is shown as READY was truly able to save a life within the last two intervals and 90 s.";
  /** How often READY was shown. */
  judged = 0;
  /** How often READY was shown of an AED with a defect that nobody can know of. */
  hiddenCount = 0;
  private readonly limitMsOf: ReadonlyMap<string, number>;
  private readonly brokenOf = new Map<string, Broken>();
  private readonly hidden = new Set<string>();
  private readonly deadlines = new Deadlines();
  private readonly shown: ShownStates;

  constructor(private readonly options: NoFalseReadyOptions) {
    this.shown = new ShownStates(options.startMs);
    this.limitMsOf = new Map(
      options.cabinets.map(({ id, heartbeatS }) => [id, evidenceAgeMsMax(heartbeatS)]),
    );
  }

  observe(event: RunEvent): void {
    this.pass(event.atMs);
    this.shown.observe(event);
    if (event.kind === "truth") this.truthIs(event.id, event.defects, event.atMs);
    else if (event.kind === "shown") this.isShown(event.id, event.atMs);
    else if (event.kind === "broker" && !event.isUp) this.nothingIsShown();
  }

  pass(nowMs: number): void {
    for (let due = this.deadlines.takeBefore(nowMs); due; due = this.deadlines.takeBefore(nowMs)) {
      // A page may have gone grey by itself meanwhile.
      if (this.shown.isReadyAfter(due.id, due.dueMs)) this.violated(due.id, due.dueMs + 1);
    }
  }

  finish(nowMs: number): void {
    this.pass(nowMs);
  }

  private truthIs(id: string, defects: readonly Defect[], atMs: number): void {
    const knowable = defects.filter((defect) => !HIDDEN_DEFECTS.includes(defect));
    if (knowable.length < defects.length) this.hidden.add(id);
    else this.hidden.delete(id);
    const before = this.brokenOf.get(id);
    if (knowable.length === 0) {
      this.brokenOf.delete(id);
      this.deadlines.drop(id);
      return;
    }
    const sinceMs = before?.sinceMs ?? atMs;
    this.brokenOf.set(id, { sinceMs, defects: knowable, isTold: before?.isTold ?? false });
    this.judge(id, atMs);
  }

  private isShown(id: string, atMs: number): void {
    if (this.shown.isReadyAt(id, atMs)) {
      this.judged += 1;
      if (this.hidden.has(id) && !this.brokenOf.has(id)) this.hiddenCount += 1;
      this.judge(id, atMs);
      return;
    }
    this.deadlines.drop(id);
    const broken = this.brokenOf.get(id);
    if (broken) broken.isTold = false;
  }

  private nothingIsShown(): void {
    this.deadlines.clear();
    for (const broken of this.brokenOf.values()) broken.isTold = false;
  }

  private judge(id: string, atMs: number): void {
    const broken = this.brokenOf.get(id);
    if (!broken || broken.isTold || !this.shown.isReadyAt(id, atMs)) return;
    const dueMs = broken.sinceMs + this.limitMs(id);
    if (atMs > dueMs) this.violated(id, atMs);
    else this.deadlines.set(id, dueMs);
  }

  private limitMs(id: string): number {
    // Of a cabinet that the plan does not know nothing may be old.
    return this.limitMsOf.get(id) ?? 0;
  }

  private violated(id: string, atMs: number): void {
    const broken = this.brokenOf.get(id);
    if (!broken || broken.isTold) return;
    broken.isTold = true;
    const { sinceMs, defects } = broken;
    this.options.onViolation({
      property: this.name,
      atMs,
      cabinetId: id,
      sentence:
        `shown as READY although it has had ${defects.join(", ")} for ${atMs - sinceMs} ms; ` +
        `at most ${this.limitMs(id)} ms are allowed`,
    });
  }
}
