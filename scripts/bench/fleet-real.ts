/** The real fleet under the benchmark: what a cabinet costs in memory and processor time. */
import { setTimeout as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { openRegistry } from "../../broker/registry/registry";
import { latencyQuantileMs, latencySince } from "../../simulator/fleet/latency-counts";
import { FIRMWARE_FOLDER } from "../firmware-folder";
import { type FleetLoad, startFleetLoad } from "../fleet-load";
import type { BenchBroker } from "./fleet-broker";
import type { FleetLoadFigures } from "./fleet-figures";

export interface FleetBenchOptions {
  readonly broker: BenchBroker;
  readonly count: number;
  readonly heartbeatS: number;
  readonly windowS: number;
}

export interface RealFleetFigures extends FleetLoadFigures {
  /** JavaScript heap of each cabinet after a collection, in bytes. */
  readonly heapBytesPerClient: number;
}

const WORKERS = 2;
/** Sensors that get power in a second. */
const RAMP_UP_PER_S = 100;
/** After the last first acknowledgement: indicators are judged, the first reports are through. */
const SETTLE_MS = 20_000;
/** A fleet that has not come up by then never will. */
const COME_UP_MS_MAX = 180_000;
const LOOK_INTERVAL_MS = 200;

async function startLoad(options: FleetBenchOptions, count: number): Promise<FleetLoad> {
  const registry = await openRegistry(options.broker.dataFolder);
  const load = await startFleetLoad({
    registry,
    firmwareFolder: FIRMWARE_FOLDER,
    cabinetCount: count,
    seed: 1,
    brokerHost: "127.0.0.1",
    brokerPort: options.broker.port,
    heartbeatS: options.heartbeatS,
    incidentsPerHour: 0,
    workers: WORKERS,
    rampUpS: count / RAMP_UP_PER_S,
    sourceAddresses: "automatic",
    proxyRules: "",
    ackP99MsMax: undefined,
    print: () => {},
    onProblem: console.error,
  });
  const stop = async () => {
    await load.stop();
    await registry.close();
  };
  return { ...load, stop };
}

async function untilAllAcknowledged(load: FleetLoad): Promise<number> {
  for (;;) {
    const { allAcknowledgedAfterMs, elapsedMs, shortcomings } = load.look();
    if (allAcknowledgedAfterMs !== undefined) return allAcknowledgedAfterMs;
    if (elapsedMs > COME_UP_MS_MAX) throw new Error(`The fleet did not come up: ${shortcomings}`);
    await pause(LOOK_INTERVAL_MS);
  }
}

function cpuSSince(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

/** Memory of a fleet so small that it is all the workers' own. */
async function weighEmpty(options: FleetBenchOptions) {
  const load = await startLoad(options, WORKERS);
  await untilAllAcknowledged(load);
  const heapBytes = await load.workers.heapBytes();
  const rssBytes = process.memoryUsage.rss();
  await load.stop();
  return { heapBytes, rssBytes };
}

/** Runs the fleet and measures it; takes the ramp-up, a settling time and the window. */
export async function benchRealFleet(options: FleetBenchOptions): Promise<RealFleetFigures> {
  setFlagsFromString("--expose-gc");
  const empty = await weighEmpty(options);
  const load = await startLoad(options, options.count);
  try {
    const firstAcknowledgementsMs = await untilAllAcknowledged(load);
    await pause(SETTLE_MS);
    const before = load.look();
    const cpuBefore = process.cpuUsage();
    await pause(options.windowS * 1000);
    const usedS = cpuSSince(cpuBefore);
    const after = load.look();
    const latencies = latencySince(after.figures.latencies, before.figures.latencies);
    const rssBytes = process.memoryUsage.rss();
    const heapBytes = await load.workers.heapBytes();
    const more = options.count - WORKERS;
    return {
      clients: options.count,
      rssBytesPerClient: (rssBytes - empty.rssBytes) / more,
      heapBytesPerClient: (heapBytes - empty.heapBytes) / more,
      firstAcknowledgementsMs,
      windowMs: after.elapsedMs - before.elapsedMs,
      messages: after.figures.acknowledgements - before.figures.acknowledgements,
      cpuS: usedS,
      ackP50Ms: latencyQuantileMs(latencies, 0.5),
      ackP99Ms: latencyQuantileMs(latencies, 0.99),
    };
  } finally {
    await load.stop();
  }
}
