/**
 * Keeps exceptions inside: every callback that runs the application goes through here. An
 * exception becomes a failure that the application reports before it restarts the device.
 */
import type { FailureKind } from "../hal/system";

type FailureListener = (kind: FailureKind, message: string) => void;

/** Called with each failure. */
let failureListener: FailureListener | undefined;

export function setFailureListener(listener: FailureListener): void {
  failureListener = listener;
}

/** Reports a failure; the report itself must not bring the caller down. */
export function fail(kind: FailureKind, problem: unknown): void {
  try {
    if (failureListener) failureListener(kind, "" + problem);
  } catch (secondProblem) {
    console.log("Failure while reporting a failure: " + secondProblem);
  }
}

/** `run`, with exceptions turned into failures. */
export function guarded<Value>(run: (value: Value) => void): (value: Value) => void {
  return function (value) {
    try {
      run(value);
    } catch (problem) {
      fail("software-error", problem);
    }
  };
}
