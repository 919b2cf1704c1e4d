/**
 * A fleet as a load: spread over worker threads, measured at its wires, shown live, judged at the
 * end. `npm run fleet` comes here when it is asked for workers, a ramp-up, a limit or a proxy.
 */
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import type { Registry } from "../broker/registry/registry";
import {
  type FleetGoals,
  FleetObserver,
  type FleetProgress,
} from "../simulator/live/fleet-progress";
import { fleetLogLine, fleetSummaryLines, fleetViewLines } from "../simulator/live/fleet-view";
import { LiveBlock } from "../simulator/live/live-block";
import { createRealClock } from "../simulator/runtime/real-clock";
import { UsageError } from "./command-line";
import { type FleetWorkers, startFleetWorkers } from "./fleet-worker-pool";
import { registerFleet } from "./simulated-fleet";

/** A process may open 20,000 files on many systems, and needs some besides its connections. */
export const CABINETS_MAX = 19_500;
/** Files that a fleet needs besides its connections. */
const OTHER_FILES = 200;
const VIEW_INTERVAL_MS = 500;
const LINE_INTERVAL_MS = 5000;

export interface FleetLoadOptions {
  readonly registry: Registry;
  readonly firmwareFolder: string;
  readonly cabinetCount: number;
  readonly seed: number;
  readonly brokerHost: string;
  readonly brokerPort: number;
  readonly heartbeatS: number;
  readonly incidentsPerHour: number;
  readonly workers: number;
  readonly rampUpS: number;
  readonly sourceAddresses: readonly string[] | "automatic";
  readonly proxyRules: string;
  readonly ackP99MsMax: number | undefined;
  readonly print: (line: string) => void;
  readonly onProblem: (problem: string) => void;
}

export interface FleetLoad {
  readonly workers: FleetWorkers;
  look(): FleetProgress;
  stop(): Promise<void>;
}

/** How many files this process may open, by what the system says of its limits. */
export function filesMax(limitsText: string): number {
  const soft = /^Max open files\s+(\d+)/m.exec(limitsText)?.[1];
  return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft);
}

function readLimits(): string {
  try {
    return readFileSync("/proc/self/limits", "latin1");
  } catch {
    return "";
  }
}

/** Throws a UsageError when so many connections are more than this process may open. */
export function demandFiles(connections: number, limitsText = readLimits()): void {
  const limit = filesMax(limitsText);
  const needed = connections + OTHER_FILES;
  if (needed <= limit) return;
  throw new UsageError(
    `${connections} connections need ${needed} open files, but this process may open ${limit}. ` +
      `Allow more with "ulimit -n ${needed}" before the command, or use a smaller --count.`,
  );
}

/** Through a proxy in the same process, a connection is open at three places. */
function connectionsOf(options: FleetLoadOptions): number {
  return options.cabinetCount * (options.proxyRules === "" ? 1 : 3);
}

/** Registers the cabinets, builds them in worker threads, and gives them power over the ramp-up. */
export async function startFleetLoad(options: FleetLoadOptions): Promise<FleetLoad> {
  demandFiles(connectionsOf(options));
  const registered = await registerFleet(options);
  options.print(`${options.cabinetCount} cabinets registered; building them.`);
  const workers = await startFleetWorkers({
    firmwareFolder: options.firmwareFolder,
    cabinets: registered.cabinets,
    seed: options.seed,
    workers: options.workers,
    incidentsPerHour: options.incidentsPerHour,
    rampUpMs: options.rampUpS * 1000,
    brokerHost: options.brokerHost,
    brokerPort: options.brokerPort,
    sourceAddresses: options.sourceAddresses,
    proxyRules: options.proxyRules,
    onServiceAct: registered.recordAct,
    onProblem: options.onProblem,
  });
  const goals: FleetGoals = {
    cabinets: options.cabinetCount,
    ackP99MsMax: options.ackP99MsMax,
  };
  const observer = new FleetObserver(goals);
  const startedMs = performance.now();
  const endRound = registered.startRound(createRealClock());
  workers.switchOn();
  return {
    workers,
    look: () => observer.look(workers.figures(), performance.now() - startedMs),
    stop: async () => {
      endRound();
      await workers.stop();
    },
  };
}

/** Shows the progress, live on a terminal and in lines elsewhere; returns the way to stop. */
function showProgress(load: FleetLoad, options: FleetLoadOptions): () => void {
  const { stdout } = process;
  const block = stdout.isTTY ? new LiveBlock(stdout) : undefined;
  const show = () => {
    const progress = load.look();
    if (block) block.draw(fleetViewLines(progress, options.cabinetCount));
    else options.print(fleetLogLine(progress, options.cabinetCount));
  };
  const timer = setInterval(show, block ? VIEW_INTERVAL_MS : LINE_INTERVAL_MS);
  return () => clearInterval(timer);
}

/** Runs the load until `stopped` resolves. Throws the verdict when it is a bad one. */
export async function runFleetLoad(
  options: FleetLoadOptions,
  stopped: () => Promise<void>,
): Promise<void> {
  const load = await startFleetLoad(options);
  options.print(
    `${options.cabinetCount} cabinets in ${options.workers} threads get power over ` +
      `${options.rampUpS} s, seed ${options.seed}. Ctrl-C stops them.`,
  );
  const stopShowing = showProgress(load, options);
  await stopped();
  stopShowing();
  const progress = load.look();
  const rssMb = (process.memoryUsage.rss() / 1e6).toFixed(0);
  const cpuS = (process.cpuUsage().user + process.cpuUsage().system) / 1e6;
  await load.stop();
  for (const line of fleetSummaryLines(progress, options.cabinetCount)) options.print(line);
  options.print(`This process: ${rssMb} MB of memory, ${cpuS.toFixed(1)} s of processor time.`);
  if (progress.shortcomings.length > 0) throw new Error("The fleet did not reach its goals.");
}
