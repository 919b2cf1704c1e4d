/**
 * What a person tells to register a cabinet, in words: the options of the command line and the
 * columns of a table are the same. Makes a registration of them, or says which word is wrong.
 */
import {
  type NewRegistration,
  type Registration,
  registrationProblem,
} from "../broker/registry/registration";
import { aedModel } from "./cabinet-settings";
import { UsageError } from "./command-line";

/** Every name of the words, as options and as columns. */
export const REQUEST_NAMES = [
  "id",
  "site",
  "site-en",
  "site-ko",
  "place",
  "place-en",
  "place-ko",
  "model",
  "lat",
  "lon",
  "pads-expire",
  "battery-expire",
  "body-expire",
  "pads-contact",
  "time-zone",
] as const;
export type RequestName = (typeof REQUEST_NAMES)[number];
export type RegistrationRequest = Readonly<Partial<Record<RequestName, string>>>;

/** The zone of a site when nobody names one. */
export const TIME_ZONE_DEFAULT = "Asia/Seoul";
/** What a word for the position looks like; its range is checked by the registry's rule. */
const DECIMAL = /^-?\d{1,3}(\.\d{1,15})?$/;
const YES_NO: Readonly<Record<string, boolean>> = { yes: true, no: false };

/** Which word a field of a registration came from. */
const WORDS_OF_FIELD: Readonly<Record<string, readonly RequestName[]>> = {
  id: ["id"],
  siteEn: ["site-en", "site", "site-ko"],
  siteKo: ["site-ko", "site", "site-en"],
  placeEn: ["place-en", "place", "place-ko"],
  placeKo: ["place-ko", "place", "place-en"],
  latitude: ["lat"],
  longitude: ["lon"],
  padsExpireOn: ["pads-expire"],
  batteryExpireOn: ["battery-expire"],
  bodyExpireOn: ["body-expire"],
  timeZone: ["time-zone"],
};

export interface RequestContext {
  /** The registration that is to be replaced. */
  readonly known: Registration | undefined;
  readonly nowMs: number;
  /** How the person wrote a name: --lat, or lat. */
  readonly nameOf: (name: RequestName) => string;
}

/** The first of `names` that was told. */
function told(request: RegistrationRequest, names: readonly RequestName[]): string | undefined {
  for (const name of names) if (request[name] !== undefined) return request[name];
  return undefined;
}

/** One text serves both languages when nobody told the other. */
function textsOf(request: RegistrationRequest, { nameOf }: RequestContext) {
  const text = (field: string, name: RequestName): string => {
    const found = told(request, WORDS_OF_FIELD[field] ?? []);
    if (found !== undefined) return found;
    throw new UsageError(`${nameOf(name)} is missing; a cabinet needs id, site, place and model.`);
  };
  return {
    siteEn: text("siteEn", "site"),
    siteKo: text("siteKo", "site"),
    placeEn: text("placeEn", "place"),
    placeKo: text("placeKo", "place"),
  };
}

/** A word nobody could take for a number is left to the registry's rule, which refuses it. */
function degrees(word: string | undefined): number | null {
  if (word === undefined) return null;
  return DECIMAL.test(word) ? Number(word) : Number.NaN;
}

function hasPadsContact(request: RegistrationRequest, { nameOf }: RequestContext): boolean {
  const word = request["pads-contact"] ?? "no";
  const isWired = YES_NO[word.toLowerCase()];
  if (isWired !== undefined) return isWired;
  throw new UsageError(`${nameOf("pads-contact")} is "${word}"; it must be yes or no.`);
}

/** Dates belong to the parts of one AED: another model begins with none. */
function datesOf(request: RegistrationRequest, known: Registration | undefined, modelId: string) {
  const kept = known?.aedModelId === modelId ? known : undefined;
  return {
    padsExpireOn: request["pads-expire"] ?? kept?.padsExpireOn ?? null,
    batteryExpireOn: request["battery-expire"] ?? kept?.batteryExpireOn ?? null,
    bodyExpireOn: request["body-expire"] ?? kept?.bodyExpireOn ?? null,
  };
}

/** A position belongs to one site: another site begins with none. */
function positionOf(request: RegistrationRequest, known: Registration | undefined, siteKo: string) {
  const isTold = request.lat !== undefined || request.lon !== undefined;
  const kept = !isTold && known?.siteKo === siteKo ? known : undefined;
  if (kept) return { latitude: kept.latitude, longitude: kept.longitude };
  return { latitude: degrees(request.lat), longitude: degrees(request.lon) };
}

function demandGood(
  registration: NewRegistration,
  request: RegistrationRequest,
  context: RequestContext,
): void {
  const problem = registrationProblem(registration, context.nowMs);
  if (!problem) return;
  const names = WORDS_OF_FIELD[problem.field] ?? [];
  const name = names.find((each) => request[each] !== undefined) ?? names[0];
  const word = name && request[name];
  const value = word === undefined ? problem.value : JSON.stringify(word);
  const written = name ? context.nameOf(name) : problem.field;
  throw new UsageError(`${written} is ${value}; it must be ${problem.rule}.`);
}

/**
 * The registration that `request` asks for. Of the one it replaces it keeps dates of the same
 * model and the position of the same site. Throws a UsageError for the first word that is wrong.
 */
export function registrationOf(
  request: RegistrationRequest,
  context: RequestContext,
): NewRegistration {
  const { id, model: modelId } = request;
  const { known, nameOf } = context;
  if (id === undefined) throw new UsageError(`${nameOf("id")} is missing; every cabinet needs it.`);
  const texts = textsOf(request, context);
  if (modelId === undefined) {
    throw new UsageError(`${nameOf("model")} is missing; a cabinet needs id, site, place, model.`);
  }
  const model = aedModel(modelId);
  const padsCheck = hasPadsContact(request, context) ? (["pads"] as const) : [];
  const registration: NewRegistration = {
    id,
    ...texts,
    timeZone: request["time-zone"] ?? TIME_ZONE_DEFAULT,
    aedMaker: model.maker,
    aedModel: model.model,
    aedModelId: model.id,
    requiredChecks: ["presence", "indicator", "door", ...padsCheck],
    ...datesOf(request, known, model.id),
    ...positionOf(request, known, texts.siteKo),
    isSimulated: false,
  };
  demandGood(registration, request, context);
  return registration;
}

/** Throws a UsageError when the cabinet is registered and nobody asked to replace it. */
export function demandReplaceable(known: Registration | undefined, isReplacing: boolean): void {
  if (!known || isReplacing) return;
  const { id, siteEn, placeEn } = known;
  throw new UsageError(
    `${id} is registered already, at ${siteEn} (${placeEn}). Add --replace to replace it.`,
  );
}
