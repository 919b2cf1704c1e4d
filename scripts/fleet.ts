/** `npm run fleet`: simulated cabinets against a broker that runs elsewhere on this machine. */
import { openRegistry } from "../broker/registry/registry";
import { readProxyRules } from "../simulator/faults/tcp-proxy-rules";
import { loadFirmware } from "../simulator/fleet/firmware-bundle";
import { demandBrokerFolder } from "./broker-folder";
import { type Options, runCommand, UsageError, type Values } from "./command-line";
import { dataOption, stopAfterOption } from "./common-options";
import { buildFirmwareQuietly } from "./firmware-folder";
import { CABINETS_MAX, runFleetLoad } from "./fleet-load";
import { demandOneMode, givenOptions, rampUpSOf } from "./fleet-modes";
import { libraryLines, runScenario } from "./scenario-run";
import {
  CABINETS_IN_ONE_THREAD_MAX,
  cabinetCountOption,
  type FleetRequest,
  heartbeatOption,
  incidentsOption,
  type SimulatedFleet,
  seedOption,
  startSimulatedFleet,
} from "./simulated-fleet";
import { untilStopped } from "./stop-signal";

const MQTT_PORT_DEFAULT = 1883;
/** Of text for people, where the terminal does not say. */
const COLUMNS_DEFAULT = 80;
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

/** Threads that a load without `--workers` runs in; on more than two cores, more help. */
const WORKERS_DEFAULT = 2;

const COUNT_DEFAULT = `${cabinetCountOption.default}, or as the scenario says`;
const COUNT_HELP = `number of simulated cabinets; ${COUNT_DEFAULT}`;

const options = {
  broker: {
    kind: "text",
    valueName: "URL",
    default: "mqtt://127.0.0.1:1883",
    help: "where the broker listens, as mqtt://host:port",
  },
  scenario: {
    kind: "text",
    valueName: "NAME",
    help: "run a scenario in virtual time with a broker of its own; from the library, or a file",
  },
  plan: {
    kind: "text",
    valueName: "FILE",
    help: "the same with a plan that exploration has kept",
  },
  set: {
    kind: "text",
    valueName: "LIST",
    help: "parameters of the scenario, as name=value,name=value",
  },
  out: {
    kind: "text",
    valueName: "FOLDER",
    help: "of a scenario: write verdict.json, verdict.xml (JUnit) and verdict.html there",
  },
  trace: { kind: "text", valueName: "FILE", help: "of a scenario: write every event there" },
  "list-scenarios": { kind: "flag", help: "name the scenarios of the library" },
  count: { kind: "integer", min: 1, max: CABINETS_MAX, help: COUNT_HELP },
  seed: seedOption,
  "incidents-per-hour": incidentsOption,
  "heartbeat-s": heartbeatOption,
  data: { ...dataOption, help: "data folder of that broker, to register the cabinets in" },
  workers: {
    kind: "integer",
    min: 1,
    max: 64,
    help: "measure as a load, in N threads, 2 by default",
  },
  "ramp-up-s": {
    kind: "integer",
    min: 0,
    max: 3600,
    help: "measure as a load; the sensors get power over N seconds, 60 by default",
  },
  "ack-p99-ms-max": {
    kind: "integer",
    min: 1,
    max: 60_000,
    help: "measure as a load; fail when acknowledgements take longer",
  },
  "source-addresses": {
    kind: "text",
    valueName: "LIST",
    help: "measure as a load; connect from these addresses of this machine, with commas",
  },
  proxy: {
    kind: "text",
    valueName: "RULES",
    help: "measure as a load; disturb the network, e.g. delay=200ms,drop=2/min,hold=1/min",
  },
  "stop-after-s": stopAfterOption,
} as const satisfies Options;

/** True when something is asked for that only a measured load gives. */
function isLoad(values: Values<typeof options>): boolean {
  const { workers, count = cabinetCountOption.default } = values;
  const wanted = [workers, values["ramp-up-s"], values["ack-p99-ms-max"]];
  const words = [values["source-addresses"], values.proxy];
  if (count > CABINETS_IN_ONE_THREAD_MAX || words.some((word) => word !== undefined)) return true;
  return wanted.some((value) => value !== undefined);
}

function demandProxyRules(words: string): void {
  try {
    readProxyRules(words);
  } catch (error) {
    throw new UsageError(`--proxy: ${error instanceof Error ? error.message : error}`);
  }
}

async function runLoad(values: Values<typeof options>, request: FleetRequest): Promise<void> {
  const load = {
    ...request,
    firmwareFolder: await buildFirmwareQuietly(),
    incidentsPerHour: values["incidents-per-hour"],
    workers: values.workers ?? WORKERS_DEFAULT,
    rampUpS: rampUpSOf(values["ramp-up-s"], values["stop-after-s"]),
    sourceAddresses: values["source-addresses"]?.split(",") ?? ("automatic" as const),
    proxyRules: values.proxy ?? "",
    ackP99MsMax: values["ack-p99-ms-max"],
    print: console.log,
  };
  await runFleetLoad(load, () => untilStopped(values["stop-after-s"]));
}

async function runPlain(values: Values<typeof options>, request: FleetRequest): Promise<void> {
  const simulated = await startSimulatedFleet({
    ...request,
    firmware: loadFirmware(await buildFirmwareQuietly()),
    incidentsPerHour: values["incidents-per-hour"],
  });
  console.log(
    `${request.cabinetCount} cabinets switched on, seed ${values.seed}. Ctrl-C stops them.`,
  );
  const stopTelling = tellConnections(simulated, values.broker);
  await untilStopped(values["stop-after-s"]);
  stopTelling();
  simulated.stop();
}

async function runInVirtualTime(values: Values<typeof options>): Promise<void> {
  const isPassed = await runScenario({
    scenario: values.scenario,
    plan: values.plan,
    seed: values.seed,
    cabinetCount: values.count,
    parameters: values.set,
    out: values.out,
    trace: values.trace,
  });
  if (!isPassed) throw new Error("The run did not pass.");
}

void runCommand({
  name: "fleet",
  summary:
    "Runs simulated cabinets, each with the built firmware: against a running broker, or, with\n" +
    "--scenario, in virtual time with checkers that know the truth, and a verdict.",
  options,
  run: async (values) => {
    if (values["list-scenarios"]) {
      const columns = process.stdout.columns ?? COLUMNS_DEFAULT;
      for (const line of libraryLines(columns)) console.log(line);
      return;
    }
    demandOneMode(givenOptions(process.argv.slice(2)));
    if (values.scenario !== undefined || values.plan !== undefined) {
      await runInVirtualTime(values);
      return;
    }
    const { host, port } = readBrokerUrl(values.broker);
    // What was typed is judged before anything is looked at.
    if (values.proxy !== undefined) demandProxyRules(values.proxy);
    rampUpSOf(values["ramp-up-s"], values["stop-after-s"]);
    demandBrokerFolder(values.data);
    const registry = await openRegistry(values.data);
    const request = {
      registry,
      cabinetCount: values.count ?? cabinetCountOption.default,
      seed: values.seed,
      brokerHost: host,
      brokerPort: port,
      heartbeatS: values["heartbeat-s"],
      onProblem: console.error,
    };
    try {
      if (isLoad(values)) await runLoad(values, request);
      else await runPlain(values, request);
    } finally {
      await registry.close();
    }
  },
});
