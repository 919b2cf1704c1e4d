/** What a technician did at a cabinet that no sensor can see, and what it changes. */
import { brokerError } from "../errors";
import { EXPIRY_YEARS_AHEAD_MAX } from "../limits";
import { dateAt } from "../readiness/calendar";
import { isExpiryDate, type Registration } from "./registration";

export const TECHNICIAN_ACTS = [
  "pads-replaced",
  "battery-replaced",
  "pads-date-recorded",
  "aed-confirmed",
] as const;
export type TechnicianActKind = (typeof TECHNICIAN_ACTS)[number];

export interface TechnicianAct {
  readonly cabinetId: string;
  readonly kind: TechnicianActKind;
  /** Last good day of the part, YYYY-MM-DD; none for a confirmation. */
  readonly date?: string;
}

const REPLACEMENTS: readonly TechnicianActKind[] = ["pads-replaced", "battery-replaced"];

function demandAct(act: TechnicianAct, timeZone: string, nowMs: number): void {
  const refuse = (problem: string): never => {
    throw brokerError("ACT_INVALID", { cabinet: act.cabinetId, act: String(act.kind), problem });
  };
  if (!TECHNICIAN_ACTS.includes(act.kind)) {
    refuse(`there is no such act; use one of ${TECHNICIAN_ACTS.join(", ")}`);
  }
  if (act.kind === "aed-confirmed" && act.date !== undefined) refuse("it takes no date");
  if (act.kind === "pads-date-recorded" && act.date === undefined) refuse("the date is missing");
  const isReplacement = REPLACEMENTS.includes(act.kind);
  if (isReplacement && act.date === undefined) {
    refuse("the last good day on the new part is missing");
  }
  if (act.date !== undefined && !isExpiryDate(act.date, nowMs)) {
    refuse(
      `the date is ${JSON.stringify(act.date)}; it must be a day that exists, written ` +
        `YYYY-MM-DD, at most ${EXPIRY_YEARS_AHEAD_MAX} years ahead`,
    );
  }
  const today = dateAt(nowMs, timeZone);
  if (isReplacement && act.date !== undefined && act.date < today) {
    refuse(`the new part's last good day, ${act.date}, is over; read its label again`);
  }
}

/** The registration after `act`. Throws ACT_INVALID. */
export function applyAct(
  registration: Registration,
  act: TechnicianAct,
  nowMs: number,
): Registration {
  demandAct(act, registration.timeZone, nowMs);
  const date = act.date ?? null;
  switch (act.kind) {
    case "pads-replaced":
    case "pads-date-recorded":
      return { ...registration, padsExpireOn: date };
    case "battery-replaced":
      return { ...registration, batteryExpireOn: date };
    case "aed-confirmed":
      return { ...registration, confirmedAtMs: nowMs };
  }
}
