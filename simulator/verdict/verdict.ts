/**
 * How a run went, as data: what people read as a table, a page, or a CI system as JUnit XML is all
 * made of this.
 */
import type { Violation } from "../check/checker";

/** One thing that was promised or expected, and whether it was so. */
export interface VerdictCheck {
  readonly name: string;
  readonly promise: string;
  readonly isMet: boolean;
  /** How often it was judged. */
  readonly judged: number;
  /** The first ones. */
  readonly violations: readonly Violation[];
  /** All of them; undefined = there are no more than those. */
  readonly violationCount?: number;
}

/** A time during which a cabinet was shown as something, or truly was something. */
export interface Band {
  readonly fromMs: number;
  readonly toMs: number;
  readonly value: "ready" | "action" | "unknown" | "broker-down";
}

export interface CabinetHistory {
  readonly id: string;
  readonly name: string;
  readonly shown: readonly Band[];
  /** Times at which the AED would not have worked, with what was wrong. */
  readonly broken: readonly {
    readonly fromMs: number;
    readonly toMs: number;
    readonly defects: readonly string[];
  }[];
}

/** Times in milliseconds; zeros when nothing was measured. */
export interface Latencies {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** How many took up to each limit: [limit in ms, count]. */
  readonly histogram: readonly (readonly [number, number])[];
}

export interface Verdict {
  readonly scenario: string;
  readonly purpose: string;
  readonly seed: number;
  readonly pace: "virtual" | "real";
  /** Wall clock at the start of the run, milliseconds since 1970. */
  readonly startMs: number;
  readonly durationMs: number;
  /** How long it took here, in milliseconds; not part of what a seed determines. */
  readonly tookMs: number;
  readonly cabinetCount: number;
  readonly isPassed: boolean;
  readonly checks: readonly VerdictCheck[];
  readonly counts: Readonly<Record<string, number>>;
  /** From a report on the wire to its acknowledgement at the sensor. */
  readonly acknowledged: Latencies;
  /** From a bad change in truth to its alert. */
  readonly alerted: Latencies;
  /** Worst first; at most some hundreds. */
  readonly cabinets: readonly CabinetHistory[];
  /** What a reader wants to see of what happened, in order of time; at most some thousands. */
  readonly events: readonly { readonly atMs: number; readonly id: string; readonly text: string }[];
  /** SHA-256 over all events: the same for the same seed. Empty in real time. */
  readonly traceHash: string;
  /** The command that does exactly this again. */
  readonly replay: string;
}
