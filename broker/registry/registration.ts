/**
 * A registered cabinet: where it stands, which AED it holds, until when its parts are good. Checks
 * what a person or a program wants to register; a bad value is refused with its rule.
 */
import { CABINET_ID_RULE, isCabinetId } from "../../protocol/cabinet-id";
import { brokerError } from "../errors";
import { EXPIRY_YEARS_AHEAD_MAX, REGISTRATION_TEXT_LENGTH_MAX } from "../limits";
import {
  type CabinetRules,
  CHECKS_ALWAYS_REQUIRED,
  SENSED_CHECKS,
} from "../readiness/cabinet-rules";
import { isCalendarDate, isTimeZone } from "../readiness/calendar";

export interface Registration extends CabinetRules {
  readonly id: string;
  readonly siteKo: string;
  readonly siteEn: string;
  readonly placeKo: string;
  readonly placeEn: string;
  readonly aedMaker: string;
  readonly aedModel: string;
  readonly aedModelId: string;
}

/** What is given to register a cabinet; a confirmation is an act of its own. */
export type NewRegistration = Omit<Registration, "confirmedAtMs">;

const TEXT_FIELDS = [
  "siteKo",
  "siteEn",
  "placeKo",
  "placeEn",
  "aedMaker",
  "aedModel",
  "aedModelId",
] as const;
const DATE_FIELDS = ["padsExpireOn", "batteryExpireOn", "bodyExpireOn"] as const;
const FIELDS: readonly string[] = [
  "id",
  ...TEXT_FIELDS,
  ...DATE_FIELDS,
  "timeZone",
  "requiredChecks",
  "isSimulated",
];

const TEXT_RULE = `a text of 1 to ${REGISTRATION_TEXT_LENGTH_MAX} printable characters`;
const DATE_RULE =
  "a day that exists, written YYYY-MM-DD, at most " +
  `${EXPIRY_YEARS_AHEAD_MAX} years ahead, or null while it is unknown`;

function isPlainText(value: unknown): boolean {
  if (typeof value !== "string" || value.trim() === "") return false;
  return value.length <= REGISTRATION_TEXT_LENGTH_MAX && !/\p{C}/u.test(value);
}

/** True for an expiry date that exists and is not further ahead than any part lasts. */
export function isExpiryDate(value: unknown, nowMs: number): value is string {
  if (!isCalendarDate(value)) return false;
  const latest = new Date(nowMs);
  latest.setUTCFullYear(latest.getUTCFullYear() + EXPIRY_YEARS_AHEAD_MAX);
  return value <= latest.toISOString().slice(0, 10);
}

function isCheckList(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  const isKnown = value.every((check) => (SENSED_CHECKS as readonly unknown[]).includes(check));
  return isKnown && CHECKS_ALWAYS_REQUIRED.every((check) => value.includes(check));
}

/** Throws REGISTRATION_INVALID for the first field that breaks its rule. */
export function demandRegistration(given: NewRegistration, nowMs: number): void {
  const values = given as unknown as Readonly<Record<string, unknown>>;
  const demand = (isGood: boolean, field: string, rule: string): void => {
    const value = JSON.stringify(values[field]) ?? "missing";
    if (isGood) return;
    throw brokerError("REGISTRATION_INVALID", { cabinet: String(given.id), field, value, rule });
  };
  demand(typeof given.id === "string" && isCabinetId(given.id), "id", CABINET_ID_RULE);
  for (const field of Object.keys(values)) {
    demand(FIELDS.includes(field), field, `left out; the fields are ${FIELDS.join(", ")}`);
  }
  for (const field of TEXT_FIELDS) demand(isPlainText(values[field]), field, TEXT_RULE);
  for (const field of DATE_FIELDS) {
    const value = values[field];
    demand(value === null || isExpiryDate(value, nowMs), field, DATE_RULE);
  }
  demand(isTimeZone(given.timeZone), "timeZone", "a time zone such as Asia/Seoul");
  const checksRule =
    `a list out of ${SENSED_CHECKS.join(", ")}, ` +
    `with at least ${CHECKS_ALWAYS_REQUIRED.join(" and ")}`;
  demand(isCheckList(given.requiredChecks), "requiredChecks", checksRule);
  demand(typeof given.isSimulated === "boolean", "isSimulated", "true or false");
}
