/**
 * The people at the broker: they start it, register cabinets, enter what technicians did, give
 * orders, roll releases out. What cannot be entered while the broker is down they enter when it is
 * back. A broker that has ended by itself is started again, as by any system's supervisor.
 */
import type { Judge } from "../check/judge";
import type { SimulatorClock } from "../runtime/clock";
import type { HostTime } from "../runtime/host-time";
import type { PlannedCabinet } from "../scenario/plan";
import type { Alert, BrokerUnderTest, ReleaseKind } from "./broker-under-test";
import { RollOut } from "./roll-out";
import type { RunEvent } from "./run-event";

export interface OperatorOptions {
  readonly clock: SimulatorClock;
  readonly cabinets: readonly PlannedCabinet[];
  readonly emit: (event: RunEvent) => void;
  /** Looks at what the broker shows of a cabinet, and tells it. */
  readonly show: (id: string) => void;
}

export interface Served {
  readonly broker: BrokerUnderTest;
  readonly judge: Pick<Judge, "ordered">;
  readonly host: HostTime;
}

/** A broker that has ended by itself, or could not start, is started again after so long. */
export const SUPERVISOR_MS = 30_000;

type Entry = (broker: BrokerUnderTest) => Promise<void>;

export class Operator {
  private served: Served | undefined;
  private isUp = false;
  /** Nobody has ended it on purpose. */
  private isWanted = false;
  private rollOuts = 0;
  private waiting: Entry[] = [];

  constructor(private readonly options: OperatorOptions) {}

  /** For the broker: it has told people of something. */
  readonly alerted = (alert: Alert): void => {
    this.options.emit({ kind: "alert", atMs: this.nowMs(), alert });
  };

  /** For the broker: it has ended by itself. */
  readonly died = (): void => {
    this.isDown();
    this.supervise();
  };

  serve(served: Served): void {
    this.served = served;
  }

  /** The first start, with the cabinets of the plan. */
  async openOffice(): Promise<void> {
    await this.start();
    await this.broker.office.register(this.options.cabinets);
    this.showAll();
  }

  /** Starts the broker unless it runs, and enters what has waited. */
  readonly start = async (): Promise<void> => {
    this.isWanted = true;
    if (this.isUp) return;
    await this.broker.start();
    this.isUp = true;
    this.options.emit({ kind: "broker", atMs: this.nowMs(), isUp: true });
    this.showAll();
    for (const entry of this.waiting.splice(0)) this.whenUp(entry);
  };

  /** Somebody has ended the broker. */
  readonly ended = (): void => {
    this.isWanted = false;
    this.isDown();
  };

  /** The release goes to a few sensors, and to the others when those run it. */
  readonly rollOut = (kind: ReleaseKind): void => {
    this.rollOuts += 1;
    new RollOut({
      release: { kind, round: this.rollOuts },
      cabinetIds: this.options.cabinets.map(({ id }) => id),
      later: (delayMs, run) => this.options.clock.after("roll-out", delayMs, run),
      whenUp: (entry) => this.whenUp(entry),
      onOrdered: (id, n) => this.served?.judge.ordered(id, n),
    }).begin();
  };

  private isDown(): void {
    if (!this.isUp) return;
    this.isUp = false;
    this.options.emit({ kind: "broker", atMs: this.nowMs(), isUp: false });
  }

  /** Enters what a technician did. */
  readonly enter = (cabinetId: string, kind: string, date?: string): void => {
    this.whenUp(async ({ office }) => {
      await office.recordAct(cabinetId, kind, date);
    });
  };

  /** Tells a sensor what to do. */
  readonly order = (cabinetId: string, command: string, lifeS: number): void => {
    this.whenUp(async ({ office }) => {
      const n = await office.order(cabinetId, command, lifeS);
      this.served?.judge.ordered(cabinetId, n);
    });
  };

  private get broker(): BrokerUnderTest {
    if (!this.served) throw new Error("The operator has no broker yet.");
    return this.served.broker;
  }

  private nowMs(): number {
    return this.options.clock.monotonicMs();
  }

  private supervise(): void {
    this.options.clock.after("supervisor", SUPERVISOR_MS, () => {
      if (!this.isWanted) return;
      this.served?.host.touch();
      this.start().catch(() => this.supervise());
    });
  }

  private showAll(): void {
    for (const { id } of this.options.cabinets) this.options.show(id);
  }

  /** An entry that the broker does not live to confirm is made again: nothing is entered twice. */
  private whenUp(entry: Entry): void {
    if (!this.isUp) {
      this.waiting.push(entry);
      return;
    }
    this.served?.host.touch();
    entry(this.broker).catch(() => this.waiting.push(entry));
  }
}
