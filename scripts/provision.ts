/**
 * `npm run provision`: registers a real cabinet, or a whole table of them, and prints their
 * labels. The settings of the sensor, its key included, are written by `npm run flash`.
 */
import type { NewRegistration, Registration } from "../broker/registry/registration";
import { openRegistry, type Registry } from "../broker/registry/registry";
import { AED_MODELS } from "../firmware/drivers/models";
import { demandBrokerFolder } from "./broker-folder";
import { runCommand, UsageError, type Values } from "./command-line";
import { dataOption } from "./common-options";
import type { LabelledCabinet } from "./label/label";
import { openLabelFolder, writeLabels } from "./label/label-folder";
import { readPageUrl } from "./label/page-url";
import {
  demandReplaceable,
  REQUEST_NAMES,
  type RegistrationRequest,
  type RequestName,
  registrationOf,
  TIME_ZONE_DEFAULT,
} from "./registration-request";
import { judgeRows, readTableFile, TABLE_ROWS_MAX, verdictLine } from "./registration-table";

const MODEL_IDS = AED_MODELS.map(({ id }) => id);

function text(valueName: string, help: string) {
  return { kind: "text", valueName, help } as const;
}

function date(part: string) {
  return text("YYYY-MM-DD", `last good day of the ${part}; unknown, so not ready, when left out`);
}

const options = {
  id: text("ID", "cabinet id, e.g. anyang-0042"),
  site: text("TEXT", "site name, for both languages"),
  "site-en": text("TEXT", "site name in English, when it is another"),
  "site-ko": text("TEXT", "site name in Korean, when it is another"),
  place: text("TEXT", "place inside the site, for both languages"),
  "place-en": text("TEXT", "place in English, when it is another"),
  "place-ko": text("TEXT", "place in Korean, when it is another"),
  model: text("MODEL", `AED model: ${MODEL_IDS.join(", ")}`),
  lat: text("DEGREES", "latitude (WGS 84), e.g. 37.3943; south of the equator --lat=-37.3943"),
  lon: text("DEGREES", "longitude (WGS 84), e.g. 126.9568"),
  "pads-expire": date("pads"),
  "battery-expire": date("battery"),
  "body-expire": date("AED itself"),
  "pads-contact": { kind: "flag", help: "the sensor has a contact on the pads connector" },
  "time-zone": text("ZONE", `of the site (default ${TIME_ZONE_DEFAULT})`),
  csv: text("FILE", `table of at most ${TABLE_ROWS_MAX} cabinets, with these names as header`),
  replace: { kind: "flag", help: "cabinets that are registered already are replaced" },
  "page-url": text("URL", "address of the broker's pages; labels are made when it is given"),
  "label-folder": { ...text("FOLDER", "where labels are written"), default: "labels" },
  "label-only": { kind: "flag", help: "registers nothing; labels of --id, or of all cabinets" },
  data: dataOption,
} as const;

type ProvisionValues = Values<typeof options>;

/** What of a cabinet the words on the command line tell. */
function requestOf(values: ProvisionValues): RegistrationRequest {
  const told = REQUEST_NAMES.flatMap((name) => {
    const value = values[name];
    if (typeof value === "string") return [[name, value] as const];
    return value ? [[name, "yes"] as const] : [];
  });
  return Object.fromEntries(told);
}

/** Throws a UsageError for the first option that has no meaning beside `beside`. */
function demandNone(given: readonly string[], beside: string, why: string): void {
  const [first] = given;
  if (first === undefined) return;
  throw new UsageError(`--${first} has no meaning with ${beside}: ${why}. Leave one of them out.`);
}

async function registerOne(values: ProvisionValues, registry: Registry) {
  const request = requestOf(values);
  if (request.id === undefined) {
    throw new UsageError("--id is missing; or name a table of cabinets with --csv. See --help.");
  }
  const nowMs = Date.now();
  const known = (await registry.list()).find(({ id }) => id === request.id);
  const nameOf = (name: RequestName) => `--${name}`;
  const registration = registrationOf(request, { known, nowMs, nameOf });
  demandReplaceable(known, values.replace);
  await registry.register([registration], nowMs);
  const { id, siteEn, placeEn } = registration;
  const what = known ? "was registered before; its registration is replaced" : "is registered";
  console.log(`${siteEn} (${placeEn}) [${id}] ${what}.`);
  console.log("Its sensor gets settings and key with npm run flash.");
  return [registration];
}

/** All rows or none: half a table would have to be found out and repaired by hand. */
async function registerTable(path: string, values: ProvisionValues, registry: Registry) {
  const given = Object.keys(requestOf(values));
  demandNone(given, "--csv", "each row of the table tells its own");
  const { encoding, rows } = readTableFile(path);
  if (encoding === "CP949") console.log(`${path} is no UTF-8; it is read as CP949 (EUC-KR).`);
  const nowMs = Date.now();
  const known = await registry.list();
  const verdicts = judgeRows(rows, { known, isReplacing: values.replace, nowMs });
  for (const verdict of verdicts) console.log(verdictLine(verdict));
  const registrations = verdicts.flatMap(({ registration }) => registration ?? []);
  const badCount = verdicts.length - registrations.length;
  if (badCount > 0) {
    throw new UsageError(
      `${badCount} of ${verdicts.length} rows cannot be registered, so nothing was registered. ` +
        "Correct them and run the command again.",
    );
  }
  await registry.register(registrations, nowMs);
  console.log(`${registrations.length} cabinets are registered.`);
  console.log("Their sensors get settings and keys with npm run flash.");
  return registrations;
}

async function writeLabelFiles(
  cabinets: readonly LabelledCabinet[],
  pageUrl: string,
  folder: string,
): Promise<void> {
  await writeLabels(cabinets, { folder, pageUrl }, ({ svgPath, pngPath }) => {
    console.log(`Label: ${svgPath}, ${pngPath}`);
  });
}

/** The registered cabinets whose labels are wanted again. */
async function registeredCabinets(values: ProvisionValues): Promise<readonly Registration[]> {
  const given = [...Object.keys(requestOf(values)), ...(values.csv === undefined ? [] : ["csv"])];
  demandNone(
    given.filter((name) => name !== "id"),
    "--label-only",
    "nothing is registered",
  );
  demandBrokerFolder(values.data);
  const registry = await openRegistry(values.data);
  try {
    return values.id === undefined ? await registry.list() : [await registry.get(values.id)];
  } finally {
    await registry.close();
  }
}

async function register(values: ProvisionValues): Promise<readonly NewRegistration[]> {
  const registry = await openRegistry(values.data);
  try {
    if (values.csv === undefined) return await registerOne(values, registry);
    return await registerTable(values.csv, values, registry);
  } finally {
    await registry.close();
  }
}

async function provision(values: ProvisionValues): Promise<void> {
  const givenUrl = values["page-url"];
  const folder = values["label-folder"];
  const isLabelOnly = values["label-only"];
  if (givenUrl === undefined) {
    if (isLabelOnly) throw new UsageError("--page-url is missing; a label carries it as QR code.");
    await register(values);
    console.log("No label was made; --label-only --page-url https://HOST makes it.");
    return;
  }
  const pageUrl = readPageUrl(givenUrl);
  // Registered cabinets without the labels that were asked for would be half a job.
  if (!isLabelOnly) openLabelFolder(folder);
  const cabinets = isLabelOnly ? await registeredCabinets(values) : await register(values);
  await writeLabelFiles(cabinets, pageUrl, folder);
}

void runCommand({
  name: "provision",
  summary: "Registers a cabinet, or a table of them, and prints labels with a QR code.",
  options,
  run: provision,
});
