/** Writes down how a run goes, within limits, and makes the verdict of it. */
import type { Judge } from "../check/judge";
import { ShownStates } from "../check/shown-states";
import type { RunEvent } from "../run/run-event";
import type { Plan } from "../scenario/plan";
import { CabinetRecord } from "./cabinet-record";
import { EventLog } from "./event-log";
import { LatencyHistogram } from "./latencies";
import type { CabinetHistory, Verdict } from "./verdict";

/** Histories of so many cabinets are in a verdict, the worst ones. */
export const HISTORIES_MAX = 300;

/** What a verdict says that the events of the run do not. */
export interface RunSummary {
  readonly judge: Pick<Judge, "checks" | "violationCountOf" | "hiddenReadyCount">;
  readonly pace: Verdict["pace"];
  /** When the run ended, milliseconds from its start. */
  readonly nowMs: number;
  readonly tookMs: number;
  readonly traceHash: string;
  readonly replay: string;
}

/** For the ranking: how bad a cabinet fared. */
interface Ranked {
  readonly history: CabinetHistory;
  readonly violations: number;
  readonly brokenMs: number;
  readonly unreadyMs: number;
}

function totalMs(times: readonly { readonly fromMs: number; readonly toMs: number }[]): number {
  return times.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
}

/** Under which name an event is counted. */
function countName(event: RunEvent): string {
  switch (event.kind) {
    case "step":
      return event.problem === undefined ? "steps" : "steps not done";
    case "truth":
      return "changes in truth";
    case "shown":
      return "changes of what is shown";
    case "alert":
      return event.alert.isOver ? "alerts over" : "alerts";
    case "published":
      return event.isRepeated ? "reports sent again" : "reports sent";
    case "acknowledged":
      return "reports acknowledged";
    case "commanded":
      return "commands received";
    case "replied":
      return "commands answered";
    case "link":
      return event.isUp ? "links up" : "links lost";
    case "booted":
      return "sensor starts";
    case "failure":
      return "failures";
    case "broker":
      return event.isUp ? "broker starts" : "broker ends";
    case "printed":
      return "lines printed";
  }
}

export class Recorder {
  private readonly records: ReadonlyMap<string, CabinetRecord>;
  private readonly counts = new Map<string, number>();
  private readonly acknowledged = new LatencyHistogram();
  private readonly alerts = new LatencyHistogram();
  private readonly log = new EventLog();
  private readonly shown: ShownStates;

  constructor(private readonly plan: Plan) {
    this.shown = new ShownStates(plan.startMs);
    this.records = new Map(
      plan.cabinets.map(({ id, siteEn, placeEn }) => {
        return [id, new CabinetRecord(id, `${siteEn}, ${placeEn}`)];
      }),
    );
  }

  /** Takes what happened, in order of time. */
  observe(event: RunEvent): void {
    const name = countName(event);
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    this.log.add(event);
    this.shown.observe(event);
    if (event.kind === "acknowledged") this.acknowledged.add(event.afterMs);
    else if (event.kind === "truth") {
      this.records.get(event.id)?.truthIs(event.defects, event.atMs);
    } else if (event.kind === "shown") {
      const untilMs = this.shown.untilMs(event.id) ?? event.atMs;
      this.records.get(event.id)?.show(event.shown, event.atMs, untilMs);
    } else if (event.kind === "broker" && !event.isUp) {
      for (const record of this.records.values()) record.show(undefined, event.atMs, 0);
    }
  }

  /** Takes how long it took from a bad change to its alert, in milliseconds. */
  alerted(afterMs: number): void {
    this.alerts.add(afterMs);
  }

  /** The verdict, once the judge has finished; to be asked for once. */
  verdict({ judge, pace, nowMs, tookMs, traceHash, replay }: RunSummary): Verdict {
    const { plan } = this;
    const checks = judge.checks();
    const cabinets = this.worstFirst(judge, nowMs);
    return {
      scenario: plan.name,
      purpose: plan.purpose,
      seed: plan.seed,
      pace,
      startMs: plan.startMs,
      durationMs: nowMs,
      tookMs,
      cabinetCount: plan.cabinets.length,
      isPassed: checks.every(({ isMet }) => isMet),
      checks,
      counts: this.countsWith(judge),
      acknowledged: this.acknowledged.latencies(),
      alerted: this.alerts.latencies(),
      cabinets,
      events: this.log.events(),
      traceHash,
      replay,
    };
  }

  private worstFirst(judge: RunSummary["judge"], nowMs: number): CabinetHistory[] {
    const ranked: Ranked[] = [...this.records.values()].map((record) => {
      const history = record.end(nowMs);
      const unready = history.shown.filter(({ value }) => value !== "ready");
      return {
        history,
        violations: judge.violationCountOf(record.id),
        brokenMs: totalMs(history.broken),
        unreadyMs: totalMs(unready),
      };
    });
    ranked.sort(
      (a, b) => b.violations - a.violations || b.brokenMs - a.brokenMs || b.unreadyMs - a.unreadyMs,
    );
    return ranked.slice(0, HISTORIES_MAX).map(({ history }) => history);
  }

  /** In the order of the names, so that the same run makes the same text. */
  private countsWith(judge: RunSummary["judge"]): Record<string, number> {
    const counts = new Map(this.counts);
    counts.set("READY with a hidden defect", judge.hiddenReadyCount);
    const records = [...this.records.values()];
    const leftOut = records.reduce((sum, record) => sum + record.leftOut, 0);
    if (leftOut > 0) counts.set("times left out of histories", leftOut);
    return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
