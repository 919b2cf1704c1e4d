/**
 * A checker watches one property of a run from outside, knowing the truth: events in, violations
 * out. It keeps little, so that it can watch a thousand cabinets for a year.
 */
import type { RunEvent } from "../run/run-event";

/** Something that must never be, and was. */
export interface Violation {
  /** The checker's name, e.g. `no-false-ready`. */
  readonly property: string;
  readonly atMs: number;
  readonly cabinetId: string | undefined;
  /** One sentence with the values: what was, what should have been. */
  readonly sentence: string;
}

export interface Checker {
  readonly name: string;
  /** One sentence: what it holds. */
  readonly promise: string;
  /** How often it had something to judge so far. */
  readonly judged: number;
  /** Takes what happened, in order of time. */
  observe(event: RunEvent): void;
  /** Time has passed without an event: for limits in time. */
  pass(nowMs: number): void;
  /** The run is over. */
  finish(nowMs: number): Promise<void> | void;
}

/** Who collects what checkers find. */
export type OnViolation = (violation: Violation) => void;
