/** `npm run fleet`: simulated cabinets against a broker that runs elsewhere on this machine. */
import { openRegistry } from "../broker/registry/registry";
import { loadFirmware } from "../simulator/fleet/firmware-bundle";
import { demandBrokerFolder } from "./broker-folder";
import { runCommand, UsageError } from "./command-line";
import { dataOption, stopAfterOption } from "./common-options";
import { buildFirmwareQuietly } from "./firmware-folder";
import {
  cabinetCountOption,
  heartbeatOption,
  incidentsOption,
  type SimulatedFleet,
  seedOption,
  startSimulatedFleet,
} from "./simulated-fleet";
import { untilStopped } from "./stop-signal";

const MQTT_PORT_DEFAULT = 1883;
const CONNECTIONS_INTERVAL_MS = 5000;

function readBrokerUrl(text: string): { readonly host: string; readonly port: number } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "mqtt:" && url.hostname !== "") {
    return { host: url.hostname, port: url.port === "" ? MQTT_PORT_DEFAULT : Number(url.port) };
  }
  throw new UsageError(`--broker is "${text}"; write it as mqtt://host or mqtt://host:port.`);
}

/** Says how many sensors are connected whenever that has changed; returns the way to stop. */
function tellConnections({ fleet }: SimulatedFleet, broker: string): () => void {
  let told = -1;
  const timer = setInterval(() => {
    const connected = fleet.members.filter(({ cabinet }) => cabinet.isStatusLedLit).length;
    if (connected === told) return;
    told = connected;
    console.log(`${connected} of ${fleet.members.length} sensors are connected to ${broker}.`);
    if (connected > 0) return;
    console.log("Is a broker listening there, and is --data the data folder of that broker?");
  }, CONNECTIONS_INTERVAL_MS);
  return () => clearInterval(timer);
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
    demandBrokerFolder(values.data);
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
    console.log(`${values.count} cabinets switched on, seed ${values.seed}. Ctrl-C stops them.`);
    const stopTelling = tellConnections(simulated, values.broker);
    await untilStopped(values["stop-after-s"]);
    stopTelling();
    simulated.stop();
    await registry.close();
  },
});
