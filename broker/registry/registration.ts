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
  /** Where it stands, in decimal degrees (WGS 84); both null while nobody has told. */
  readonly latitude: number | null;
  readonly longitude: number | null;
}

type Position = Pick<Registration, "latitude" | "longitude">;

/** What is given to register a cabinet; a confirmation is an act of its own. */
export type NewRegistration = Omit<Registration, "confirmedAtMs" | keyof Position> &
  Partial<Position>;

/** What breaks a rule: the field, its value as JSON text, and the rule in words. */
export interface RegistrationProblem {
  readonly field: string;
  readonly value: string;
  readonly rule: string;
}

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
const DEGREES_MAX = { latitude: 90, longitude: 180 } as const;
/** A centimetre on the ground; more is noise of the device that measured. */
const DEGREES_DECIMALS_MAX = 7;
const FIELDS: readonly string[] = [
  "id",
  ...TEXT_FIELDS,
  ...DATE_FIELDS,
  ...Object.keys(DEGREES_MAX),
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

function isDegrees(value: unknown, max: number): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value !== "number" || !(Math.abs(value) <= max)) return false;
  return Number(value.toFixed(DEGREES_DECIMALS_MAX)) === value;
}

function degreesRule(max: number): string {
  return `decimal degrees from -${max} to ${max} with at most ${DEGREES_DECIMALS_MAX} decimals`;
}

/** What the fields of the position break, if anything; one of the two alone is no position. */
function positionProblem(given: NewRegistration): RegistrationProblem | undefined {
  for (const field of ["latitude", "longitude"] as const) {
    const max = DEGREES_MAX[field];
    const value = given[field];
    if (isDegrees(value, max)) continue;
    return { field, value: JSON.stringify(value), rule: degreesRule(max) };
  }
  const { latitude = null, longitude = null } = given;
  if ((latitude === null) === (longitude === null)) return undefined;
  const field = latitude === null ? "latitude" : "longitude";
  return { field, value: "missing", rule: "given too: a position is both or none" };
}

/** The first field that breaks its rule; undefined when all keep theirs. */
export function registrationProblem(
  given: NewRegistration,
  nowMs: number,
): RegistrationProblem | undefined {
  const values = given as unknown as Readonly<Record<string, unknown>>;
  const problem = (field: string, rule: string): RegistrationProblem => {
    return { field, value: JSON.stringify(values[field]) ?? "missing", rule };
  };
  const isGoodId = typeof given.id === "string" && isCabinetId(given.id);
  if (!isGoodId) return problem("id", CABINET_ID_RULE);
  const strange = Object.keys(values).find((field) => !FIELDS.includes(field));
  if (strange) return problem(strange, `left out; the fields are ${FIELDS.join(", ")}`);
  const noText = TEXT_FIELDS.find((field) => !isPlainText(values[field]));
  if (noText) return problem(noText, TEXT_RULE);
  const noDate = DATE_FIELDS.find((field) => {
    return values[field] !== null && !isExpiryDate(values[field], nowMs);
  });
  if (noDate) return problem(noDate, DATE_RULE);
  const noPosition = positionProblem(given);
  if (noPosition) return noPosition;
  if (!isTimeZone(given.timeZone)) return problem("timeZone", "a time zone such as Asia/Seoul");
  const checksRule =
    `a list out of ${SENSED_CHECKS.join(", ")}, ` +
    `with at least ${CHECKS_ALWAYS_REQUIRED.join(" and ")}`;
  if (!isCheckList(given.requiredChecks)) return problem("requiredChecks", checksRule);
  if (typeof given.isSimulated !== "boolean") return problem("isSimulated", "true or false");
  return undefined;
}

/** Throws REGISTRATION_INVALID for the first field that breaks its rule. */
export function demandRegistration(given: NewRegistration, nowMs: number): void {
  const problem = registrationProblem(given, nowMs);
  if (!problem) return;
  throw brokerError("REGISTRATION_INVALID", { cabinet: String(given.id), ...problem });
}
