/**
 * The people at the broker: they start it, register cabinets, enter what technicians did, give
 * orders, roll releases out. What cannot be entered while the broker is down they enter when it is
 * back. A broker that has ended by itself is started again, as by any system's supervisor.
 */
import type { Judge } from "../check/judge";
import type { SimulatorClock } from "../runtime/clock";
import type { HostTime } from "../runtime/host-time";
import type { PlannedCabinet, PlannedStep } from "../scenario/plan";
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
  readonly host: Pick<HostTime, "touch">;
}

/**
 * A broker that has ended by itself, or could not start, is started again after so long; what it
 * did not take is entered again.
 */
export const AGAIN_MS = 30_000;
/** A broker that stays up and does not take an entry so often will not take it. */
export const ENTRY_TRIES_MAX = 5;

type Work = (broker: BrokerUnderTest) => Promise<void>;

/** Something that people do at the broker. */
interface Entry {
  /** What it is part of, for those who are told that it could not be done. */
  readonly step: PlannedStep;
  readonly work: Work;
  /** How often a broker that stayed up has not taken it. */
  refusals: number;
  /** Why, the last time. */
  reason: string;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export class Operator {
  /** While it is, nobody expects that a broker takes anything. */
  isDiskFull = false;
  private served: Served | undefined;
  private isUp = false;
  /** Nobody has ended it on purpose. */
  private isWanted = false;
  private rollOuts = 0;
  private waiting: Entry[] = [];
  private starting: Promise<void> | undefined;
  private isRetryAhead = false;
  private isSupervised = false;
  /** How often a broker has come up: another one than before. */
  private lives = 0;

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
    this.isWanted = true;
    await this.startOnce();
    await this.broker.office.register(this.options.cabinets);
    this.showAll();
  }

  /**
   * Starts the broker unless it runs, and enters what has waited. One that cannot start is started
   * again and again until it can, as one that has died.
   */
  readonly start = async (): Promise<void> => {
    this.isWanted = true;
    await this.startOnce().catch(() => this.supervise());
  };

  /** The run is over: tells what a broker that is up has not taken to the end. */
  close(): void {
    if (!this.isUp || this.isDiskFull) return;
    // What was not taken just now may be taken in the next moment.
    for (const entry of this.waiting.splice(0)) if (entry.refusals > 0) this.failed(entry);
  }

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
      whenUp: (work) => this.whenUp("roll-out", { release: kind }, work),
      onOrdered: (id, n) => this.served?.judge.ordered(id, n, "update"),
    }).begin();
  };

  private async startOnce(): Promise<void> {
    // Ended and wanted again while it was being started, it is started once more.
    while (this.isWanted && !this.isUp) {
      this.starting ??= this.startNow().finally(() => {
        this.starting = undefined;
      });
      await this.starting;
    }
  }

  private async startNow(): Promise<void> {
    await this.broker.start();
    if (!this.isWanted) {
      await this.broker.kill();
      return;
    }
    this.isUp = true;
    this.lives += 1;
    this.options.emit({ kind: "broker", atMs: this.nowMs(), isUp: true });
    this.showAll();
    this.enterWaiting();
  }

  private enterWaiting(): void {
    for (const entry of this.waiting.splice(0)) this.try(entry);
  }

  private isDown(): void {
    if (!this.isUp) return;
    this.isUp = false;
    this.options.emit({ kind: "broker", atMs: this.nowMs(), isUp: false });
  }

  /** Enters what a technician did. */
  readonly enter = (cabinetId: string, kind: string, date?: string): void => {
    const values = { ...(date !== undefined && { date }) };
    const record: Work = ({ office }) => office.recordAct(cabinetId, kind, date);
    this.whenUp(`enter ${kind}`, values, record, cabinetId);
  };

  /** Tells a sensor what to do. */
  readonly order = (cabinetId: string, command: string, lifeS: number): void => {
    const give: Work = async ({ office }) => {
      const n = await office.order(cabinetId, command, lifeS);
      this.served?.judge.ordered(cabinetId, n, command);
    };
    this.whenUp("command", { do: command, "life-s": lifeS }, give, cabinetId);
  };

  private get broker(): BrokerUnderTest {
    if (!this.served) throw new Error("The operator has no broker yet.");
    return this.served.broker;
  }

  private nowMs(): number {
    return this.options.clock.monotonicMs();
  }

  private supervise(): void {
    if (this.isSupervised) return;
    this.isSupervised = true;
    this.options.clock.after("supervisor", AGAIN_MS, () => {
      this.isSupervised = false;
      if (!this.isWanted) return;
      this.served?.host.touch();
      void this.start();
    });
  }

  private showAll(): void {
    for (const { id } of this.options.cabinets) this.options.show(id);
  }

  /** Does it now, or when the broker is back. */
  private whenUp(verb: string, values: PlannedStep["values"], work: Work, id?: string): void {
    const cabinetIds = id === undefined ? [] : [id];
    const step = { atMs: this.nowMs(), verb, cabinetIds, values };
    this.try({ step, work, refusals: 0, reason: "the broker was down" });
  }

  /** An entry that the broker does not take, or does not live to confirm, is made again. */
  private try(entry: Entry): void {
    if (!this.isUp) {
      this.waiting.push(entry);
      return;
    }
    this.served?.host.touch();
    const life = this.lives;
    const refused = (error: unknown) => {
      entry.reason = reasonOf(error);
      if (entry.refusals >= ENTRY_TRIES_MAX) return;
      this.waiting.push(entry);
      this.retryLater();
      // One that dies of it says so a moment after it has not taken it.
      this.options.clock.after("refused", AGAIN_MS / 2, () => this.wasRefused(entry, life));
    };
    try {
      entry.work(this.broker).catch(refused);
    } catch (error) {
      refused(error);
    }
  }

  private wasRefused(entry: Entry, life: number): void {
    if (!this.isUp || this.lives !== life || this.isDiskFull) return;
    entry.refusals += 1;
    if (entry.refusals < ENTRY_TRIES_MAX) return;
    this.waiting = this.waiting.filter((waiting) => waiting !== entry);
    this.failed(entry);
  }

  private failed({ step, reason }: Entry): void {
    const problem = `the broker is up and does not take it: ${reason}`;
    this.options.emit({ kind: "step", atMs: this.nowMs(), step, problem });
  }

  private retryLater(): void {
    if (this.isRetryAhead) return;
    this.isRetryAhead = true;
    this.options.clock.after("entered again", AGAIN_MS, () => {
      this.isRetryAhead = false;
      if (this.isUp) this.enterWaiting();
    });
  }
}
