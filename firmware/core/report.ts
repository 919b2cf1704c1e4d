/**
 * Puts a report together: members in the order of the design, ASCII only, below the wire's
 * limit at its longest. What is not known is left out or said to be unknown.
 */
import type { FaultCode } from "../../protocol/faults";
import type { AedSection, NodeSection, Report, ReportCause } from "../../protocol/report";
import { asTold, type CabinetState } from "./cabinet";

export interface ReportParts {
  readonly id: string;
  readonly boot: number;
  readonly seq: number;
  /** Seconds since 1970; 0 while the clock is not synced. */
  readonly at: number;
  readonly upS: number;
  readonly why: ReportCause;
  readonly dueS: number;
  readonly isSimulated: boolean;
  readonly cabinet: CabinetState;
  readonly node: NodeSection;
  readonly faults: readonly FaultCode[];
}

function aedSection(parts: ReportParts): AedSection {
  const told = asTold(parts.cabinet);
  const indicator: AedSection["indicator"] = { state: told.indicator };
  if (told.method) indicator.method = told.method;
  if (parts.at > 0 && told.confirmedS !== undefined) {
    indicator.at = parts.at - parts.upS + Math.floor(told.confirmedS);
  }
  return {
    present: told.present,
    removals: told.removals,
    indicator: indicator,
    selfTest: { result: "not-sensed" },
    battery: { state: told.battery },
    pads: { state: told.pads },
  };
}

/** The report as compact JSON text, ready to be sealed. */
export function reportBody(parts: ReportParts): string {
  const head: Partial<Report> = {
    v: 1,
    id: parts.id,
    boot: parts.boot,
    seq: parts.seq,
    at: parts.at,
    clock: parts.at > 0 ? "synced" : "unsynced",
    upS: parts.upS,
    why: parts.why,
    dueS: parts.dueS,
  };
  if (parts.isSimulated) head.simulated = true;
  head.aed = aedSection(parts);
  head.cabinet = { door: parts.cabinet.door };
  head.node = parts.node;
  head.faults = parts.faults.slice(0);
  return JSON.stringify(head);
}
