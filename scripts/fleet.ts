/** `npm run fleet`: simulated cabinets against a broker that runs elsewhere on this machine. */
import { openRegistry } from "../broker/registry/registry";
import { loadFirmware } from "../simulator/fleet/firmware-bundle";
import { runCommand, UsageError } from "./command-line";
import { dataOption, stopAfterOption } from "./common-options";
import { buildFirmwareQuietly } from "./firmware-folder";
import {
  cabinetCountOption,
  heartbeatOption,
  incidentsOption,
  seedOption,
  startSimulatedFleet,
} from "./simulated-fleet";
import { untilStopped } from "./stop-signal";

const MQTT_PORT_DEFAULT = 1883;

function readBrokerUrl(text: string): { readonly host: string; readonly port: number } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "mqtt:" && url.hostname !== "") {
    return { host: url.hostname, port: url.port === "" ? MQTT_PORT_DEFAULT : Number(url.port) };
  }
  throw new UsageError(`--broker is "${text}"; write it as mqtt://host:port.`);
}

void runCommand({
  name: "fleet",
  summary: "Runs simulated cabinets, each with the built firmware, against a running broker.",
  options: {
    broker: {
      kind: "text",
      valueName: "URL",
      default: "mqtt://127.0.0.1:1883",
      help: "where the broker listens, as mqtt://host:port",
    },
    count: cabinetCountOption,
    seed: seedOption,
    "incidents-per-hour": incidentsOption,
    "heartbeat-s": heartbeatOption,
    data: { ...dataOption, help: "data folder of that broker, to register the cabinets in" },
    "stop-after-s": stopAfterOption,
  },
  run: async (values) => {
    const { host, port } = readBrokerUrl(values.broker);
    const registry = await openRegistry(values.data);
    const simulated = await startSimulatedFleet({
      firmware: loadFirmware(await buildFirmwareQuietly()),
      registry,
      cabinetCount: values.count,
      seed: values.seed,
      brokerHost: host,
      brokerPort: port,
      heartbeatS: values["heartbeat-s"],
      incidentsPerHour: values["incidents-per-hour"],
      onProblem: console.error,
    });
    console.log(`${values.count} cabinets report to ${values.broker}, seed ${values.seed}.`);
    await untilStopped(values["stop-after-s"]);
    simulated.stop();
    await registry.close();
  },
});
