/** Situations for readiness tests: a cabinet in good order, told by reports, at a given time. */
import type { CabinetRules } from "../../../broker/readiness/cabinet-rules";
import { applyReport, type Facts } from "../../../broker/readiness/facts";
import type { Situation } from "../../../broker/readiness/situation";
import { status } from "../../../broker/readiness/status";
import { type ReportChange, sampleReport } from "../support/sample-report";

/** 24 November 2026, 11:00 in Seoul. */
export const NOON_S = Date.UTC(2026, 10, 24, 2) / 1000;

export const RULES: CabinetRules = {
  timeZone: "Asia/Seoul",
  requiredChecks: ["presence", "indicator", "door"],
  padsExpireOn: "2028-01-31",
  batteryExpireOn: "2029-06-30",
  bodyExpireOn: "2033-12-31",
  isSimulated: false,
  confirmedAtMs: null,
};

/** A report as told: when it came, in seconds after NOON_S, and how it is not healthy. */
export interface Told extends ReportChange {
  readonly inS?: number;
}

/** Facts from reports that came one after the other, each made when it came. */
export function factsOf(...told: readonly Told[]): Facts {
  let facts: Facts | undefined;
  told.forEach(({ inS = 0, ...change }, index) => {
    const at = NOON_S + inS;
    const report = sampleReport(at, { seq: index + 1, upS: 60 + inS, ...change });
    facts = applyReport(facts, report, at * 1000);
  });
  if (!facts) throw new Error("At least one report must be told.");
  return facts;
}

export interface ToldSituation extends Partial<Omit<Situation, "rules">> {
  readonly inS?: number;
  readonly rules?: Partial<CabinetRules>;
}

/** The situation `inS` seconds after NOON_S, of a healthy cabinet unless told otherwise. */
export function situation({ inS = 0, rules, ...rest }: ToldSituation = {}): Situation {
  return {
    facts: factsOf({}),
    nowMs: (NOON_S + inS) * 1000,
    isSimulation: false,
    isDamaged: false,
    isFromEarlierRun: false,
    isClockDoubtful: false,
    ...rest,
    rules: { ...RULES, ...rules },
  };
}

/** Status and codes in one line, e.g. "action aed-missing". */
export function verdict(told: ToldSituation = {}): string {
  const { value, reasons } = status(situation(told));
  return [value, ...reasons.map(({ code }) => code)].join(" ");
}
