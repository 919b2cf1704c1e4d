/**
 * Invents plans, one a seed: mostly quiet times, with clusters of trouble in which steps lie
 * seconds apart and faults overlap. People are honest: what was away is confirmed, what was spent
 * is replaced, and before the end somebody mends and visits all, so that it can be judged.
 */
import { createRandom, type Random } from "../fleet/random";
import type { Plan, PlannedCabinet, PlannedStep } from "../scenario/plan";
import type { Verb } from "../scenario/verbs";
import { believableSteps, RESCUE_MS_MIN } from "./believable";
import { randomCabinets } from "./random-cabinets";
import {
  drawValues,
  drawVerb,
  logUniform,
  type Values,
  type VerbChoice,
  type WeighedVerb,
  weighedVerbs,
} from "./random-verbs";

export interface RandomPlanOptions extends VerbChoice {
  /** A whole number; the same one gives the same plan. */
  readonly seed: number;
  /** A whole number of days, at least 1. */
  readonly days: number;
  readonly cabinetCount: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Runs begin on a day of this year. */
const YEAR_START_MS = Date.UTC(2026, 0, 1);
const DAYS_OF_YEAR = 365;

/** Cabinets have settled by then. */
const QUIET_START_MS = 10 * MINUTE_MS;
/** Parts of the duration: nothing begins later, everything is over, everybody was there. */
const LAST_BEGIN_PART = 0.74;
const ENDS_PART = 0.8;
const SEQUELS_PART = 0.82;
const MENDED_PART = 0.83;
const VISITED_PART = 0.85;
/** A flash operation that the power fails in may take hours to come. */
const LAST_FLASH_CUT_PART = 0.4;

/** Clusters of trouble a day, at most, and what is in one. */
const CLUSTERS_PER_DAY_MAX = 3;
const CLUSTER_DEEDS_MAX = 8;
const CLUSTER_MS = { min: 3000, max: 40 * MINUTE_MS };
/** Deeds by themselves, for each cabinet and day. */
const LONELY_PER_CABINET_DAY = 0.15;
/** A broker that is being started or stopped is left alone for so long. */
const BROKER_CALM_MS = 5000;
const LASTS_MS = { min: 1000, max: 10 * HOUR_MS };
/** Somebody comes at once, or long after evidence would have been too old. */
const SEQUEL_MS = { min: 10_000, max: 8 * HOUR_MS };
/** Of a hundred deeds at cabinets: many at once, and everywhere. */
const MANY_PERCENT = 20;
const ALL_PERCENT = 4;

/**
 * A sensor that set its clock while the server's was wrong does so again after 6 h only: until then
 * what it says is history, and cannot be judged.
 */
const CLOCK_SETTLES_MS = 6.5 * HOUR_MS;

const BROKER_ENDS = ["kill-broker", "cut-server-power", "stop-broker"];

interface Time {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Of a hundred plans so many are about the server's disk, whose model takes longer to run. */
const DISK_PERCENT = 25;
const DISK_VERBS = ["cut-server-power", "fill-disk"];

/** Most plans leave the server's disk alone. */
function withDisk(choice: VerbChoice, random: Random): VerbChoice {
  const isAsked = DISK_VERBS.some((verb) => choice.prefer?.includes(verb));
  const isAbout = isAsked || choice.only || random.integer(1, 100) <= DISK_PERCENT;
  return isAbout ? choice : { ...choice, never: DISK_VERBS };
}

class PlanMaker {
  private readonly steps: PlannedStep[] = [];
  private readonly verbs: readonly WeighedVerb[];
  private readonly touched = new Set<string>();
  private readonly brokerDown: Time[] = [];
  private readonly random: Random;
  readonly durationMs: number;
  readonly startMs: number;
  readonly cabinets: readonly PlannedCabinet[];

  constructor(private readonly options: RandomPlanOptions) {
    const { seed, days, cabinetCount: count } = options;
    const random = createRandom(seed).fork("explore");
    this.random = random.fork("steps");
    this.verbs = weighedVerbs(withDisk(options, random.fork("disk")));
    this.durationMs = days * DAY_MS;
    const startDay = random.fork("start").integer(0, DAYS_OF_YEAR - 1);
    this.startMs = YEAR_START_MS + startDay * DAY_MS;
    const { startMs } = this;
    this.cabinets = randomCabinets({ count, random: random.fork("cabinets"), startMs, days });
  }

  make(): Plan {
    const { seed } = this.options;
    const { durationMs, startMs, cabinets } = this;
    this.clusters();
    this.lonelyDeeds();
    this.mendAll();
    return {
      name: `explore-${seed}`,
      purpose: "Invented: whatever happens, nothing that was promised may be broken.",
      seed,
      startMs,
      durationMs,
      cabinets,
      steps: believableSteps(this.steps.toSorted((a, b) => a.atMs - b.atMs)),
      expectations: [],
    };
  }

  private clusters(): void {
    const { random } = this;
    const count = random.integer(1, Math.max(2, this.options.days * CLUSTERS_PER_DAY_MAX));
    for (let index = 0; index < count; index++) {
      const centreMs = this.beginMs();
      const windowMs = logUniform(random, CLUSTER_MS.min, CLUSTER_MS.max);
      const deeds = random.integer(2, CLUSTER_DEEDS_MAX);
      // The same few cabinets are in trouble again and again: that is where faults overlap.
      const few = this.fewCabinets();
      for (let deed = 0; deed < deeds; deed++) {
        const atMs = centreMs + random.integer(0, windowMs);
        const lastsMs = logUniform(random, LASTS_MS.min, Math.max(2 * windowMs, MINUTE_MS));
        const isLong = random.next() < 0.25;
        const chosen = isLong ? logUniform(random, LASTS_MS.min, LASTS_MS.max) : lastsMs;
        this.deed(atMs, chosen, few);
      }
    }
  }

