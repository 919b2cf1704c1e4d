/** What one group of checks found: reasons against "ready", and when its answer would change. */
import type { ActionFaultCode, UnknownFaultCode } from "../../protocol/faults";

interface FindingBase {
  readonly check: string;
  readonly method: string;
  /** Seconds since 1970; null when nothing was observed. */
  readonly at: number | null;
  readonly value: string;
}

export type Finding =
  | (FindingBase & { readonly severity: "action"; readonly code: ActionFaultCode })
  | (FindingBase & { readonly severity: "unknown"; readonly code: UnknownFaultCode });

export interface Judged {
  readonly findings: readonly Finding[];
  /** Instants at which time alone changes the findings, milliseconds since 1970. */
  readonly changesAtMs: readonly number[];
}
