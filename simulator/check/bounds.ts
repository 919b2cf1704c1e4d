/** Nothing grows without a limit: counters of memory and queues, read once a minute. */

import type { RunEvent } from "../run/run-event";
import type { Checker, OnViolation } from "./checker";
import { SAMPLE_INTERVAL_MS } from "./limits";

/** Something that could grow. */
export interface Counter {
  /** What is counted, e.g. `reports waiting in the sensor`. */
  readonly name: string;
  readonly cabinetId?: string;
  readonly value: number;
  readonly max: number;
}

export class Bounds implements Checker {
  readonly name = "bounds";
  readonly promise = "Queues and memory stay within their limits.";
  /** Counters that were read. */
  judged = 0;
  private nextMs = 0;
  /** What is beyond its limit, and was told. */
  private beyond = new Set<string>();

  constructor(
    private readonly counters: () => Iterable<Counter>,
    private readonly onViolation: OnViolation,
  ) {}

  observe(event: RunEvent): void {
    this.pass(event.atMs);
  }

  pass(nowMs: number): void {
    if (nowMs >= this.nextMs) this.sample(nowMs);
  }

  finish(nowMs: number): void {
    this.sample(nowMs);
  }

  private sample(nowMs: number): void {
    this.nextMs = nowMs + SAMPLE_INTERVAL_MS;
    const beyond = new Set<string>();
    for (const { name, cabinetId, value, max } of this.counters()) {
      this.judged += 1;
      if (value <= max) continue;
      const key = `${name} ${cabinetId ?? ""}`;
      beyond.add(key);
      if (this.beyond.has(key)) continue;
      const sentence = `${name}: ${value}; at most ${max} are allowed`;
      this.onViolation({ property: this.name, atMs: nowMs, cabinetId, sentence });
    }
    this.beyond = beyond;
  }
}
