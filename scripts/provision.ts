/**
 * `npm run provision`: registers a cabinet and gives the settings of its sensor, key included, as
 * the file that goes into the sensor's flash.
 */
import { renameSync, rmSync, writeFileSync } from "node:fs";
import type { NewRegistration, Registration } from "../broker/registry/registration";
import { openRegistry } from "../broker/registry/registry";
import { AED_MODELS } from "../firmware/drivers/models";
import { consolePassword } from "../protocol/host/console-password";
import { HEARTBEAT_S_DEFAULT } from "../protocol/limits";
import { type DeviceSettings, SETTINGS_FILE } from "../protocol/settings";
import { aedModel, createSettings } from "./cabinet-settings";
import { runCommand, UsageError, type Values } from "./command-line";
import { dataOption } from "./common-options";
import { readUpdateMasterKey, updateKeyHexOf } from "./update-key";

/** The settings hold the device's key: nobody else may read them. */
const SECRET_FILE_MODE = 0o600;
/** Sensors of temperature and humidity by name, as the settings number them. */
const CLIMATE_SENSORS = { none: 0, sht3x: 30, sht4x: 40 } as const;
const MODEL_IDS = AED_MODELS.map(({ id }) => id);

function date(part: string) {
  const help = `last good day of the ${part}; unknown, so not ready, when left out`;
  return { kind: "text", valueName: "YYYY-MM-DD", help } as const;
}

function supply(what: string) {
  const help = `supply voltage ${what}`;
  return { kind: "integer", min: 0, max: 60_000, default: 0, help } as const;
}

function required(valueName: string, help: string) {
  return { kind: "text", valueName, help, isRequired: true } as const;
}

const options = {
  cabinet: required("ID", "cabinet id, e.g. anyang-0042"),
  "site-en": required("TEXT", "site name in English"),
  "place-en": required("TEXT", "place inside, in English"),
  "site-ko": { kind: "text", valueName: "TEXT", help: "site name in Korean" },
  "place-ko": { kind: "text", valueName: "TEXT", help: "place inside, in Korean" },
  model: required("MODEL", `AED model: ${MODEL_IDS.join(", ")}`),
  "ready-blink-ms": {
    kind: "integer",
    min: 200,
    max: 30_000,
    help: "blink period of its ready light, measured on site; else the model's default",
  },
  "pads-expire": date("pads"),
  "battery-expire": date("battery"),
  "body-expire": date("AED itself"),
  "pads-contact": { kind: "flag", help: "the sensor has a contact on the pads connector" },
  "time-zone": { kind: "text", valueName: "ZONE", default: "Asia/Seoul", help: "of the site" },
  "wifi-ssid": required("NAME", "Wi-Fi network at the site"),
  "wifi-password": { kind: "text", valueName: "TEXT", default: "", help: "its password" },
  "broker-host": required("HOST", "address of the broker"),
  "broker-port": { kind: "integer", min: 1, max: 65_535, default: 1883, help: "its MQTT port" },
  "heartbeat-s": {
    kind: "integer",
    min: 10,
    max: 86_400,
    default: HEARTBEAT_S_DEFAULT,
    help: "seconds between heartbeats",
  },
  "update-key": {
    kind: "text",
    valueName: "FILE",
    help: "update master key; without it the sensor takes no updates",
  },
  tls: { kind: "flag", help: "the sensor speaks TLS to the broker" },
  "battery-powered": { kind: "flag", help: "it sleeps between reports" },
  buzzer: { kind: "flag", help: "a buzzer is wired" },
  chirp: { kind: "flag", help: "a microphone hears the AED's service chirps" },
  "chirp-ms": {
    kind: "integer",
    min: 1,
    max: 300_000,
    help: "time between its chirps, measured; else the model's default",
  },
  "serial-baud": {
    kind: "integer",
    min: 0,
    max: 115_200,
    default: 0,
    help: "speed of the AED's status port; 0 when it has none",
  },
  climate: {
    kind: "choice",
    choices: Object.keys(CLIMATE_SENSORS),
    default: "none",
    help: "sensor of temperature and humidity",
  },
  "supply-full-scale-mv": supply("that reads as full scale; 0 when it is not wired"),
  "supply-low-mv": supply("below which the supply is low"),
  replace: { kind: "flag", help: "the cabinet is registered already: replace its sensor or data" },
  out: { kind: "text", valueName: "FILE", default: SETTINGS_FILE, help: "settings file to write" },
  data: dataOption,
} as const;

type ProvisionValues = Values<typeof options>;

