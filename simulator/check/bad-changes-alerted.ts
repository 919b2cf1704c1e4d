/**
 * People are told of every bad change. The time runs only while the sensor's link and the broker
 * work, and stands still for what cannot be seen of an AED that is away.
 */
import type { Defect } from "../cabinet/defects";
import type { Alert } from "../run/broker-under-test";
import type { RunEvent } from "../run/run-event";
import type { PlannedCabinet } from "../scenario/plan";
import type { Checker, OnViolation } from "./checker";
import { Deadlines } from "./deadlines";
import { DEFECT_SIGNS, isSignOf } from "./defect-signs";
import { alertMsMax } from "./limits";
import { ShownStates } from "./shown-states";

/** A bad change of which nobody was told yet. */
interface Change {
  readonly sinceMs: number;
  readonly limitMs: number;
  /** Of the time that counts, what is left at `countedMs`. */
  leftMs: number;
}

interface Watched {
  readonly alertMs: number;
  defects: readonly Defect[];
  readonly untold: Map<Defect, Change>;
  /** Codes of alerts that are not over. */
  readonly open: Set<string>;
  /** Alerts since the last bad change, with their times; none that came before READY. */
  readonly alerted: Map<string, number>;
  isLinkUp: boolean;
  countedMs: number;
}

export interface BadChangesAlertedOptions {
  readonly cabinets: readonly PlannedCabinet[];
  /** Wall clock at the start, milliseconds since 1970. */
  readonly startMs: number;
  readonly onViolation: OnViolation;
  /** Takes how long it took from a bad change to its alert, in milliseconds. */
  readonly onAlerted?: (afterMs: number) => void;
}

export class BadChangesAlerted implements Checker {
  readonly name = "bad-changes-alerted";
  readonly promise =
    "Within one interval and 150 s of a working link people are told of every bad change.";
  /** Bad changes that somebody could know of. */
  judged = 0;
  private readonly watchedOf: ReadonlyMap<string, Watched>;
  private readonly deadlines = new Deadlines();
  private readonly shown: ShownStates;
  private isBrokerUp = true;

  constructor(private readonly options: BadChangesAlertedOptions) {
    this.shown = new ShownStates(options.startMs);
    this.watchedOf = new Map(
      options.cabinets.map(({ id, heartbeatS }) => {
        const watched: Watched = {
          alertMs: alertMsMax(heartbeatS),
          defects: [],
          untold: new Map(),
          open: new Set(),
          alerted: new Map(),
          isLinkUp: false,
          countedMs: 0,
        };
        return [id, watched];
      }),
    );
  }

  observe(event: RunEvent): void {
    this.pass(event.atMs);
    this.shown.observe(event);
    if (event.kind === "broker") this.brokerIs(event.isUp, event.atMs);
    else if (event.kind === "alert") this.wasAlerted(event.alert, event.atMs);
    else if (event.kind === "truth" || event.kind === "link" || event.kind === "shown") {
      const watched = this.watchedOf.get(event.id);
      if (!watched) return;
      if (event.kind === "truth") this.truthIs(event.id, watched, event);
      else if (event.kind === "shown") this.isShown(event.id, watched, event.atMs);
      else if (event.isUp !== watched.isLinkUp) {
        this.count(watched, event.atMs);
        watched.isLinkUp = event.isUp;
        this.setDeadline(event.id, watched);
      }
    }
  }

  pass(nowMs: number): void {
    for (let due = this.deadlines.takeBefore(nowMs); due; due = this.deadlines.takeBefore(nowMs)) {
      const watched = this.watchedOf.get(due.id);
      if (!watched) continue;
      this.count(watched, due.dueMs);
      for (const [defect, change] of watched.untold) {
        if (change.leftMs > 0 || !this.isCounted(watched, defect)) continue;
        watched.untold.delete(defect);
        this.violated(due.id, defect, change, due.dueMs + 1);
      }
      this.setDeadline(due.id, watched);
    }
  }

  finish(nowMs: number): void {
    this.pass(nowMs);
  }

  private brokerIs(isUp: boolean, atMs: number): void {
    if (isUp === this.isBrokerUp) return;
    const waiting = [...this.watchedOf].filter(([, watched]) => watched.untold.size > 0);
    for (const [, watched] of waiting) this.count(watched, atMs);
    this.isBrokerUp = isUp;
    for (const [id, watched] of waiting) this.setDeadline(id, watched);
  }

