/**
 * What a check of a verdict came to. A check that never had anything to judge proves nothing, so
 * no output may show it as met.
 */
import type { Verdict, VerdictCheck } from "./verdict";
import { countText, plural } from "./words";

export type Judgement = "met" | "violated" | "not judged";

/** A violation counts, whatever else the check says of itself. */
export function judgement(check: VerdictCheck): Judgement {
  if (!check.isMet || check.violations.length > 0) return "violated";
  return check.judged === 0 ? "not judged" : "met";
}

/** How many violations there were; a verdict keeps the first ones only. */
export function violationTotal(check: VerdictCheck): number {
  return Math.max(check.violationCount ?? 0, check.violations.length);
}

const ORDER: readonly Judgement[] = ["violated", "met", "not judged"];

/** What needs a reader first comes first; else the order of the verdict. */
export function worstFirst(checks: readonly VerdictCheck[]): readonly VerdictCheck[] {
  return checks.toSorted((a, b) => ORDER.indexOf(judgement(a)) - ORDER.indexOf(judgement(b)));
}

/** `7 checks met, 1 had nothing to judge`; those that were violated are not among them. */
export function checksText(checks: readonly VerdictCheck[]): string {
  const countOf = (wanted: Judgement) => checks.filter((one) => judgement(one) === wanted).length;
  const idle = countOf("not judged");
  const met = `${plural(countOf("met"), "check")} met`;
  return idle === 0 ? met : `${met}, ${countText(idle)} had nothing to judge`;
}

/** True when the run failed without a check that says why: it broke off, for instance. */
export function isFailedWithoutCheck(verdict: Verdict): boolean {
  return !verdict.isPassed && verdict.checks.every((check) => judgement(check) !== "violated");
}

/** The name of each cabinet by its id, of those that the verdict has. */
export function cabinetNames(verdict: Verdict): ReadonlyMap<string, string> {
  return new Map(verdict.cabinets.map(({ id, name }) => [id, name]));
}