/** Dates that are not given stay as they are known. */
function registrationOf(values: ProvisionValues, known?: Registration): NewRegistration {
  const model = aedModel(values.model);
  const padsCheck = values["pads-contact"] ? (["pads"] as const) : [];
  return {
    id: values.cabinet,
    siteEn: values["site-en"],
    placeEn: values["place-en"],
    siteKo: values["site-ko"] ?? values["site-en"],
    placeKo: values["place-ko"] ?? values["place-en"],
    timeZone: values["time-zone"],
    aedMaker: model.maker,
    aedModel: model.model,
    aedModelId: model.id,
    requiredChecks: ["presence", "indicator", "door", ...padsCheck],
    padsExpireOn: values["pads-expire"] ?? known?.padsExpireOn ?? null,
    batteryExpireOn: values["battery-expire"] ?? known?.batteryExpireOn ?? null,
    bodyExpireOn: values["body-expire"] ?? known?.bodyExpireOn ?? null,
    isSimulated: false,
  };
}

/** By way of a new file, because an old one would keep the rights it had. */
function writeSecret(path: string, settings: DeviceSettings): void {
  const newPath = `${path}.new`;
  try {
    rmSync(newPath, { force: true });
    writeFileSync(newPath, `${JSON.stringify(settings)}\n`, { mode: SECRET_FILE_MODE });
    renameSync(newPath, path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--out "${path}" cannot be written (${reason}). Choose another file.`);
  }
}

/** Time between the AED's chirps in milliseconds; 0 when nothing listens for them. */
function chirpPeriodMs(values: ProvisionValues): number {
  if (!values.chirp) return 0;
  const periodMs = values["chirp-ms"] ?? aedModel(values.model).chirpPeriodMs;
  if (periodMs > 0) return periodMs;
  throw new UsageError(
    `--chirp: how often model "${values.model}" chirps is not published. ` +
      "Measure it and give it with --chirp-ms.",
  );
}

/** What of the settings the wiring decides. */
function wiringOf(values: ProvisionValues) {
  const measuredMs = values["ready-blink-ms"];
  const climate = values.climate as keyof typeof CLIMATE_SENSORS;
  return {
    hasPadsContact: values["pads-contact"],
    ...(measuredMs === undefined ? {} : { readyBlinkPeriodMs: measuredMs }),
    usesTls: values.tls,
    isBatteryPowered: values["battery-powered"],
    hasBuzzer: values.buzzer,
    chirpPeriodMs: chirpPeriodMs(values),
    serialBaud: values["serial-baud"],
    climateSensor: CLIMATE_SENSORS[climate],
    supplyFullScaleMv: values["supply-full-scale-mv"],
    supplyLowMv: values["supply-low-mv"],
  };
}

/** The sensor's update key; "" when it is to take no updates. */
function updateKeyHex(values: ProvisionValues): string {
  const path = values["update-key"];
  if (path === undefined) return "";
  return updateKeyHexOf(readUpdateMasterKey(path, values.data, console.log), values.cabinet);
}

async function provision(values: ProvisionValues): Promise<void> {
  const { cabinet: id, out } = values;
  const measuredMs = values["ready-blink-ms"];
  const registry = await openRegistry(values.data);
  const known = (await registry.list()).find((registered) => registered.id === id);
  if (known && !values.replace) {
    const where = `${known.siteEn} (${known.placeEn})`;
    throw new UsageError(`${id} is registered already, at ${where}. Add --replace to replace it.`);
  }
  const registration = registrationOf(values, known);
  const settings = createSettings({
    id,
    keyHex: registry.deviceKeyHex(id),
    firstBoot: await registry.nextBoot(id),
    aedModelId: registration.aedModelId,
    wifiSsid: values["wifi-ssid"],
    wifiPassword: values["wifi-password"],
    brokerHost: values["broker-host"],
    brokerPort: values["broker-port"],
    heartbeatS: values["heartbeat-s"],
    updateKeyHex: updateKeyHex(values),
    ...wiringOf(values),
  });
  writeSecret(out, settings);
  try {
    await registry.register([registration], Date.now());
  } catch (error) {
    rmSync(out, { force: true });
    throw error;
  }
  await registry.close();
  const what = known ? "was registered before; its registration is replaced" : "is registered";
  console.log(`${registration.siteEn} (${registration.placeEn}) [${id}] ${what}.`);
  console.log(`Its sensor's settings, key included, are in ${out}. Keep them secret.`);
  console.log(`Its console is locked with the password ${consolePassword(settings.keyHex)}.`);
  if (measuredMs !== undefined) return;
  console.log(
    `The light's period, ${settings.readyBlinkPeriodMs} ms, is a default: measure it on site`,
  );
  console.log("and provision again with --ready-blink-ms if it differs by more than 15 %.");
}

void runCommand({
  name: "provision",
  summary: `Registers a cabinet and writes the settings file ("${SETTINGS_FILE}") of its sensor.`,
  options,
  run: provision,
});
