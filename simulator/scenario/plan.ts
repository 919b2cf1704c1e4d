/**
 * A run as data: which cabinets, what happens to them and when, what is expected. A scenario file
 * becomes one, exploration invents them, a regression file keeps one. Plain JSON; acts on nothing.
 */

/** How a cabinet of a plan is equipped. Dates are last good days, YYYY-MM-DD. */
export interface PlannedCabinet {
  readonly id: string;
  readonly siteKo: string;
  readonly siteEn: string;
  readonly placeKo: string;
  readonly placeEn: string;
  readonly aedModelId: string;
  readonly heartbeatS: number;
  /** A second supply takes over when the mains fails. */
  readonly hasBackup: boolean;
  /** The cabinet stands outdoors and has a heater. */
  readonly isOutdoors: boolean;
  readonly padsExpireOn: string;
  readonly batteryExpireOn: string;
  readonly bodyExpireOn: string;
}

/** Where in a scenario file something was written. */
export interface Source {
  readonly file: string;
  readonly line: number;
}

/** One thing that happens: a verb of `verbs.ts` with its values. */
export interface PlannedStep {
  /** From the start of the run. */
  readonly atMs: number;
  readonly verb: string;
  /** Which cabinets it happens to; empty for verbs that are not about cabinets. */
  readonly cabinetIds: readonly string[];
  readonly values: Readonly<Record<string, number | string>>;
  readonly source?: Source;
}

export type PlannedStatus = "ready" | "action" | "unknown";

/** What must be so, or become so, by `withinMs` after `atMs`, for each of the cabinets. */
export interface PlannedExpectation {
  readonly atMs: number;
  readonly withinMs: number;
  readonly cabinetIds: readonly string[];
  /** Undefined = any status. */
  readonly status?: PlannedStatus;
  /** A fault code that has to be among the reasons or warnings. */
  readonly reason?: string;
  /** True = it has to stay so from `atMs` until `withinMs` later, instead of becoming so. */
  readonly isThroughout: boolean;
  readonly source?: Source;
}

export interface Plan {
  readonly name: string;
  readonly purpose: string;
  /** Of everything random in the run. */
  readonly seed: number;
  /** Wall clock at the start, milliseconds since 1970. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly cabinets: readonly PlannedCabinet[];
  /** In order of time. */
  readonly steps: readonly PlannedStep[];
  readonly expectations: readonly PlannedExpectation[];
}
