/**
 * What happens in a run, one event after the other: the checkers judge it, the trace is made of
 * it, the verdict's page draws it. Times are milliseconds from the start of the run.
 */
import type { Defect } from "../cabinet/defects";
import type { PlannedStep } from "../scenario/plan";
import type { Alert, Shown } from "./broker-under-test";

export type RunEvent =
  /** A step of the plan was carried out, or could not be (`problem`). */
  | {
      readonly kind: "step";
      readonly atMs: number;
      readonly step: PlannedStep;
      readonly problem?: string;
    }
  /** What is wrong with the AED in a cabinet, in truth; empty = it would work. */
  | {
      readonly kind: "truth";
      readonly atMs: number;
      readonly id: string;
      readonly defects: readonly Defect[];
    }
  /** What the broker shows of a cabinet; undefined = it is down. */
  | {
      readonly kind: "shown";
      readonly atMs: number;
      readonly id: string;
      readonly shown: Shown | undefined;
    }
  | { readonly kind: "alert"; readonly atMs: number; readonly alert: Alert }
  /**
   * A sensor has written a report to the wire; `isRepeated` = the very same again, or a clone
   * speaks. `bodyHash` is of the signed body (`body-hash.ts`).
   */
  | {
      readonly kind: "published";
      readonly atMs: number;
      readonly id: string;
      readonly boot: number;
      readonly seq: number;
      readonly why: string;
      readonly isRepeated: boolean;
      readonly bodyHash: number;
    }
  /** A sensor has received the PUBACK of a report. */
  | {
      readonly kind: "acknowledged";
      readonly atMs: number;
      readonly id: string;
      readonly boot: number;
      readonly seq: number;
      /** From the last time it was written to the wire. */
      readonly afterMs: number;
    }
  /** A sensor has got a command from the wire. */
  | { readonly kind: "commanded"; readonly atMs: number; readonly id: string; readonly n: number }
  /** A sensor has said what became of a command. */
  | {
      readonly kind: "replied";
      readonly atMs: number;
      readonly id: string;
      readonly n: number;
      readonly result: string;
    }
  /** A sensor's connection to the broker works, or does not any more. */
  | { readonly kind: "link"; readonly atMs: number; readonly id: string; readonly isUp: boolean }
  | { readonly kind: "booted"; readonly atMs: number; readonly id: string }
  /** Something failed in a way that nobody had expected. */
  | { readonly kind: "failure"; readonly atMs: number; readonly sentence: string }
  | { readonly kind: "broker"; readonly atMs: number; readonly isUp: boolean }
  | { readonly kind: "printed"; readonly atMs: number; readonly id: string; readonly line: string };
