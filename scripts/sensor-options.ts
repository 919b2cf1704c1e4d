/**
 * What of a sensor's settings the installer decides: its network, its broker, its wiring. The
 * cabinet itself, its AED model and its checks come from the registry.
 */
import { createConnection } from "node:net";
import type { Registration } from "../broker/registry/registration";
import { byteStringOf } from "../protocol/host/messages";
import { HEARTBEAT_S_DEFAULT } from "../protocol/limits";
import type { DeviceSettings } from "../protocol/settings";
import { aedModel, createSettings } from "./cabinet-settings";
import { UsageError, type Values } from "./command-line";
import { secretOptions } from "./secret-input";

/** Sensors of temperature and humidity by name, as the settings number them. */
const CLIMATE_SENSORS = { none: 0, sht3x: 30, sht4x: 40 } as const;
const MQTT_PORT = 1883;
const REACH_MS = 5000;

function supply(what: string) {
  const help = `supply voltage ${what}`;
  return { kind: "integer", min: 0, max: 60_000, default: 0, help } as const;
}

export const sensorOptions = {
  "wifi-ssid": { kind: "text", valueName: "NAME", help: "Wi-Fi network at the site" },
  ...secretOptions,
  broker: { kind: "text", valueName: "HOST[:PORT]", help: "the broker, as the sensor reaches it" },
  "heartbeat-s": {
    kind: "integer",
    min: 10,
    max: 86_400,
    default: HEARTBEAT_S_DEFAULT,
    help: "seconds between heartbeats",
  },
  "ready-blink-ms": {
    kind: "integer",
    min: 200,
    max: 30_000,
    help: "blink period of the AED's ready light, measured; else the model's, if it has one",
  },
  tls: { kind: "flag", help: "the sensor speaks TLS to the broker" },
  "battery-powered": { kind: "flag", help: "it sleeps between reports" },
  buzzer: { kind: "flag", help: "a buzzer is wired" },
  chirp: { kind: "flag", help: "a microphone hears the AED's service chirps" },
  "chirp-ms": {
    kind: "integer",
    min: 5000,
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
} as const;

export type SensorValues = Values<typeof sensorOptions>;

export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
}

/** Reads HOST or HOST:PORT; throws a UsageError. */
export function brokerAddress(text: string | undefined): BrokerAddress {
  const [, host, port] = /^([^:\s/]+)(?::(\d{1,5}))?$/.exec(text ?? "") ?? [];
  const number = Number(port ?? MQTT_PORT);
  if (host && number >= 1 && number <= 65_535) return { host, port: number };
  const given = text === undefined ? "--broker is missing" : `--broker is "${text}"`;
  throw new UsageError(`${given}; it must be HOST or HOST:PORT, as the sensor reaches it.`);
}

/** Throws a UsageError when nothing answers at the address; nothing has been written then. */
export function demandReachable({ host, port }: BrokerAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host, port, timeout: REACH_MS });
    const failed = (reason: string) => {
      socket.destroy();
      reject(
        new UsageError(
          `No broker answers at ${host}:${port} from this computer (${reason}). Start it with ` +
            "npm run broker, correct --broker, or add --no-check when only the sensor reaches it.",
        ),
      );
    };
    socket.once("error", (error) => failed((error as NodeJS.ErrnoException).code ?? error.message));
    socket.once("timeout", () => failed("no answer"));
    socket.once("connect", () => {
      socket.destroy();
      resolve();
    });
  });
}

/** Time between the AED's chirps in milliseconds; 0 when nothing listens for them. */
function chirpPeriodMs(values: SensorValues, modelId: string): number {
  if (!values.chirp) return 0;
  const periodMs = values["chirp-ms"] ?? aedModel(modelId).chirpPeriodMs;
  if (periodMs > 0) return periodMs;
  throw new UsageError(
    `--chirp: how often model "${modelId}" chirps is not published. ` +
      "Measure it and give it with --chirp-ms.",
  );
}

/** Why a sensor with these settings can never show its AED as ready; undefined when it can. */
export function unprovenReadiness(settings: DeviceSettings): string | undefined {
  if (settings.readyBlinkPeriodMs > 0 || settings.serialBaud > 0) return undefined;
  return (
    "Nothing can prove this AED ready: how its light blinks then is not known for this model. " +
    "Measure the period and run this again with --ready-blink-ms, or wire its status port."
  );
}

export interface SensorIdentity {
  readonly cabinet: Registration;
  readonly keyHex: string;
  readonly firstBoot: number;
  /** "" = the sensor takes no updates. */
  readonly updateKeyHex: string;
  readonly wifiPassword: string;
}

/** The settings that go onto the board; throws a UsageError for the first value that is wrong. */
export function sensorSettings(values: SensorValues, identity: SensorIdentity): DeviceSettings {
  const { cabinet } = identity;
  const ssid = values["wifi-ssid"] ?? "";
  const broker = brokerAddress(values.broker);
  const measuredMs = values["ready-blink-ms"];
  return createSettings({
    id: cabinet.id,
    keyHex: identity.keyHex,
    firstBoot: identity.firstBoot,
    updateKeyHex: identity.updateKeyHex,
    aedModelId: cabinet.aedModelId,
    // The sensor's texts are bytes, and their limits count bytes.
    wifiSsid: byteStringOf(ssid),
    wifiPassword: byteStringOf(identity.wifiPassword),
    brokerHost: broker.host,
    brokerPort: broker.port,
    heartbeatS: values["heartbeat-s"],
    hasPadsContact: cabinet.requiredChecks.includes("pads"),
    ...(measuredMs === undefined ? {} : { readyBlinkPeriodMs: measuredMs }),
    usesTls: values.tls,
    isBatteryPowered: values["battery-powered"],
    hasBuzzer: values.buzzer,
    chirpPeriodMs: chirpPeriodMs(values, cabinet.aedModelId),
    serialBaud: values["serial-baud"],
    climateSensor: CLIMATE_SENSORS[values.climate as keyof typeof CLIMATE_SENSORS],
    supplyFullScaleMv: values["supply-full-scale-mv"],
    supplyLowMv: values["supply-low-mv"],
  });
}
