/**
 * `npm run provision`: registers a cabinet and gives the settings of its sensor, key included, as
 * the file that goes into the sensor's flash.
 */
import { writeFileSync } from "node:fs";
import { openRegistry } from "../broker/registry/registry";
import { HEARTBEAT_S_DEFAULT } from "../protocol/limits";
import { SETTINGS_FILE } from "../protocol/settings";
import { aedModel, createSettings } from "./cabinet-settings";
import { runCommand, UsageError } from "./command-line";
import { dataOption } from "./common-options";

/** The settings hold the device's key: nobody else may read them. */
const SECRET_FILE_MODE = 0o600;

function demand(option: string, value: string | undefined): string {
  if (value === undefined) throw new UsageError(`--${option} is missing. See --help.`);
  return value;
}

void runCommand({
  name: "provision",
  summary: `Registers a cabinet and writes the settings file ("${SETTINGS_FILE}") of its sensor.`,
  options: {
    cabinet: { kind: "text", valueName: "ID", help: "cabinet id, e.g. anyang-0042" },
    "site-ko": { kind: "text", valueName: "TEXT", help: "site name in Korean" },
    "site-en": { kind: "text", valueName: "TEXT", help: "site name in English" },
    "place-ko": { kind: "text", valueName: "TEXT", help: "place inside, in Korean" },
    "place-en": { kind: "text", valueName: "TEXT", help: "place inside, in English" },
    model: { kind: "text", valueName: "MODEL", help: "AED model id, e.g. onsite" },
    "pads-expire": { kind: "text", valueName: "YYYY-MM-DD", help: "last good day of the pads" },
    "battery-expire": { kind: "text", valueName: "YYYY-MM-DD", help: "the same of the battery" },
    "body-expire": { kind: "text", valueName: "YYYY-MM-DD", help: "the same of the AED itself" },
    "pads-contact": { kind: "flag", help: "the sensor has a contact on the pads connector" },
    "time-zone": {
      kind: "text",
      valueName: "ZONE",
      default: "Asia/Seoul",
      help: "time zone of the site",
    },
    "wifi-ssid": { kind: "text", valueName: "NAME", help: "Wi-Fi network at the site" },
    "wifi-password": { kind: "text", valueName: "TEXT", default: "", help: "its password" },
    "broker-host": { kind: "text", valueName: "HOST", help: "address of the broker" },
    "broker-port": { kind: "integer", min: 1, max: 65_535, default: 1883, help: "its MQTT port" },
    "heartbeat-s": {
      kind: "integer",
      min: 10,
      max: 86_400,
      default: HEARTBEAT_S_DEFAULT,
      help: "seconds between heartbeats",
    },
    out: {
      kind: "text",
      valueName: "FILE",
      default: SETTINGS_FILE,
      help: "settings file to write",
    },
    data: dataOption,
  },
  run: async (values) => {
    const id = demand("cabinet", values.cabinet);
    const model = aedModel(demand("model", values.model));
    const wifiSsid = demand("wifi-ssid", values["wifi-ssid"]);
    const brokerHost = demand("broker-host", values["broker-host"]);
    const siteEn = demand("site-en", values["site-en"]);
    const placeEn = demand("place-en", values["place-en"]);
    const hasPadsContact = values["pads-contact"];
    const registry = await openRegistry(values.data);
    await registry.register(
      [
        {
          id,
          siteEn,
          placeEn,
          siteKo: values["site-ko"] ?? siteEn,
          placeKo: values["place-ko"] ?? placeEn,
          timeZone: values["time-zone"],
          aedMaker: model.maker,
          aedModel: model.model,
          aedModelId: model.id,
          requiredChecks: [
            "presence",
            "indicator",
            "door",
            ...(hasPadsContact ? ["pads" as const] : []),
          ],
          padsExpireOn: values["pads-expire"] ?? null,
          batteryExpireOn: values["battery-expire"] ?? null,
          bodyExpireOn: values["body-expire"] ?? null,
          isSimulated: false,
        },
      ],
      Date.now(),
    );
    const settings = createSettings({
      id,
      keyHex: registry.deviceKeyHex(id),
      firstBoot: await registry.nextBoot(id),
      aedModelId: model.id,
      wifiSsid,
      wifiPassword: values["wifi-password"],
      brokerHost,
      brokerPort: values["broker-port"],
      heartbeatS: values["heartbeat-s"],
      hasPadsContact,
    });
    await registry.close();
    writeFileSync(values.out, `${JSON.stringify(settings)}\n`, { mode: SECRET_FILE_MODE });
    console.log(`${siteEn} (${placeEn}) is registered as ${id}; it is unknown until it reports.`);
    console.log(`Its sensor's settings, key included, are in ${values.out}. Keep them secret.`);
  },
});
