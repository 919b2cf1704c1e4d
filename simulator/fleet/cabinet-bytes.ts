/**
 * Measures what one simulated cabinet costs in memory: heap before and after creating and booting
 * a number of them, without a network. Meaningful only where the garbage collector can be called
 * (node --expose-gc); the result says whether it could.
 */
import { aedBehaviour } from "../cabinet/aed-models";
import { createVirtualClock } from "../runtime/virtual-clock";
import { ConnectionRefused } from "../runtime/wire";
import type { Firmware } from "./firmware-bundle";
import { createFleet, type FleetCabinet } from "./fleet";
import { createRandom } from "./random";

export interface CabinetBytes {
  readonly cabinets: number;
  readonly heapBytesPerCabinet: number;
  readonly rssBytesPerCabinet: number;
  /** False when the garbage collector could not be called: the figures are then too high. */
  readonly isCollected: boolean;
}

export interface CabinetBytesOptions {
  readonly firmware: Firmware;
  /** One row to copy; ids are numbered. */
  readonly sample: FleetCabinet;
  readonly count: number;
}

/** Virtual time that each cabinet runs before it is weighed: its indicator has been judged. */
const SETTLE_MS = 30_000;

function collect(): boolean {
  const gc = globalThis.gc;
  gc?.();
  gc?.();
  return gc !== undefined;
}

/** Boots `count` cabinets in virtual time and weighs them. */
export async function measureCabinetBytes(options: CabinetBytesOptions): Promise<CabinetBytes> {
  const { count, firmware, sample } = options;
  aedBehaviour(sample.aedModelId);
  const clock = createVirtualClock({ wallMs: 0 });
  const isCollected = collect();
  const before = process.memoryUsage();
  const fleet = createFleet({
    firmware,
    cabinets: Array.from({ length: count }, (_, index) => {
      const id = `weigh-${String(index).padStart(6, "0")}`;
      return { ...sample, id, settings: { ...sample.settings, id } };
    }),
    clock,
    random: createRandom(1),
    connect: () => {
      throw new ConnectionRefused();
    },
    incidentsPerHour: 0,
    onServiceAct: () => {},
    onPrint: () => {},
    powerOnSpreadMs: 1000,
  });
  fleet.start();
  await clock.advance(SETTLE_MS);
  collect();
  const after = process.memoryUsage();
  fleet.stop();
  return {
    cabinets: count,
    heapBytesPerCabinet: Math.round((after.heapUsed - before.heapUsed) / count),
    rssBytesPerCabinet: Math.round((after.rss - before.rss) / count),
    isCollected,
  };
}
