/**
 * What nobody does: a rescue takes minutes, and an exchange its time. Steps that would have an AED
 * back sooner are left out, because a sensor may take an AED that was away for a moment for the
 * same one.
 */
import type { PlannedStep } from "../scenario/plan";

interface Rule {
  /** After this verb, or before it, ... */
  readonly verb: string;
  readonly beforeMs: number;
  readonly afterMs: number;
  /** ... these do not happen to the same cabinet. */
  readonly others: readonly string[];
}

/** A rescue is not over sooner. */
export const RESCUE_MS_MIN = 300_000;
/** A visit, or an exchange, and a moment. */
const VISIT_MS = 60_000;
const EXCHANGE_MS = 20_000;

const RULES: readonly Rule[] = [
  {
    verb: "use-aed",
    beforeMs: 0,
    afterMs: RESCUE_MS_MIN - 1,
    others: ["return-aed", "swap-aed", "service-visit"],
  },
  {
    verb: "swap-aed",
    beforeMs: EXCHANGE_MS,
    afterMs: EXCHANGE_MS,
    others: ["return-aed", "take-aed", "use-aed", "confirm-aed"],
  },
  { verb: "use-aed", beforeMs: VISIT_MS, afterMs: 0, others: ["service-visit"] },
  { verb: "swap-aed", beforeMs: VISIT_MS, afterMs: VISIT_MS, others: ["service-visit"] },
];

function without(step: PlannedStep, rules: readonly Rule[], by: readonly PlannedStep[]) {
  const isKept = (id: string) => {
    return !rules.some(({ verb, beforeMs, afterMs }) => {
      return by.some((other) => {
        const afterOther = step.atMs - other.atMs;
        const isNear = afterOther >= -beforeMs && afterOther <= afterMs;
        return isNear && other.verb === verb && other.cabinetIds.includes(id);
      });
    });
  };
  return step.cabinetIds.filter(isKept);
}

/** The steps that people could do, of these in order of time. */
export function believableSteps(steps: readonly PlannedStep[]): PlannedStep[] {
  const causes = steps.filter(({ verb }) => RULES.some((rule) => rule.verb === verb));
  return steps.flatMap((step) => {
    const rules = RULES.filter(({ others }) => others.includes(step.verb));
    if (rules.length === 0) return [step];
    const cabinetIds = without(step, rules, causes);
    return cabinetIds.length > 0 ? [{ ...step, cabinetIds }] : [];
  });
}