  private lonelyDeeds(): void {
    const { random, cabinets } = this;
    const count = Math.round(cabinets.length * this.options.days * LONELY_PER_CABINET_DAY);
    for (let index = 0; index < count; index++) {
      const lastsMs = logUniform(random, LASTS_MS.min, LASTS_MS.max);
      this.deed(this.beginMs(), lastsMs, this.fewCabinets());
    }
  }

  private get lastWrongClockMs(): number {
    return this.durationMs * VISITED_PART - CLOCK_SETTLES_MS;
  }

  private beginMs(): number {
    return this.random.integer(QUIET_START_MS, Math.floor(this.durationMs * LAST_BEGIN_PART));
  }

  private fewCabinets(): readonly string[] {
    const { random, cabinets } = this;
    const ids = cabinets.map(({ id }) => id);
    const count = random.integer(1, Math.min(3, ids.length));
    return Array.from({ length: count }, () => random.pick(ids));
  }

  private idsFor(few: readonly string[]): readonly string[] {
    const { random, cabinets } = this;
    const lot = random.integer(1, 100);
    if (lot > MANY_PERCENT + ALL_PERCENT) return [random.pick(few)];
    const ids = cabinets.map(({ id }) => id);
    if (lot <= ALL_PERCENT) return ids;
    const part = random.next() / 2;
    const many = ids.filter(() => random.next() < part);
    return many.length > 0 ? many : [random.pick(few)];
  }

  /** Something happens, ends, and has what follows from it. */
  private deed(atMs: number, lastsMs: number, few: readonly string[]): void {
    const { random, durationMs } = this;
    const verb = drawVerb(this.verbs, random);
    const latestMs = Math.floor(durationMs * ENDS_PART);
    const leastMs = verb.name === "use-aed" ? RESCUE_MS_MIN : 0;
    const endMs = Math.min(atMs + Math.max(lastsMs, leastMs), latestMs);
    if (verb.name === "cut-power-in-flash" && atMs > durationMs * LAST_FLASH_CUT_PART) return;
    if (verb.name === "set-server-clock" && atMs + lastsMs > this.lastWrongClockMs) return;
    if (BROKER_ENDS.includes(verb.name) && !this.takeBroker({ fromMs: atMs, toMs: endMs })) return;
    const cabinetIds = verb.on === "cabinets" ? this.idsFor(few) : [];
    for (const id of cabinetIds) this.touched.add(id);
    const values = drawValues(verb, latestMs - atMs, random);
    this.step(atMs, verb.name, cabinetIds, values);
    if (verb.endedBy !== undefined) this.step(endMs, verb.endedBy, cabinetIds);
    this.sequel(verb, endMs, cabinetIds);
  }

  /** What honest people do afterwards. */
  private sequel(verb: Verb, endMs: number, cabinetIds: readonly string[]): void {
    const { random, durationMs } = this;
    const isAway = ["take-aed", "use-aed", "swap-aed", "cut-wire"].includes(verb.name);
    if (!isAway) return;
    const latestMs = Math.floor(durationMs * SEQUELS_PART);
    const isSoon = random.next() < 0.5;
    const afterMs = isSoon
      ? logUniform(random, SEQUEL_MS.min, SEQUEL_MS.max)
      : random.integer(HOUR_MS, SEQUEL_MS.max);
    const atMs = Math.min(endMs + afterMs, latestMs);
    if (verb.name === "use-aed") this.step(atMs, "replace-pads", cabinetIds);
    this.step(atMs, "confirm-aed", cabinetIds);
  }

  /** Whether the broker may be ended for this time: not while it is being started or stopped. */
  private takeBroker({ fromMs, toMs }: Time): boolean {
    const isBusy = this.brokerDown.some((other) => {
      return fromMs < other.toMs + BROKER_CALM_MS && other.fromMs < toMs + BROKER_CALM_MS;
    });
    if (!isBusy) this.brokerDown.push({ fromMs, toMs });
    return !isBusy;
  }

  /** Everything is as it should be, and whoever was in trouble is visited. */
  private mendAll(): void {
    const { random, durationMs } = this;
    const mendedMs = Math.floor(durationMs * MENDED_PART);
    for (const verb of ["free-disk", "mend-server-clock", "start-broker", "network-up"]) {
      this.step(mendedMs, verb, []);
    }
    const visitedMs = Math.floor(durationMs * VISITED_PART);
    for (const { id } of this.cabinets) {
      if (!this.touched.has(id)) continue;
      this.step(random.integer(mendedMs + MINUTE_MS, visitedMs), "service-visit", [id]);
    }
  }

  private step(
    atMs: number,
    verb: string,
    cabinetIds: readonly string[],
    values: Values = {},
  ): void {
    this.steps.push({ atMs, verb, cabinetIds, values });
  }
}

/** The plan of a seed. Throws when the options name a verb that there is not. */
export function randomPlan(options: RandomPlanOptions): Plan {
  return new PlanMaker(options).make();
}
