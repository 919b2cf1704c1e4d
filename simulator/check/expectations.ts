/** What a scenario expects to be shown, and when; named by its line in the file. */
import type { Shown } from "../run/broker-under-test";
import type { RunEvent } from "../run/run-event";
import type { PlannedExpectation } from "../scenario/plan";
import { durationText, koreanTime } from "../verdict/words";
import type { Checker, OnViolation } from "./checker";
import { ShownStates } from "./shown-states";

/** One expectation of one cabinet. */
interface Watch {
  readonly expected: PlannedExpectation;
  readonly id: string;
  readonly endMs: number;
  isDecided: boolean;
}

export interface ExpectationsOptions {
  readonly expectations: readonly PlannedExpectation[];
  /** Wall clock at the start, milliseconds since 1970. */
  readonly startMs: number;
  readonly onViolation: OnViolation;
}

function isAsExpected(shown: Shown | undefined, { status, reason }: PlannedExpectation): boolean {
  // What is grey on a page is unknown to who looks at it.
  if (status !== undefined && status !== (shown?.status ?? "unknown")) return false;
  if (reason === undefined) return true;
  return shown !== undefined && (shown.reasons.includes(reason) || shown.warnings.includes(reason));
}

function wordsOf({ status, reason }: PlannedExpectation): string {
  if (reason === undefined) return status ?? "anything";
  return status === undefined ? reason : `${status} with ${reason}`;
}

export class Expectations implements Checker {
  readonly name = "expectations";
  readonly promise = "What the scenario expects is shown, when it expects it.";
  /** Expectations, each counted for each of its cabinets. */
  judged = 0;
  private readonly byStart: readonly Watch[];
  private readonly byEnd: readonly Watch[];
  private readonly activeOf = new Map<string, Set<Watch>>();
  private startIndex = 0;
  private endIndex = 0;
  private readonly shown: ShownStates;

  constructor(private readonly options: ExpectationsOptions) {
    this.shown = new ShownStates(options.startMs);
    const watches = options.expectations.flatMap((expected) => {
      const endMs = expected.atMs + expected.withinMs;
      return expected.cabinetIds.map((id) => ({ expected, id, endMs, isDecided: false }));
    });
    this.byStart = [...watches].sort((a, b) => a.expected.atMs - b.expected.atMs);
    this.byEnd = [...watches].sort((a, b) => a.endMs - b.endMs);
  }

  observe(event: RunEvent): void {
    this.pass(event.atMs);
    if (event.kind === "shown") {
      // What was shown until now may have gone grey by itself.
      this.look(event.id, event.atMs);
      this.shown.observe(event);
      this.look(event.id, event.atMs);
    } else {
      this.shown.observe(event);
      if (event.kind !== "broker") return;
      for (const id of [...this.activeOf.keys()]) this.look(id, event.atMs);
    }
  }

  pass(nowMs: number): void {
    for (let watch = this.byStart[this.startIndex]; watch; watch = this.byStart[this.startIndex]) {
      if (watch.expected.atMs >= nowMs) break;
      this.startIndex += 1;
      this.begin(watch);
    }
    for (let watch = this.byEnd[this.endIndex]; watch; watch = this.byEnd[this.endIndex]) {
      if (watch.endMs >= nowMs) break;
      this.endIndex += 1;
      this.end(watch);
    }
  }

  /** What ends with the run is judged; what would have ended later has nothing to show. */
  finish(nowMs: number): void {
    this.pass(nowMs + 1);
    this.judged += this.byStart.length - this.startIndex;
    for (const watch of this.byEnd.slice(this.endIndex)) {
      if (!watch.isDecided) this.violated(watch, nowMs, "the run ended before that");
    }
  }

  private begin(watch: Watch): void {
    this.judged += 1;
    let active = this.activeOf.get(watch.id);
    if (!active) {
      active = new Set();
      this.activeOf.set(watch.id, active);
    }
    active.add(watch);
    this.judge(watch, watch.expected.atMs);
  }

  private end(watch: Watch): void {
    this.judge(watch, watch.endMs);
    if (!watch.isDecided && !watch.expected.isThroughout) {
      this.violated(watch, watch.endMs, this.seen(watch, watch.endMs));
    }
    this.decide(watch);
  }

  private look(id: string, atMs: number): void {
    for (const watch of this.activeOf.get(id) ?? []) this.judge(watch, atMs);
  }

  private judge(watch: Watch, atMs: number): void {
    if (watch.isDecided) return;
    const isSo = isAsExpected(this.shown.at(watch.id, atMs), watch.expected);
    if (isSo === watch.expected.isThroughout) return;
    if (!isSo) this.violated(watch, atMs, this.seen(watch, atMs));
    this.decide(watch);
  }

  private decide(watch: Watch): void {
    watch.isDecided = true;
    const active = this.activeOf.get(watch.id);
    active?.delete(watch);
    if (active?.size === 0) this.activeOf.delete(watch.id);
  }

  private seen({ id }: Watch, atMs: number): string {
    const shown = this.shown.at(id, atMs);
    if (!shown) return "nothing was shown";
    const codes = [...shown.reasons, ...shown.warnings];
    return `it was shown as ${shown.status}${codes.length ? ` (${codes.join(", ")})` : ""}`;
  }

  private violated(watch: Watch, atMs: number, instead: string): void {
    const { expected, id } = watch;
    const { source } = expected;
    const place = source ? `${source.file}:${source.line}: ` : "";
    const at = (ms: number) => koreanTime(this.options.startMs + ms);
    const when = expected.isThroughout
      ? `throughout ${at(expected.atMs)} to ${at(watch.endMs)}`
      : `within ${durationText(expected.withinMs)} after ${at(expected.atMs)}`;
    this.options.onViolation({
      property: this.name,
      atMs,
      cabinetId: id,
      sentence: `${place}expected ${wordsOf(expected)} ${when}; ${instead}`,
    });
  }
}
