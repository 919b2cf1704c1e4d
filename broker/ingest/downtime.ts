/**
 * Tells once, at start, that this server itself was off, so that nobody takes the silence of that
 * time for a fault of the cabinets; and keeps the mark by which the next start knows. Decides
 * nothing about cabinets.
 */
import type { Cancel, Clock } from "../clock";
import { ALIVE_MARK_INTERVAL_MS, OFF_TOLD_MS_MIN } from "../limits";
import { serverWasOff } from "../log/log-entry";
import type { TechnicianLog } from "../log/technician-log";
import { leaveAliveMark, readAliveMark } from "../store/alive-mark";
import type { Cabinets } from "./cabinets";
import type { CommitQueue } from "./commit-queue";

export interface DowntimeOptions {
  readonly folder: string;
  readonly cabinets: Cabinets;
  readonly log: TechnicianLog;
  readonly commits: CommitQueue;
  readonly clock: Clock;
}

/** Times of day, with their days when these are not the same. */
function shortTimes(from: string, to: string): readonly [string, string] {
  const isSameDay = from.slice(0, 10) === to.slice(0, 10);
  const firstCharacter = isSameDay ? 11 : 0;
  return [from.slice(firstCharacter, 16), to.slice(firstCharacter, 16)];
}

export class Downtime {
  private cancel: Cancel = () => {};

  constructor(private readonly options: DowntimeOptions) {}

  /** Writes the line when it is due, and marks from now on that the broker is alive. */
  async start(): Promise<void> {
    const { folder, cabinets, log, commits, clock } = this.options;
    const newestEvidenceMs = cabinets.newestEvidenceMs();
    const offSinceMs = readAliveMark(folder) ?? newestEvidenceMs;
    const nowMs = clock.wallMs();
    this.mark();
    if (newestEvidenceMs === 0 || nowMs - offSinceMs <= OFF_TOLD_MS_MIN) return;
    const server = { id: null, name: { ko: "서버", en: "Server" } };
    const [from, to] = shortTimes(log.timeOf(offSinceMs), log.timeOf(nowMs));
    const logRows = log.rowsOf([serverWasOff(server, from, to)]);
    await commits.add({ logRows });
    log.publish(logRows);
  }

  close(): void {
    this.cancel();
    leaveAliveMark(this.options.folder, this.options.clock.wallMs());
  }

  private mark(): void {
    const { folder, clock } = this.options;
    leaveAliveMark(folder, clock.wallMs());
    this.cancel = clock.after("alive mark", ALIVE_MARK_INTERVAL_MS, () => this.mark());
  }
}
