/**
 * The counters of a fleet, in memory that threads share: each worker fills its own, the main
 * thread reads them at any time without asking. Nothing here allocates while the fleet runs.
 */
import { LATENCY_CLASSES, latencyClass } from "./latency-counts";

const COUNTERS = [
  "powered",
  "connected",
  "connectedOnce",
  "acknowledgedOnce",
  "reports",
  "acknowledgements",
  "reconnects",
  "errors",
] as const;

/**
 * - `powered`: sensors that were given power;
 * - `connected`: logged in now;
 * - `connectedOnce`, `acknowledgedOnce`: cabinets that ever logged in, or had an acknowledgement;
 * - `reports`, `acknowledgements`: seen at the devices' wires, repetitions included;
 * - `reconnects`: logins after a cabinet's first;
 * - `errors`: connections refused, failed, or ended by the other side.
 */
export type FleetCounter = (typeof COUNTERS)[number];

/** What a meter shows at one moment. */
export type FleetFigures = Readonly<Record<FleetCounter, number>> & {
  /** Latencies from a report's PUBLISH to its PUBACK, by class. */
  readonly latencies: readonly number[];
};

const BYTES = (COUNTERS.length + LATENCY_CLASSES) * Int32Array.BYTES_PER_ELEMENT;

export class FleetMeter {
  private readonly cells: Int32Array;

  /** `memory` is that of another thread's meter; left out, it is new. */
  constructor(readonly memory: SharedArrayBuffer = new SharedArrayBuffer(BYTES)) {
    this.cells = new Int32Array(memory);
  }

  count(counter: FleetCounter, change = 1): void {
    const at = COUNTERS.indexOf(counter);
    this.cells[at] = (this.cells[at] ?? 0) + change;
  }

  latency(latencyMs: number): void {
    const at = COUNTERS.length + latencyClass(latencyMs);
    this.cells[at] = (this.cells[at] ?? 0) + 1;
  }

  read(): FleetFigures {
    const values = COUNTERS.map((name, at) => [name, this.cells[at] ?? 0] as const);
    const counters = Object.fromEntries(values) as Record<FleetCounter, number>;
    return { ...counters, latencies: [...this.cells.subarray(COUNTERS.length)] };
  }
}

/** The figures of several meters together. */
export function addFigures(all: readonly FleetFigures[]): FleetFigures {
  const sum = (name: FleetCounter) => all.reduce((total, figures) => total + figures[name], 0);
  const values = COUNTERS.map((name) => [name, sum(name)] as const);
  const latencies = Array.from({ length: LATENCY_CLASSES }, (_, at) =>
    all.reduce((total, figures) => total + (figures.latencies[at] ?? 0), 0),
  );
  return { ...(Object.fromEntries(values) as Record<FleetCounter, number>), latencies };
}
