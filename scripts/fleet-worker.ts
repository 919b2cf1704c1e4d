/** One worker thread of `npm run fleet`: its share of the cabinets, with their own event loop. */
import { runInNewContext } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { TcpProxy } from "../simulator/faults/tcp-proxy";
import { ProxyActor } from "../simulator/faults/tcp-proxy-actor";
import { readProxyRules, shareOfRules } from "../simulator/faults/tcp-proxy-rules";
import { loadFirmware } from "../simulator/fleet/firmware-bundle";
import { createFleet, type Fleet } from "../simulator/fleet/fleet";
import { FleetMeter } from "../simulator/fleet/fleet-meter";
import { meteredConnect } from "../simulator/fleet/metered-connect";
import { createRandom } from "../simulator/fleet/random";
import { SourcePorts } from "../simulator/fleet/source-ports";
import type { SimulatorClock } from "../simulator/runtime/clock";
import { createRealClock } from "../simulator/runtime/real-clock";
import { createTcpNetwork, type TcpNetworkOptions } from "../simulator/runtime/tcp";
import type { Connect } from "../simulator/runtime/wire";
import type { FleetWorkerTask, MessageFromWorker, MessageToWorker } from "./fleet-worker-task";

function tell(message: MessageFromWorker): void {
  parentPort?.postMessage(message);
}

function localEnds(task: FleetWorkerTask): TcpNetworkOptions {
  if (task.sourceAddresses.length === 0) return {};
  const ports = new SourcePorts({ addresses: task.sourceAddresses, reserved: [task.brokerPort] });
  return { takeLocalEnd: () => ports.take() };
}

/** Heap in use; after a collection when the process was started so that it can be asked for. */
function heapBytes(): number {
  try {
    const collect = runInNewContext("gc") as () => void;
    collect();
    collect();
  } catch {
    // The figure is then too high; who weighs exposes the collector first.
  }
  return process.memoryUsage().heapUsed;
}

interface Way {
  readonly connect: Connect;
  readonly close: () => void;
}

/** The way to the broker: straight, or through a proxy of this worker's own. */
async function wayToBroker(task: FleetWorkerTask, clock: SimulatorClock): Promise<Way> {
  const network = createTcpNetwork(task.proxyRules ? {} : localEnds(task));
  if (!task.proxyRules) return network;
  const { brokerHost, brokerPort } = task;
  const rules = shareOfRules(readProxyRules(task.proxyRules), task.workers);
  const proxy = new TcpProxy({
    clock,
    brokerHost,
    brokerPort,
    ...localEnds(task),
    onConnection: (connection) => actor.greet(connection),
  });
  const random = createRandom(task.seed).fork(`proxy ${task.worker}`);
  const actor = new ProxyActor({ clock, random, proxy, rules });
  const port = await proxy.listen();
  return {
    connect: (_target, listener) => network.connect({ host: "127.0.0.1", port }, listener),
    close: () => {
      actor.stop();
      network.close();
      proxy.close();
    },
  };
}

async function build(task: FleetWorkerTask): Promise<Pick<Fleet, "start" | "stop">> {
  const clock = createRealClock();
  const { connect, close } = await wayToBroker(task, clock);
  const meter = new FleetMeter(task.meter);
  const monotonicMs = () => clock.monotonicMs();
  const fleet = createFleet({
    firmware: loadFirmware(task.firmwareFolder),
    cabinets: task.cabinets,
    clock,
    random: createRandom(task.seed).fork(`worker ${task.worker}`),
    connect,
    connectOf: () => meteredConnect({ connect, meter, monotonicMs }),
    onPowerOn: () => meter.count("powered"),
    incidentsPerHour: task.incidentsPerHour,
    onServiceAct: (act) => tell({ kind: "act", act }),
    onPrint: () => {},
    powerOnSpreadMs: task.rampUpMs,
  });
  // The sensors have their settings in flash now; a second copy of each would weigh on every one.
  task.cabinets.length = 0;
  return {
    start: () => fleet.start(),
    stop: () => {
      fleet.stop();
      close();
    },
  };
}

/** Builds the cabinets, then does what the main thread says. */
async function work(task: FleetWorkerTask): Promise<void> {
  const fleet = await build(task);
  parentPort?.on("message", (message: MessageToWorker) => {
    if (message.kind === "switch-on") fleet.start();
    else if (message.kind === "weigh") tell({ kind: "weighed", heapBytes: heapBytes() });
    else {
      fleet.stop();
      parentPort?.close();
    }
  });
  tell({ kind: "built" });
}

void work(workerData as FleetWorkerTask);
