/** How far a run in virtual time has come: a bar on a terminal, a line now and then in a log. */
import { performance } from "node:perf_hooks";
import type { Plan } from "../simulator/scenario/plan";
import { durationText } from "../simulator/verdict/words";

const BAR_WIDTH = 40;
/** So often on a terminal, and in a log. */
const SCREEN_INTERVAL_MS = 100;
const LOG_INTERVAL_MS = 10_000;

export class RunProgress {
  private readonly startedMs = performance.now();
  private shownMs = 0;
  private isDrawn = false;

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly plan: Plan,
  ) {}

  /** The run is at `atMs` from its start. */
  show(atMs: number): void {
    const nowMs = performance.now();
    const intervalMs = this.stream.isTTY ? SCREEN_INTERVAL_MS : LOG_INTERVAL_MS;
    if (nowMs - Math.max(this.shownMs, this.startedMs) < intervalMs) return;
    this.shownMs = nowMs;
    const { durationMs, name } = this.plan;
    const part = Math.min(1, atMs / durationMs);
    const speed = Math.round(atMs / (nowMs - this.startedMs));
    const done = `${durationText(atMs)} of ${durationText(durationMs)}, ${speed} x real time`;
    if (!this.stream.isTTY) {
      this.stream.write(`${name}: ${done}\n`);
      return;
    }
    const bar = "█".repeat(Math.floor(BAR_WIDTH * part)).padEnd(BAR_WIDTH, "░");
    this.stream.write(`\r\u001b[2K${bar} ${done}`);
    this.isDrawn = true;
  }

  /** Leaves the terminal clean. */
  end(): void {
    if (this.isDrawn) this.stream.write("\r\u001b[2K");
  }

  /** The run was stopped from outside before its end. */
  stop(): void {
    this.end();
    this.stream.write("Stopped.\n");
  }
}
