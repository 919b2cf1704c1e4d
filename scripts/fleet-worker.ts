/** One worker thread of `npm run fleet`: its share of the cabinets, with their own event loop. */
import { runInNewContext } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { loadFirmware } from "../simulator/fleet/firmware-bundle";
import { createFleet, type Fleet } from "../simulator/fleet/fleet";
import { FleetMeter } from "../simulator/fleet/fleet-meter";
import { meteredConnect } from "../simulator/fleet/metered-connect";
import { createRandom } from "../simulator/fleet/random";
import { SourcePorts } from "../simulator/fleet/source-ports";
import { createRealClock } from "../simulator/runtime/real-clock";
import { createTcpNetwork, type TcpNetworkOptions } from "../simulator/runtime/tcp";
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

function build(task: FleetWorkerTask): { readonly fleet: Fleet; readonly stop: () => void } {
  const clock = createRealClock();
  const network = createTcpNetwork(localEnds(task));
  const meter = new FleetMeter(task.meter);
  const monotonicMs = () => clock.monotonicMs();
  const fleet = createFleet({
    firmware: loadFirmware(task.firmwareFolder),
    cabinets: task.cabinets,
    clock,
    random: createRandom(task.seed).fork(`worker ${task.worker}`),
    connect: network.connect,
    connectOf: () => meteredConnect({ connect: network.connect, meter, monotonicMs }),
    onPowerOn: () => meter.count("powered"),
    incidentsPerHour: task.incidentsPerHour,
    onServiceAct: (act) => tell({ kind: "act", act }),
    onPrint: () => {},
    powerOnSpreadMs: task.rampUpMs,
  });
  return {
    fleet,
    stop: () => {
      fleet.stop();
      network.close();
    },
  };
}

const { fleet, stop } = build(workerData as FleetWorkerTask);
parentPort?.on("message", (message: MessageToWorker) => {
  if (message.kind === "switch-on") fleet.start();
  else if (message.kind === "weigh") tell({ kind: "weighed", heapBytes: heapBytes() });
  else {
    stop();
    tell({ kind: "stopped" });
    parentPort?.close();
  }
});
tell({ kind: "built" });