  private truthIs(
    id: string,
    watched: Watched,
    { defects, atMs }: { readonly defects: readonly Defect[]; readonly atMs: number },
  ): void {
    this.count(watched, atMs);
    for (const defect of watched.untold.keys()) {
      if (!defects.includes(defect)) watched.untold.delete(defect);
    }
    for (const defect of defects) {
      const { codes, unseenMs } = DEFECT_SIGNS[defect];
      if (watched.defects.includes(defect) || codes.length === 0) continue;
      this.judged += 1;
      // What people have been told and what still stands needs no second word.
      if (this.isKnown(id, watched, codes, atMs)) continue;
      const limitMs = watched.alertMs + unseenMs;
      watched.untold.set(defect, { sinceMs: atMs, limitMs, leftMs: limitMs });
      watched.alerted.clear();
    }
    watched.defects = defects;
    this.setDeadline(id, watched);
  }

  private isKnown(id: string, watched: Watched, codes: readonly string[], atMs: number): boolean {
    if (codes.some((code) => watched.open.has(code))) return true;
    const shown = this.shown.at(id, atMs);
    if (!shown || shown.status === "ready") return false;
    return shown.reasons.some((reason) => codes.includes(reason));
  }

  private wasAlerted({ cabinetId: id, code, isOver }: Alert, atMs: number): void {
    const watched = this.watchedOf.get(id);
    if (!watched) return;
    if (isOver) {
      watched.open.delete(code);
      return;
    }
    watched.open.add(code);
    watched.alerted.set(code, atMs);
    this.tellSigns(watched, { code, atMs, isUnready: this.isShownUnready(id, atMs) });
    this.setDeadline(id, watched);
  }

  private isShown(id: string, watched: Watched, atMs: number): void {
    if (this.shown.isReadyAt(id, atMs)) {
      watched.open.clear();
      watched.alerted.clear();
    } else if (watched.alerted.size > 0 && this.isShownUnready(id, atMs)) {
      for (const [code, alertedMs] of watched.alerted) {
        this.tellSigns(watched, { code, atMs: alertedMs, isUnready: true });
      }
      watched.alerted.clear();
      this.setDeadline(id, watched);
    }
  }

  private isShownUnready(id: string, atMs: number): boolean {
    const shown = this.shown.at(id, atMs);
    return shown !== undefined && shown.status !== "ready";
  }

  private tellSigns(
    watched: Watched,
    alert: { readonly code: string; readonly atMs: number; readonly isUnready: boolean },
  ): void {
    const { code, atMs, isUnready } = alert;
    for (const defect of watched.untold.keys()) {
      if (isSignOf(defect, code, isUnready)) this.told(watched, defect, atMs);
    }
  }

  private told(watched: Watched, defect: Defect, atMs: number): void {
    const change = watched.untold.get(defect);
    if (!change || !watched.untold.delete(defect)) return;
    this.options.onAlerted?.(Math.max(0, atMs - change.sinceMs));
  }

  /** An AED that is away shows nothing: only that it is away can be known. */
  private isCounted(watched: Watched, defect: Defect): boolean {
    if (!watched.isLinkUp || !this.isBrokerUp) return false;
    return defect === "aed-missing" || !watched.defects.includes("aed-missing");
  }

  /** Takes off what has passed since the last time, under the conditions until now. */
  private count(watched: Watched, nowMs: number): void {
    const passedMs = nowMs - watched.countedMs;
    watched.countedMs = nowMs;
    if (passedMs <= 0) return;
    for (const [defect, change] of watched.untold) {
      if (this.isCounted(watched, defect)) change.leftMs -= passedMs;
    }
  }

  private setDeadline(id: string, watched: Watched): void {
    let leftMs = Number.POSITIVE_INFINITY;
    for (const [defect, change] of watched.untold) {
      if (this.isCounted(watched, defect)) leftMs = Math.min(leftMs, change.leftMs);
    }
    if (leftMs === Number.POSITIVE_INFINITY) this.deadlines.drop(id);
    else this.deadlines.set(id, watched.countedMs + leftMs);
  }

  private violated(id: string, defect: Defect, change: Change, atMs: number): void {
    this.options.onViolation({
      property: this.name,
      atMs,
      cabinetId: id,
      sentence:
        `${defect} since ${change.sinceMs} ms was not told to anybody, although the link worked ` +
        `for ${change.limitMs} ms since`,
    });
  }
}
