/**
 * Counts what was refused and why, and puts it into the technician's log: one line for a cabinet
 * and reason, and one more with the count when a flood is over.
 */
import type { Cancel, Clock } from "../clock";
import { REFUSAL_ENTRIES_MAX, REFUSAL_LINE_INTERVAL_MS } from "../limits";
import { type LogDraft, type Named, refused } from "../log/log-entry";
import type { RefusalReason } from "../log/refusal-texts";
import type { TechnicianLog } from "../log/technician-log";
import type { CommitQueue } from "./commit-queue";

export interface RefusalsOptions {
  readonly log: TechnicianLog;
  readonly commits: CommitQueue;
  readonly clock: Clock;
}

/** Stands for sources that are too many to be told apart. */
const MANY_SOURCES: Named = {
  id: null,
  name: { ko: "그 밖의 여러 곳", en: "Many other sources" },
};

export class Refusals {
  /** Refusals since the last line, for each source and reason that has one. */
  private readonly unsaid = new Map<string, number>();
  private readonly timers = new Map<string, Cancel>();
  private readonly totals = new Map<string, number>();

  constructor(private readonly options: RefusalsOptions) {}

  /** Notes one refusal of something from `source`; `key` tells sources apart. */
  note(reason: RefusalReason, key: string, source: Named): void {
    this.totals.set(reason, (this.totals.get(reason) ?? 0) + 1);
    const isCrowded = this.unsaid.size >= REFUSAL_ENTRIES_MAX;
    const own = `${reason} ${key}`;
    const entry = isCrowded && !this.unsaid.has(own) ? `${reason} *` : own;
    const about = entry === own ? source : MANY_SOURCES;
    const count = this.unsaid.get(entry);
    if (count === undefined) this.open(entry, reason, about);
    else this.unsaid.set(entry, count + 1);
  }

  /** How often each reason has occurred since start. */
  counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.totals);
  }

  /** Forgets the summaries that are still to come. */
  close(): void {
    for (const cancel of this.timers.values()) cancel();
    this.timers.clear();
  }

  private open(entry: string, reason: RefusalReason, about: Named): void {
    this.unsaid.set(entry, 0);
    this.say(refused(about, reason, 1));
    const sumUp = () => {
      const count = this.unsaid.get(entry) ?? 0;
      this.unsaid.delete(entry);
      this.timers.delete(entry);
      if (count > 0) this.say(refused(about, reason, count));
    };
    const { clock } = this.options;
    this.timers.set(entry, clock.after("refusals summary", REFUSAL_LINE_INTERVAL_MS, sumUp));
  }

  private say(draft: LogDraft): void {
    const { log, commits } = this.options;
    const logRows = log.rowsOf([draft]);
    void commits.add({ logRows }).then(() => log.publish(logRows));
  }
}
