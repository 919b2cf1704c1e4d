/** Goes through seeds until a promise is broken, and makes what broke it small. */
import type { Violation } from "../simulator/check/checker";
import type { RandomPlanOptions } from "../simulator/explore/random-plan";
import { type Failing, shrinkPlan } from "../simulator/explore/shrink";
import type { Plan } from "../simulator/scenario/plan";
import type { ExplorePool } from "./explore-pool";
import { type ExploreResult, planOf } from "./explore-worker";
import type { StoreKind } from "./sim/broker-store";

export interface SearchOptions {
  readonly pool: ExplorePool;
  readonly firstSeed: number;
  readonly seeds: number;
  readonly random: Omit<RandomPlanOptions, "seed">;
  readonly store?: StoreKind;
  readonly onProgress: (progress: Progress) => void;
}

export interface Progress {
  readonly seedsDone: number;
  readonly cabinetDays: number;
}

/** What was found: the lowest seed of those that were under way. */
export interface Found {
  readonly seed: number;
  readonly plan: Plan;
  readonly violations: readonly Violation[];
}

export interface SearchResult extends Progress {
  readonly found: Found | undefined;
}

/** Runs seed after seed on all processes; resolves when all are done, or one found something. */
export async function searchSeeds(options: SearchOptions): Promise<SearchResult> {
  const { pool, firstSeed, seeds, random, store, onProgress } = options;
  let next = firstSeed;
  let seedsDone = 0;
  let cabinetDays = 0;
  const found: Found[] = [];

  async function work(): Promise<void> {
    while (next < firstSeed + seeds && found.length === 0) {
      const seed = next++;
      const own = { ...random, seed };
      const result = await pool.run({ random: own, ...(store && { store }) });
      seedsDone += 1;
      cabinetDays += result.cabinetDays;
      const { violations } = result;
      if (violations.length > 0) found.push({ seed, plan: planOf({ random: own }), violations });
      onProgress({ seedsDone, cabinetDays });
    }
  }

  await Promise.all(Array.from({ length: pool.workers }, work));
  found.sort((a, b) => a.seed - b.seed);
  return { seedsDone, cabinetDays, found: found[0] };
}

export interface ShrinkFoundOptions {
  readonly pool: ExplorePool;
  readonly store?: StoreKind;
  readonly isOver: () => boolean;
  readonly onProgress: (plan: Plan, tried: number) => void;
}

/** The smallest plan found that still breaks the same promise as the first violation. */
export async function shrinkFound(found: Found, options: ShrinkFoundOptions): Promise<Plan> {
  const { pool, store, isOver, onProgress } = options;
  const [first] = found.violations;
  if (!first) return found.plan;
  let tried = 0;
  const brokenIn = ({ violations }: ExploreResult) => {
    return violations.find(({ property }) => property === first.property);
  };

  /** As many plans at a time as there are processes; the first of them that fails, in order. */
  async function firstFailing(plans: readonly Plan[]): Promise<Failing | undefined> {
    for (let from = 0; from < plans.length && !isOver(); from += pool.workers) {
      const batch = plans.slice(from, from + pool.workers);
      const results = await Promise.all(
        batch.map((plan) => pool.run({ plan, ...(store && { store }) })),
      );
      tried += batch.length;
      for (const [index, result] of results.entries()) {
        const violation = brokenIn(result);
        const plan = batch[index];
        if (violation && plan) return { plan, brokenAtMs: violation.atMs };
      }
    }
    return undefined;
  }

  return shrinkPlan({
    plan: found.plan,
    // A run that did not end says no time at which it broke.
    brokenAtMs: first.atMs > 0 ? first.atMs : found.plan.durationMs,
    firstFailing,
    isOver,
    onProgress: (plan) => onProgress(plan, tried),
  });
}
