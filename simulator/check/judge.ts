/**
 * All checkers of one run, as one: what happened goes in, what was promised and whether it was
 * kept comes out. Of violations the first are kept, and all are counted.
 */
import type { KeptReport } from "../run/broker-under-test";
import type { RunEvent } from "../run/run-event";
import type { Plan } from "../scenario/plan";
import type { VerdictCheck } from "../verdict/verdict";
import { AcknowledgedKept } from "./acknowledged-kept";
import { BadChangesAlerted } from "./bad-changes-alerted";
import { Bounds, type Counter } from "./bounds";
import type { Checker, Violation } from "./checker";
import { CommandsOnce } from "./commands-once";
import { Convergence } from "./convergence";
import { Expectations } from "./expectations";
import { VIOLATIONS_KEPT_MAX } from "./limits";
import { NoFalseReady } from "./no-false-ready";
import { Order } from "./order";
import { SilenceShows } from "./silence-shows";
import { Sound } from "./sound";
import { StepsDone } from "./steps-done";

export interface JudgeOptions {
  readonly plan: Plan;
  /** All that the broker keeps of a cabinet now. */
  readonly reports: (id: string) => readonly KeptReport[];
  /** Queues and memory, read once a minute of the run; none = not judged. */
  readonly counters?: () => Iterable<Counter>;
  /** For plans after whose last fault everything has to become as it should; else not judged. */
  readonly convergence?: {
    /** From then on nothing fails and nobody does anything, milliseconds from the start. */
    readonly faultsStoppedAtMs: number;
    /** In truth: nothing wrong, confirmed, door closed. Undefined = nobody can say. */
    readonly shouldBeReady: (id: string) => boolean | undefined;
  };
  /** Takes how long it took from a bad change to its alert, in milliseconds. */
  readonly onAlerted?: (afterMs: number) => void;
  /** Takes every violation when it is found, also those that are not kept. */
  readonly onViolation?: (violation: Violation) => void;
}

export interface Judge {
  /** Takes what happened, in order of time. */
  observe(event: RunEvent): void;
  /** Time has passed without an event. Cheap: may be called as often as one likes. */
  pass(nowMs: number): void;
  /** The run is over; the broker must still answer `reports`. */
  finish(nowMs: number): Promise<void>;
  /** Somebody ordered command `n` of a sensor, `name`; said before the sensor can have got it. */
  ordered(id: string, n: number, name: string): void;
  checks(): readonly VerdictCheck[];
  /** How many violations there were of each cabinet. */
  violationCountOf(id: string): number;
  readonly violationCount: number;
  /** How often READY was shown of an AED with a defect that nobody can know of. */
  readonly hiddenReadyCount: number;
}

/** Keeps the first violations of each property. */
class Violations {
  count = 0;
  private readonly keptOf = new Map<string, Violation[]>();
  private readonly countOfProperty = new Map<string, number>();
  private readonly countOfCabinet = new Map<string, number>();

  add(violation: Violation): void {
    const { property, cabinetId } = violation;
    this.count += 1;
    this.countOfProperty.set(property, this.countOf(property) + 1);
    if (cabinetId !== undefined) {
      this.countOfCabinet.set(cabinetId, this.countAbout(cabinetId) + 1);
    }
    const kept = this.keptOf.get(property) ?? [];
    if (kept.length < VIOLATIONS_KEPT_MAX) kept.push(violation);
    this.keptOf.set(property, kept);
  }

  of(property: string): readonly Violation[] {
    return this.keptOf.get(property) ?? [];
  }

  countOf(property: string): number {
    return this.countOfProperty.get(property) ?? 0;
  }

  countAbout(cabinetId: string): number {
    return this.countOfCabinet.get(cabinetId) ?? 0;
  }
}

function checkOf(checker: Checker, violations: Violations): VerdictCheck {
  const { name, promise, judged } = checker;
  const violationCount = violations.countOf(name);
  const isMet = violationCount === 0;
  return { name, promise, isMet, judged, violations: violations.of(name), violationCount };
}

/** Makes the checkers that a plan calls for. */
export function createJudge(options: JudgeOptions): Judge {
  const { plan, reports, counters, convergence, onAlerted } = options;
  const { cabinets, startMs, expectations } = plan;
  const violations = new Violations();
  const onViolation = (violation: Violation) => {
    violations.add(violation);
    options.onViolation?.(violation);
  };
  const about = { cabinets, startMs, onViolation };
  const noFalseReady = new NoFalseReady(about);
  const commandsOnce = new CommandsOnce(onViolation);
  const cabinetIds = cabinets.map(({ id }) => id);
  const checkers: Checker[] = [
    noFalseReady,
    new SilenceShows({ ...about, reports }),
    new AcknowledgedKept({ cabinetIds, reports, onViolation }),
    new BadChangesAlerted({ ...about, ...(onAlerted && { onAlerted }) }),
    commandsOnce,
    new Order(onViolation),
    new Sound(onViolation),
    new StepsDone(onViolation),
  ];
  if (counters) checkers.push(new Bounds(counters, onViolation));
  if (convergence) checkers.push(new Convergence({ ...about, ...convergence }));
  if (expectations.length > 0) {
    checkers.push(new Expectations({ expectations, startMs, onViolation }));
  }
  return {
    observe: (event) => {
      for (const checker of checkers) checker.observe(event);
    },
    pass: (nowMs) => {
      for (const checker of checkers) checker.pass(nowMs);
    },
    finish: async (nowMs) => {
      for (const checker of checkers) await checker.finish(nowMs);
    },
    ordered: (id, n, name) => commandsOnce.ordered(id, n, name),
    checks: () => checkers.map((checker) => checkOf(checker, violations)),
    violationCountOf: (id) => violations.countAbout(id),
    get violationCount() {
      return violations.count;
    },
    get hiddenReadyCount() {
      return noFalseReady.hiddenCount;
    },
  };
}
