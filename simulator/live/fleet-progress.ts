/**
 * What a fleet in real time has shown so far: totals, rates since the last look, acknowledgement
 * latencies in steady state, and the verdict. Pure: figures and times come in.
 */
import type { FleetFigures } from "../fleet/fleet-meter";
import { latencyQuantileMs, latencySince } from "../fleet/latency-counts";

export interface FleetGoals {
  readonly cabinets: number;
  /** Limit on the 99th percentile in steady state; undefined = none. */
  readonly ackP99MsMax: number | undefined;
}

export interface FleetProgress {
  readonly elapsedMs: number;
  readonly figures: FleetFigures;
  /** Since the look before. */
  readonly reportsPerS: number;
  readonly acknowledgementsPerS: number;
  /** NaN until something was acknowledged. */
  readonly ackP50Ms: number;
  readonly ackP99Ms: number;
  /** From the first power to the moment when every cabinet had a report acknowledged. */
  readonly allAcknowledgedAfterMs: number | undefined;
  /** True when the quantiles are of the time after that. */
  readonly isSteady: boolean;
  /** What is missing or broken, one sentence each; empty = as it should be. */
  readonly shortcomings: readonly string[];
}

interface Look {
  readonly elapsedMs: number;
  readonly figures: FleetFigures;
}

function perSecond(change: number, ms: number): number {
  return ms > 0 ? (change * 1000) / ms : 0;
}

/** Keeps what a later look must be compared with. */
export class FleetObserver {
  private before: Look | undefined;
  private steadyFrom: Look | undefined;

  constructor(private readonly goals: FleetGoals) {}

  /** `elapsedMs` is the time since the first sensor got power. */
  look(figures: FleetFigures, elapsedMs: number): FleetProgress {
    const { before } = this;
    const sinceMs = elapsedMs - (before?.elapsedMs ?? 0);
    this.before = { figures, elapsedMs };
    if (figures.acknowledgedOnce >= this.goals.cabinets) this.steadyFrom ??= this.before;
    const steady = this.steadyFrom;
    const isSteady =
      steady !== undefined && figures.acknowledgements > steady.figures.acknowledgements;
    const latencies = isSteady
      ? latencySince(figures.latencies, steady.figures.latencies)
      : figures.latencies;
    const ackP99Ms = latencyQuantileMs(latencies, 0.99);
    const reportsBefore = before?.figures.reports ?? 0;
    const acknowledgementsBefore = before?.figures.acknowledgements ?? 0;
    return {
      elapsedMs,
      figures,
      reportsPerS: perSecond(figures.reports - reportsBefore, sinceMs),
      acknowledgementsPerS: perSecond(figures.acknowledgements - acknowledgementsBefore, sinceMs),
      ackP50Ms: latencyQuantileMs(latencies, 0.5),
      ackP99Ms,
      allAcknowledgedAfterMs: steady?.elapsedMs,
      isSteady,
      shortcomings: this.shortcomings(figures, ackP99Ms),
    };
  }

  private shortcomings(figures: FleetFigures, ackP99Ms: number): string[] {
    const { cabinets, ackP99MsMax } = this.goals;
    const missing = cabinets - figures.acknowledgedOnce;
    const found: string[] = [];
    if (missing > 0) found.push(`${missing} of ${cabinets} cabinets have no acknowledgement yet.`);
    if (ackP99MsMax !== undefined && ackP99Ms > ackP99MsMax) {
      const measured = ackP99Ms.toFixed(1);
      found.push(`Acknowledgement p99 is ${measured} ms; the limit is ${ackP99MsMax} ms.`);
    }
    return found;
  }
}
