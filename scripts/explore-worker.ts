/**
 * One process of exploration: runs the plans it is sent, one at a time, since a run takes over the
 * timers of its process, and answers how each ended.
 */
import { readFileSync } from "node:fs";
import type { Violation } from "../simulator/check/checker";
import { type RandomPlanOptions, randomPlan } from "../simulator/explore/random-plan";
import type { Plan } from "../simulator/scenario/plan";
import { readPlan } from "../simulator/scenario/plan-file";
import { problemText } from "../simulator/scenario/problem";
import type { Verdict } from "../simulator/verdict/verdict";
import type { StoreKind } from "./sim/broker-store";
import { builtFirmware, runPlan } from "./sim/laboratory";

/** What a run is about: a plan to invent, or one there is. */
export interface ExploreJob {
  readonly random?: RandomPlanOptions;
  readonly plan?: Plan;
  /** By the plan when left out. */
  readonly store?: StoreKind;
}

/** How a run ended. */
export interface ExploreResult {
  readonly violations: readonly Violation[];
  readonly cabinetDays: number;
  readonly traceHash: string;
}

const DAY_MS = 86_400_000;
/** A run that could not be carried to its end is a find as well. */
export const RUN_ENDS = "run-ends";

/** All violations that a verdict kept, in order of time. */
export function violationsOf(verdict: Verdict): Violation[] {
  const all = verdict.checks.flatMap(({ violations }) => violations);
  return all.toSorted((a, b) => a.atMs - b.atMs);
}

/** A result that says that the run did not end as runs should. */
export function failedRun(reason: string): ExploreResult {
  const violation = { property: RUN_ENDS, atMs: 0, cabinetId: undefined, sentence: reason };
  return { violations: [violation], cabinetDays: 0, traceHash: "" };
}

/** The plan of a job. Throws when it has none. */
export function planOf({ random, plan }: ExploreJob): Plan {
  if (plan) return plan;
  if (!random) throw new Error("A job of exploration needs a plan, or what to invent one from.");
  return randomPlan(random);
}

/** The plan in a file. Throws all that is wrong with it, a line each. */
export function planFrom(file: string): Plan {
  const { plan, problems } = readPlan(file, readFileSync(file, "utf8"));
  if (plan) return plan;
  throw new Error((problems ?? []).map(problemText).join("\n"));
}

async function answer(job: ExploreJob): Promise<ExploreResult> {
  const plan = planOf(job);
  const verdict = await runPlan({
    plan,
    firmware: builtFirmware(),
    replay: "",
    stopsAtViolation: true,
    ...(job.store && { store: job.store }),
  });
  const cabinetDays = (plan.cabinets.length * verdict.durationMs) / DAY_MS;
  return { violations: violationsOf(verdict), cabinetDays, traceHash: verdict.traceHash };
}

/** What went wrong outside any promise ends the run that caused it. */
function tellFailure(error: unknown): void {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.send?.(failedRun(`the run did not end: ${reason}`), () => process.exit(1));
}

function serve(): void {
  process.on("message", (job: ExploreJob) => {
    answer(job).then((result) => process.send?.(result), tellFailure);
  });
  process.on("uncaughtException", tellFailure);
  process.on("unhandledRejection", tellFailure);
  process.on("disconnect", () => process.exit(0));
}

if (require.main === module && process.send) serve();
