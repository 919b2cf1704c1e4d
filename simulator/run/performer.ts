/** Carries the steps of a plan out, each at its time, and knows how things should be afterwards. */
import { HIDDEN_DEFECTS } from "../cabinet/defects";
import type { Random } from "../fleet/random";
import type { VirtualClock } from "../runtime/virtual-clock";
import type { VirtualNetwork } from "../runtime/virtual-network";
import type { PlannedStep } from "../scenario/plan";
import { Adversary } from "./adversary";
import type { BrokerUnderTest } from "./broker-under-test";
import { cabinetActs, type Values } from "./cabinet-acts";
import type { Operator } from "./operator";
import type { RunEvent } from "./run-event";
import type { Stage, StageMember } from "./stage";
import { brokerActs, hostileActs, networkActs } from "./surroundings-acts";
import { knowableDefects } from "./truth";

export interface PerformerOptions {
  readonly stage: Stage;
  readonly network: VirtualNetwork;
  readonly broker: BrokerUnderTest;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly operator: Operator;
  readonly emit: (event: RunEvent) => void;
}

type CabinetAct = (member: StageMember, values: Values) => void;
type OtherAct = (values: Values) => Promise<void> | void;

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export class Performer {
  private readonly onCabinets: Readonly<Record<string, CabinetAct>>;
  private readonly others: Readonly<Record<string, OtherAct>>;

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
    if (troubles.size > 0) return undefined;
    const defects = knowableDefects(cabinet, this.options.clock.wallMs(), blind);
    if (defects.some((defect) => HIDDEN_DEFECTS.includes(defect))) return undefined;
    const { door, hasPower, hasNetwork } = cabinet.truth;
    if (!hasPower || !hasNetwork) return undefined;
    const isReadable = cabinet.aed.model.readyPeriodMs > 0;
    const isWell = defects.length === 0;
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
      if (act) {
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
