/**
 * Watches over every status: when evidence arrives, when the registry changes, and when time alone
 * changes the answer, it works out what the log has to say and tells those who listen. Never
 * decides what a status is.
 */
import type { Cancel, Clock } from "../clock";
import { actRecorded, type LogDraft, type Named, nameOf } from "../log/log-entry";
import type { TechnicianLog } from "../log/technician-log";
import { transition } from "../log/transitions";
import { DeadlineQueue } from "../readiness/deadline-queue";
import type { Status } from "../readiness/status";
import type { Sealer } from "../store/seal";
import type { Change, StoredAct } from "../store/store";
import type { Cabinet, Cabinets, Evidence } from "./cabinets";
import type { CommitQueue } from "./commit-queue";
import type { KeyedQueue } from "./keyed-queue";

export interface CabinetWatchOptions {
  readonly cabinets: Cabinets;
  readonly log: TechnicianLog;
  readonly commits: CommitQueue;
  readonly queue: KeyedQueue;
  readonly sealer: Sealer;
  readonly clock: Clock;
  /** Told when the status of a cabinet, or a reason of it, has changed. */
  readonly onChange: (cabinetId: string) => void;
}

/** What has happened to a cabinet besides the passing of time. */
export interface News {
  readonly evidence?: Evidence;
  /** Lines that are said before those about the status. */
  readonly drafts?: readonly LogDraft[];
  /** The newest act among them. */
  readonly actRow?: number | undefined;
}

/** What one event means for the log: to be committed with it, and settled after the commit. */
export interface Staged {
  readonly change: Change;
  readonly settle: () => void;
}

/** Who a line about this cabinet is about. */
export function namedCabinet({ id, registration }: Cabinet): Named {
  return registration ? nameOf(registration) : { id, name: { ko: id, en: id } };
}

function isEmpty({ logRows, logged }: Change): boolean {
  return !logged && (logRows ?? []).length === 0;
}

export class CabinetWatch {
  private readonly deadlines = new DeadlineQueue();
  private readonly toldStatus = new Map<string, string>();
  private cancelTimer: Cancel = () => {};
  private armedMs = Number.POSITIVE_INFINITY;
  private isClosed = false;

  constructor(private readonly options: CabinetWatchOptions) {}

  /** Works out what the log has to say once `news` is in force. */
  stage(cabinet: Cabinet, news: News): Staged {
    const { evidence, drafts = [] } = news;
    const { cabinets, clock, log, sealer } = this.options;
    const atMs = clock.wallMs();
    const status = cabinets.statusOf(cabinet, atMs, evidence);
    const silenceHeldUntilMs = evidence ? undefined : cabinet.silenceHeldUntilMs;
    const told = { ...cabinet.logged, actRow: news.actRow ?? cabinet.logged.actRow };
    const before = news.actRow === undefined ? cabinet.logged : told;
    const moment = { status, atMs, silenceHeldUntilMs };
    const step = transition(namedCabinet(cabinet), before, moment);
    const logRows = log.rowsOf([...drafts, ...step.drafts]);
    const logged =
      step.logged === cabinet.logged
        ? {}
        : { logged: sealer.seal("logged", cabinet.id, step.logged) };
    const settle = () => {
      Object.assign(cabinet, evidence);
      cabinet.logged = step.logged;
      cabinet.silenceHeldUntilMs = silenceHeldUntilMs;
      this.deadlines.set(cabinet.id, Math.min(status.validUntilMs, step.lookAgainAtMs ?? Infinity));
      this.arm();
      log.publish(logRows);
      this.tell(cabinet.id, status);
    };
    return { change: { logRows, ...logged }, settle };
  }

  /**
   * Looks at one cabinet again, after everything that is already under way for it, and tells
   * those of `acts` that the log has not told yet.
   */
  lookAgain(cabinetId: string, acts: readonly StoredAct[] = []): Promise<void> {
    return this.options.queue.run(cabinetId, async () => {
      const cabinet = this.options.cabinets.get(cabinetId);
      if (!cabinet) return;
      const staged = this.stageActs(cabinet, acts);
      if (!isEmpty(staged.change)) await this.options.commits.add(staged.change);
      staged.settle();
    });
  }

  /** Looks at all cabinets again. */
  async lookAtAll(): Promise<void> {
    const ids = [...this.options.cabinets.all()].map(({ id }) => id);
    await Promise.all(ids.map((id) => this.lookAgain(id)));
  }

  /** Looks at those whose answer time has changed by now. */
  lookAtDue(): void {
    if (this.isClosed) return;
    this.armedMs = Number.POSITIVE_INFINITY;
    const due = this.deadlines.takeDue(this.options.clock.wallMs());
    for (const id of due) void this.lookAgain(id);
    this.arm();
  }

  close(): void {
    this.isClosed = true;
    this.cancelTimer();
  }

  private stageActs(cabinet: Cabinet, acts: readonly StoredAct[]): Staged {
    const untold = acts.filter(({ row }) => row > cabinet.logged.actRow);
    const about = namedCabinet(cabinet);
    const drafts = untold.flatMap(({ kind, date }) => actRecorded(about, kind, date) ?? []);
    return this.stage(cabinet, { drafts, actRow: untold.at(-1)?.row });
  }

  private arm(): void {
    const firstMs = this.deadlines.firstMs();
    if (this.isClosed || firstMs === undefined || firstMs >= this.armedMs) return;
    this.cancelTimer();
    this.armedMs = firstMs;
    const delayMs = Math.max(0, firstMs - this.options.clock.wallMs());
    this.cancelTimer = this.options.clock.after("status deadline", delayMs, () => this.lookAtDue());
  }

  private tell(cabinetId: string, status: Status): void {
    const told = status.reasons.reduce(
      (text, { code }) => `${text} ${code}`,
      status.value as string,
    );
    if (this.toldStatus.get(cabinetId) === told) return;
    this.toldStatus.set(cabinetId, told);
    this.options.onChange(cabinetId);
  }
}
