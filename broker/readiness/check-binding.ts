/**
 * Whether the AED in the cabinet is still the one that was registered: one that was away for
 * longer than a moment may have been exchanged, until a person confirms it after its return.
 */
import type { Judged } from "./finding";
import { FUTURE_MS_MAX } from "./limits";
import type { Situation } from "./situation";

/** Judges the binding. A confirmation from the future was stamped by a wrong clock. */
export function bindingFindings(situation: Pick<Situation, "facts" | "rules" | "nowMs">): Judged {
  const returnedAtMs = situation.facts?.returnedAtMs ?? null;
  const { confirmedAtMs } = situation.rules;
  if (returnedAtMs === null) return { findings: [], changesAtMs: [] };
  const isFuture = (confirmedAtMs ?? 0) > situation.nowMs + FUTURE_MS_MAX;
  if (confirmedAtMs !== null && confirmedAtMs > returnedAtMs && !isFuture) {
    return { findings: [], changesAtMs: [] };
  }
  const finding = {
    severity: "action",
    code: "aed-unconfirmed",
    check: "binding",
    method: "human",
    at: Math.floor(returnedAtMs / 1000),
    value: confirmedAtMs === null ? "never confirmed" : "not confirmed since its return",
  } as const;
  return { findings: [finding], changesAtMs: [] };
}
