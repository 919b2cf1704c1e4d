/**
 * The dates that no AED knows itself: pads, battery and body. A last good day counts to its end in
 * the site's own time zone; a day nobody recorded is not a good one.
 */
import type { ActionFaultCode, UnknownFaultCode } from "../../protocol/faults";
import type { CabinetRules } from "./cabinet-rules";
import { type CalendarDate, endOfDayMs, isTimeZone } from "./calendar";
import type { Finding, Judged } from "./finding";
import type { Situation } from "./situation";

interface DatedPart {
  readonly check: string;
  readonly expiresOn: (rules: CabinetRules) => CalendarDate | null;
  readonly expired: ActionFaultCode;
  readonly dateUnknown: UnknownFaultCode;
}

const DATED_PARTS: readonly DatedPart[] = [
  {
    check: "pads-date",
    expiresOn: (rules) => rules.padsExpireOn,
    expired: "pads-expired",
    dateUnknown: "pads-date-unknown",
  },
  {
    check: "battery-date",
    expiresOn: (rules) => rules.batteryExpireOn,
    expired: "battery-expired",
    dateUnknown: "battery-date-unknown",
  },
  {
    check: "body-date",
    expiresOn: (rules) => rules.bodyExpireOn,
    expired: "body-expired",
    dateUnknown: "body-date-unknown",
  },
];

function unknownDate({ check, dateUnknown }: DatedPart): Finding {
  const value = "unknown";
  return { check, method: "date", at: null, value, severity: "unknown", code: dateUnknown };
}

function expired({ check, expired: code }: DatedPart, date: CalendarDate): Finding {
  return { check, method: "date", at: null, value: date, severity: "action", code };
}

/** Judges the dates; the end of each day still to come is a change of the answer. */
export function dateFindings(situation: Pick<Situation, "rules" | "nowMs">): Judged {
  const { rules, nowMs } = situation;
  const findings: Finding[] = [];
  const changesAtMs: number[] = [];
  for (const part of DATED_PARTS) {
    const date = part.expiresOn(rules);
    // A zone nobody knows has no end of day.
    if (date === null || !isTimeZone(rules.timeZone)) {
      findings.push(unknownDate(part));
      continue;
    }
    const endMs = endOfDayMs(date, rules.timeZone);
    changesAtMs.push(endMs);
    if (nowMs >= endMs) findings.push(expired(part, date));
  }
  return { findings, changesAtMs };
}
