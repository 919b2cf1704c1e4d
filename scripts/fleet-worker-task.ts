/** What the main thread and the worker threads of a fleet tell each other. */
import type { FleetCabinet } from "../simulator/fleet/fleet";
import type { ServiceAct } from "../simulator/fleet/incident-player";

/** What a worker is given when it starts. */
export interface FleetWorkerTask {
  readonly firmwareFolder: string;
  /** The worker's own copy, which it empties when it has built them. */
  readonly cabinets: FleetCabinet[];
  readonly seed: number;
  /** From 0; tells the workers' chances and source addresses apart. */
  readonly worker: number;
  readonly workers: number;
  readonly incidentsPerHour: number;
  readonly rampUpMs: number;
  readonly brokerHost: string;
  readonly brokerPort: number;
  /** Empty = the system chooses. */
  readonly sourceAddresses: readonly string[];
  /** As given to `--proxy`; empty = no proxy. */
  readonly proxyRules: string;
  /** Memory of its `FleetMeter`. */
  readonly meter: SharedArrayBuffer;
}

export type MessageToWorker =
  | { readonly kind: "switch-on" }
  | { readonly kind: "weigh" }
  | { readonly kind: "stop" };

export type MessageFromWorker =
  /** The cabinets are built; nothing has power yet. */
  | { readonly kind: "built" }
  | { readonly kind: "act"; readonly act: ServiceAct }
  /** Heap in use after a collection. */
  | { readonly kind: "weighed"; readonly heapBytes: number };
