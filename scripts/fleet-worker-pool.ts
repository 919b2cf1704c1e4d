/** Starts the worker threads of a fleet and is their one side towards the rest. */

// The threads compile their sources with it. Loaded here too, it stays until the process ends;
// unloaded with the last thread it would take the process down.
import "@swc/core";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { FleetCabinet } from "../simulator/fleet/fleet";
import { addFigures, type FleetFigures, FleetMeter } from "../simulator/fleet/fleet-meter";
import type { ServiceAct } from "../simulator/fleet/incident-player";
import { loopbackAddresses } from "../simulator/fleet/source-ports";
import type { FleetWorkerTask, MessageFromWorker, MessageToWorker } from "./fleet-worker-task";

const PROJECT_FOLDER = join(__dirname, "..");
/** Heap a worker may use: a share of 19,500 cabinets, with room for a poor collection. */
const WORKER_HEAP_MB_MAX = 8192;

/** One row for each cabinet of all workers, and what the workers have in common. */
export interface FleetWorkersOptions
  extends Omit<FleetWorkerTask, "cabinets" | "worker" | "sourceAddresses" | "meter"> {
  readonly cabinets: readonly FleetCabinet[];
  /** Addresses of this machine; "automatic" = many if the broker is on loopback, else none. */
  readonly sourceAddresses: readonly string[] | "automatic";
  readonly onServiceAct: (act: ServiceAct) => void;
  readonly onProblem: (problem: string) => void;
}

export interface FleetWorkers {
  /** Gives power to the cabinets, over the ramp-up. */
  switchOn(): void;
  figures(): FleetFigures;
  /** Heap in use in all workers together, in bytes. */
  heapBytes(): Promise<number>;
  /** Resolves when all connections are closed and the threads have ended. */
  stop(): Promise<void>;
}

/** Linux answers on all of 127.0.0.0/8; other systems on 127.0.0.1 only. */
function addressesOf(options: FleetWorkersOptions, worker: number): readonly string[] {
  const { sourceAddresses, workers } = options;
  if (sourceAddresses !== "automatic") {
    const own = sourceAddresses.filter((_, index) => index % workers === worker);
    return own.length > 0 ? own : sourceAddresses;
  }
  const isLoopback = options.brokerHost === "localhost" || options.brokerHost.startsWith("127.");
  return process.platform === "linux" && isLoopback ? loopbackAddresses(worker) : [];
}

class WorkerThread {
  readonly meter = new FleetMeter();
  private readonly thread: Worker;
  private waiting: ((message: MessageFromWorker) => void) | undefined;
  private fail: ((problem: Error) => void) | undefined;
  private readonly ended: Promise<void>;

  constructor(options: FleetWorkersOptions, worker: number) {
    const { cabinets, onServiceAct, onProblem, ...common } = options;
    const { workers } = options;
    const task: FleetWorkerTask = {
      ...common,
      worker,
      // Neighbours in the ramp-up run side by side.
      cabinets: cabinets.filter((_, index) => index % workers === worker),
      incidentsPerHour: Math.round(options.incidentsPerHour / workers),
      sourceAddresses: addressesOf(options, worker),
      meter: this.meter.memory,
    };
    this.thread = new Worker(join(__dirname, "fleet-worker.ts"), {
      workerData: task,
      execArgv: ["-r", "ts-node/register"],
      env: { ...process.env, TS_NODE_PROJECT: join(PROJECT_FOLDER, "tsconfig.json") },
      resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB_MAX },
    });
    this.thread.on("message", (message: MessageFromWorker) => {
      if (message.kind === "act") onServiceAct(message.act);
      else this.waiting?.(message);
    });
    this.ended = new Promise((resolve) => this.thread.once("exit", () => resolve()));
    this.thread.on("error", (problem) => {
      if (this.fail) this.fail(problem);
      else onProblem(`Worker thread ${worker} of the fleet has failed: ${problem.message}`);
    });
  }

  post(message: MessageToWorker): void {
    this.thread.postMessage(message);
  }

  /** The next message of a kind that is an answer; rejects when the thread fails. */
  answer(): Promise<MessageFromWorker> {
    return new Promise((resolve, reject) => {
      this.waiting = resolve;
      this.fail = reject;
    }).finally(() => {
      this.waiting = undefined;
      this.fail = undefined;
    }) as Promise<MessageFromWorker>;
  }

  async stop(): Promise<void> {
    this.post({ kind: "stop" });
    await this.ended;
  }
}

/** Resolves when every worker has built its cabinets. Rejects when one cannot. */
export async function startFleetWorkers(options: FleetWorkersOptions): Promise<FleetWorkers> {
  const threads = Array.from({ length: options.workers }, (_, worker) => {
    return new WorkerThread(options, worker);
  });
  await Promise.all(threads.map((thread) => thread.answer()));
  return {
    switchOn: () => {
      for (const thread of threads) thread.post({ kind: "switch-on" });
    },
    figures: () => addFigures(threads.map(({ meter }) => meter.read())),
    heapBytes: async () => {
      const answers = threads.map(async (thread) => {
        thread.post({ kind: "weigh" });
        const message = await thread.answer();
        return message.kind === "weighed" ? message.heapBytes : 0;
      });
      return (await Promise.all(answers)).reduce((sum, bytes) => sum + bytes, 0);
    },
    stop: async () => {
      await Promise.all(threads.map((thread) => thread.stop()));
    },
  };
}
