/** Carries the steps of a plan out, each at its time, and knows how things should be afterwards. */
import { HIDDEN_DEFECTS } from "../cabinet/defects";
import type { Random } from "../fleet/random";
import type { VirtualClock } from "../runtime/virtual-clock";
import type { VirtualNetwork } from "../runtime/virtual-network";
import type { PlannedStep } from "../scenario/plan";
import { VERBS } from "../scenario/verbs";
import { Adversary } from "./adversary";
import type { BrokerUnderTest } from "./broker-under-test";
import { cabinetActs, type Values } from "./cabinet-acts";
import type { Operator } from "./operator";
import type { RunEvent } from "./run-event";
import type { Stage, StageMember } from "./stage";
import { brokerActs, fleetActs, hostileActs, networkActs } from "./surroundings-acts";
import { knowableDefects } from "./truth";

export interface PerformerOptions {
  readonly stage: Stage;
  readonly network: VirtualNetwork;
  readonly broker: BrokerUnderTest;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly operator: Operator;
  readonly emit: (event: RunEvent) => void;
  /** Something is about to be handed to code of the host. */
  readonly touchHost: () => void;
}

type CabinetAct = (member: StageMember, values: Values) => void;
type OtherAct = (values: Values) => Promise<void> | void;

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Ends what the verb "fill-disk" began. */
const FREE_DISK = "free-disk";
const ENDER_OF = new Map(VERBS.map(({ name, endedBy }) => [name, endedBy]));

export class Performer {
  private readonly onCabinets: Readonly<Record<string, CabinetAct>>;
  private readonly others: Readonly<Record<string, OtherAct>>;
  /** What was done to network or broker and is not over: the verbs that would end it. */
  private readonly pending = new Set<string>();

  constructor(private readonly options: PerformerOptions) {
    const { stage, network, broker, clock, random, operator } = options;
    const later = (delayMs: number, run: () => void) => {
      clock.after("act", delayMs, run);
    };
    const adversary = new Adversary({ stage, connect: network.connect, later });
    const { enter, order, start, ended } = operator;
    const wallMs = () => clock.wallMs();
    this.onCabinets = {
      ...cabinetActs({ stage, wallMs, later, enter, order }),
      ...hostileActs(adversary),
    };
    this.others = {
      ...networkActs({ network, stage, random: random.fork("network"), later }),
      ...brokerActs({ broker, start, onEnded: ended }),
      ...fleetActs(operator.rollOut),
    };
  }

  /** From now on each step happens at its time. Throws when there is an unknown verb. */
  schedule(steps: readonly PlannedStep[]): void {
    for (const step of steps) {
      if (!this.onCabinets[step.verb] && !this.others[step.verb]) {
        throw new RangeError(`A step does "${step.verb}", which this run cannot do.`);
      }
      this.options.clock.after("step", step.atMs, () => this.perform(step));
    }
  }

  /**
   * Whether a cabinet should be shown as ready, when everything has settled; undefined = its sensor
   * or its surroundings are not as they should be, so that nobody can say.
   */
  shouldBeReady(id: string): boolean | undefined {
    const member = this.options.stage.member(id);
    const { cabinet, troubles, isUnconfirmed, blind } = member;
    if (this.pending.size > 0 || troubles.size > 0) return undefined;
    if (blind.isAbsenceUnseen || blind.isExchangeUnseen) return undefined;
    const { door, hasPower, hasNetwork } = cabinet.truth;
    if (!hasPower || !hasNetwork) return undefined;
    const isReadable = cabinet.aed.model.readyPeriodMs > 0;
    const nowMs = this.options.clock.wallMs();
    const found = knowableDefects(cabinet, nowMs, blind);
    const isHidden = found.some((defect) => HIDDEN_DEFECTS.includes(defect));
    const isWell = found.every((defect) => HIDDEN_DEFECTS.includes(defect));
    if (isWell && isHidden) return undefined;
    return isReadable && isWell && door === "closed" && !isUnconfirmed;
  }

  private perform(step: PlannedStep): void {
    const atMs = this.options.clock.monotonicMs();
    const told = (problem?: string) => {
      this.options.emit({ kind: "step", atMs, step, ...(problem !== undefined && { problem }) });
    };
    try {
      const act = this.others[step.verb];
      told();
      this.options.stage.beginStep(step.verb, step.cabinetIds);
      if (act) {
        this.pending.delete(step.verb);
        const ender = ENDER_OF.get(step.verb);
        if (ender !== undefined) this.pending.add(ender);
        this.options.operator.isDiskFull = this.pending.has(FREE_DISK);
        this.options.touchHost();
        Promise.resolve(act(step.values)).catch((error) => told(reasonOf(error)));
        return;
      }
      for (const id of step.cabinetIds) {
        this.onCabinets[step.verb]?.(this.options.stage.member(id), step.values);
      }
    } catch (error) {
      told(reasonOf(error));
    }
  }
}
