/**
 * A cabinet whose sensor is silent is not shown READY. Heard is what was acknowledged; when an
 * acknowledgement was lost, what the broker keeps tells what it heard all the same.
 */
import type { KeptReport } from "../run/broker-under-test";
import type { RunEvent } from "../run/run-event";
import type { PlannedCabinet } from "../scenario/plan";
import type { Checker, OnViolation } from "./checker";
import { Deadlines } from "./deadlines";
import { evidenceAgeMsMax, WRITTEN_PER_CABINET_MAX } from "./limits";
import { ShownStates } from "./shown-states";

interface Written {
  readonly boot: number;
  readonly seq: number;
  readonly atMs: number;
}

interface Hearing {
  readonly limitMs: number;
  heardMs: number;
  isTold: boolean;
  /** Written to the wire and not acknowledged, with the last time of each. */
  written: Written[];
}

export interface SilenceShowsOptions {
  readonly cabinets: readonly PlannedCabinet[];
  /** Wall clock at the start, milliseconds since 1970. */
  readonly startMs: number;
  /** What the broker keeps of a cabinet; asked only when a violation seems to be there. */
  readonly reports: (id: string) => readonly KeptReport[];
  readonly onViolation: OnViolation;
}

export class SilenceShows implements Checker {
  readonly name = "silence-shows";
  readonly promise = "A cabinet not heard for two intervals and 90 s is not shown as READY.";
  /** How often READY was shown. */
  judged = 0;
  private readonly hearingOf: ReadonlyMap<string, Hearing>;
  private readonly deadlines = new Deadlines();
  private readonly shown: ShownStates;

  constructor(private readonly options: SilenceShowsOptions) {
    this.shown = new ShownStates(options.startMs);
    this.hearingOf = new Map(
      options.cabinets.map(({ id, heartbeatS }) => {
        const limitMs = evidenceAgeMsMax(heartbeatS);
        return [id, { limitMs, heardMs: 0, isTold: false, written: [] }];
      }),
    );
  }

  observe(event: RunEvent): void {
    this.pass(event.atMs);
    this.shown.observe(event);
    if (event.kind === "broker" && !event.isUp) {
      this.deadlines.clear();
      for (const hearing of this.hearingOf.values()) hearing.isTold = false;
    }
    if (event.kind !== "shown" && event.kind !== "published" && event.kind !== "acknowledged") {
      return;
    }
    const hearing = this.hearingOf.get(event.id);
    if (!hearing) return;
    if (event.kind === "published") this.wasWritten(hearing, event);
    else if (event.kind === "acknowledged") {
      hearing.heardMs = event.atMs;
      hearing.isTold = false;
      const { boot, seq } = event;
      if (hearing.written.length > 0) {
        hearing.written = hearing.written.filter((one) => one.boot !== boot || one.seq !== seq);
      }
    } else this.isShown(event.id, hearing, event.atMs);
  }

  pass(nowMs: number): void {
    for (let due = this.deadlines.takeBefore(nowMs); due; due = this.deadlines.takeBefore(nowMs)) {
      const hearing = this.hearingOf.get(due.id);
      if (hearing && this.shown.isReadyAfter(due.id, due.dueMs)) {
        this.judge(due.id, hearing, due.dueMs + 1);
      }
    }
  }

  finish(nowMs: number): void {
    this.pass(nowMs);
  }

  private wasWritten(hearing: Hearing, { boot, seq, atMs }: Written): void {
    const others = hearing.written.filter((one) => one.boot !== boot || one.seq !== seq);
    if (others.length >= WRITTEN_PER_CABINET_MAX) others.shift();
    others.push({ boot, seq, atMs });
    hearing.written = others;
  }

  private isShown(id: string, hearing: Hearing, atMs: number): void {
    if (this.shown.isReadyAt(id, atMs)) {
      this.judged += 1;
      this.judge(id, hearing, atMs);
    } else {
      hearing.isTold = false;
      this.deadlines.drop(id);
    }
  }

  /** READY is shown: sets the limit of it, or tells that it has passed. */
  private judge(id: string, hearing: Hearing, atMs: number): void {
    if (hearing.isTold) return;
    if (atMs > hearing.heardMs + hearing.limitMs) this.hearWhatIsKept(id, hearing);
    const dueMs = hearing.heardMs + hearing.limitMs;
    if (atMs <= dueMs) {
      this.deadlines.set(id, dueMs);
      return;
    }
    hearing.isTold = true;
    this.options.onViolation({
      property: this.name,
      atMs,
      cabinetId: id,
      sentence:
        `shown as READY although its sensor was not heard for ${atMs - hearing.heardMs} ms; ` +
        `at most ${hearing.limitMs} ms are allowed`,
    });
  }

  private hearWhatIsKept(id: string, hearing: Hearing): void {
    const kept = this.options.reports(id);
    for (const { boot, seq, atMs } of hearing.written) {
      if (atMs <= hearing.heardMs) continue;
      if (kept.some((one) => one.boot === boot && one.seq === seq)) hearing.heardMs = atMs;
    }
  }
}
