/**
 * Makes a plan that breaks a promise as small as it can be while it still does: fewer steps, where
 * an end goes with its beginning, fewer cabinets, a shorter time (delta debugging).
 */
import type { Plan, PlannedStep } from "../scenario/plan";
import { VERBS } from "../scenario/verbs";

export interface ShrinkOptions {
  readonly plan: Plan;
  /**
   * Tries plans, several at a time if it can; resolves with the first of them that still breaks
   * the same promise, and when it did so, or undefined when none does.
   */
  readonly firstFailing: (plans: readonly Plan[]) => Promise<Failing | undefined>;
  /** When the promise was broken, milliseconds from the start. */
  readonly brokenAtMs: number;
  /** The time for it is over. */
  readonly isOver: () => boolean;
  readonly onProgress?: (plan: Plan) => void;
}

export interface Failing {
  readonly plan: Plan;
  readonly brokenAtMs: number;
}

const MINUTE_MS = 60_000;
/** Before the first step cabinets need so long to settle. */
const SETTLE_MS = 10 * MINUTE_MS;
const END_OF_VERB: ReadonlyMap<string, string | undefined> = new Map(
  VERBS.map(({ name, endedBy }) => [name, endedBy]),
);

function isSameTarget(a: PlannedStep, b: PlannedStep): boolean {
  if (a.cabinetIds.length === 0 || b.cabinetIds.length === 0) return true;
  return a.cabinetIds.some((id) => b.cabinetIds.includes(id));
}

/** Steps in groups that stay together: a beginning with its end, everything else alone. */
export function stepGroups(steps: readonly PlannedStep[]): readonly (readonly PlannedStep[])[] {
  const taken = new Set<PlannedStep>();
  return steps.flatMap((step, index) => {
    if (taken.has(step)) return [];
    taken.add(step);
    const endVerb = END_OF_VERB.get(step.verb);
    if (endVerb === undefined) return [[step]];
    const end = steps.slice(index + 1).find((other) => {
      return other.verb === endVerb && !taken.has(other) && isSameTarget(step, other);
    });
    if (!end) return [[step]];
    taken.add(end);
    return [[step, end]];
  });
}

/** `items` in so many parts of about the same size, none of them empty. */
function parts<Item>(items: readonly Item[], count: number): readonly (readonly Item[])[] {
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * items.length) / count);
    return items.slice(from, Math.floor(((index + 1) * items.length) / count));
  }).filter((part) => part.length > 0);
}

function withSteps(plan: Plan, groups: readonly (readonly PlannedStep[])[]): Plan {
  const kept = new Set(groups.flat());
  return { ...plan, steps: plan.steps.filter((step) => kept.has(step)) };
}

/** The plan with these cabinets only; steps that were about others only are gone. */
export function withCabinets(plan: Plan, ids: readonly string[]): Plan {
  const about = (cabinetIds: readonly string[]) => cabinetIds.filter((id) => ids.includes(id));
  const isLeft = (
    { cabinetIds }: { readonly cabinetIds: readonly string[] },
    whole: readonly string[],
  ) => {
    return whole.length === 0 || cabinetIds.length > 0;
  };
  const narrowed = <Part extends { readonly cabinetIds: readonly string[] }>(
    all: readonly Part[],
  ) => {
    return all.flatMap((part) => {
      const narrow = { ...part, cabinetIds: about(part.cabinetIds) };
      return isLeft(narrow, part.cabinetIds) ? [narrow] : [];
    });
  };
  return {
    ...plan,
    cabinets: plan.cabinets.filter(({ id }) => ids.includes(id)),
    steps: narrowed(plan.steps),
    expectations: narrowed(plan.expectations),
  };
}

function until(plan: Plan, durationMs: number): Plan {
  const isIn = ({ atMs }: { readonly atMs: number }) => atMs <= durationMs;
  const steps = plan.steps.filter(isIn);
  return { ...plan, durationMs, steps, expectations: plan.expectations.filter(isIn) };
}

/** The plan without its quiet beginning; what happens, happens at the same wall-clock time. */
function laterStart(plan: Plan): Plan | undefined {
  const first = plan.steps[0];
  const byMs = first ? first.atMs - SETTLE_MS : 0;
  if (byMs < MINUTE_MS) return undefined;
  const earlier = <Part extends { readonly atMs: number }>(part: Part): Part => {
    return { ...part, atMs: Math.max(0, part.atMs - byMs) };
  };
  return {
    ...plan,
    startMs: plan.startMs + byMs,
    durationMs: plan.durationMs - byMs,
    steps: plan.steps.map(earlier),
    expectations: plan.expectations.map(earlier),
  };
}

class Shrinker {
  private best: Failing;

  constructor(private readonly options: ShrinkOptions) {
    this.best = { plan: options.plan, brokenAtMs: options.brokenAtMs };
  }

  async run(): Promise<Plan> {
    await this.fewerCabinets();
    await this.shorter();
    await this.fewerSteps();
    await this.fewerCabinets();
    await this.try([laterStart(this.best.plan) ?? this.best.plan]);
    await this.shorter();
    await this.fewerSteps();
    return this.best.plan;
  }

  /** Whether one of the plans still fails; it is the best one then. */
  private async try(plans: readonly Plan[]): Promise<boolean> {
    const others = plans.filter((plan) => plan !== this.best.plan);
    if (this.options.isOver() || others.length === 0) return false;
    const failing = await this.options.firstFailing(others);
    if (!failing) return false;
    this.best = failing;
    this.options.onProgress?.(failing.plan);
    return true;
  }

  /** Leaves out halves, then quarters, to single ones, as long as it still fails. */
  private async reduce<Item>(
    itemsOf: (plan: Plan) => readonly Item[],
    keep: (plan: Plan, items: readonly Item[]) => Plan,
  ): Promise<void> {
    let count = 2;
    while (!this.options.isOver()) {
      const items = itemsOf(this.best.plan);
      if (items.length === 0) return;
      const all = parts(items, Math.min(count, items.length));
      const without = all.map((part) => {
        return keep(
          this.best.plan,
          items.filter((item) => !part.includes(item)),
        );
      });
      if (await this.try(without)) count = Math.max(2, count - 1);
      else if (count >= items.length) return;
      else count *= 2;
    }
  }

  private fewerSteps(): Promise<void> {
    return this.reduce((plan) => stepGroups(plan.steps), withSteps);
  }

  private async fewerCabinets(): Promise<void> {
    const idsOf = ({ cabinets }: Plan) => cabinets.map(({ id }) => id);
    const ids = idsOf(this.best.plan);
    // Most often it is about one of them.
    if (ids.length > 1 && (await this.try(ids.map((id) => withCabinets(this.best.plan, [id]))))) {
      return;
    }
    await this.reduce(
      (plan) => (plan.cabinets.length > 1 ? idsOf(plan) : []),
      (plan, kept) => withCabinets(plan, kept.length > 0 ? kept : idsOf(plan).slice(0, 1)),
    );
  }

  private async shorter(): Promise<void> {
    const { plan, brokenAtMs } = this.best;
    const enoughMs = Math.ceil(brokenAtMs / MINUTE_MS + 1) * MINUTE_MS;
    if (enoughMs < plan.durationMs) await this.try([until(plan, enoughMs)]);
  }
}

/** Resolves with the smallest plan that was found in the time there was. */
export function shrinkPlan(options: ShrinkOptions): Promise<Plan> {
  return new Shrinker(options).run();
}
