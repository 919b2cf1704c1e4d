/**
 * A run in virtual time of the project's own parts: the built firmware, the broker on its store, in
 * a folder that is gone afterwards.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import type { DeviceSettings } from "../../protocol/settings";
import { SUPPLY_FULL_SCALE_MV } from "../../simulator/cabinet/sensor-wires";
import { type Firmware, loadFirmware } from "../../simulator/fleet/firmware-bundle";
import { createRandom } from "../../simulator/fleet/random";
import { runVirtually } from "../../simulator/run/virtual-run";
import type { Plan, PlannedCabinet } from "../../simulator/scenario/plan";
import type { Verdict } from "../../simulator/verdict/verdict";
import { createSettings } from "../cabinet-settings";
import { createBrokerOnDisk } from "./broker-on-disk";
import type { StoreKind } from "./broker-store";
import { createTrialReleases } from "./trial-releases";

/** Files in memory, where the system has them: a run should not wait for a disk. */
const MEMORY_FOLDER = "/dev/shm";
const MQTT_PORT = 1883;
/** A supply of 5 V is low from here on. */
const SUPPLY_LOW_MV = 4400;
/** Verbs that a store in a plain file cannot follow. */
const DISK_VERBS = ["cut-server-power", "fill-disk"];

export interface LaboratoryOptions {
  readonly plan: Plan;
  readonly firmware: Firmware;
  readonly replay: string;
  /** The disk model for plans that need it, else a file in memory, which is faster. */
  readonly store?: StoreKind;
  readonly onProgress?: (atMs: number) => void;
  readonly onTraceLine?: (line: string) => void;
  readonly stopsAtViolation?: boolean;
}

function settingsOf(cabinet: PlannedCabinet, keyHex: string, updateKeyHex: string): DeviceSettings {
  return createSettings({
    id: cabinet.id,
    keyHex,
    updateKeyHex,
    firstBoot: 1,
    aedModelId: cabinet.aedModelId,
    wifiSsid: "simulated",
    wifiPassword: "",
    brokerHost: "broker",
    brokerPort: MQTT_PORT,
    heartbeatS: cabinet.heartbeatS,
    hasPadsContact: true,
    supplyFullScaleMv: SUPPLY_FULL_SCALE_MV,
    supplyLowMv: SUPPLY_LOW_MV,
  });
}

function storeFor({ steps }: Plan): StoreKind {
  return steps.some(({ verb }) => DISK_VERBS.includes(verb)) ? "disk-model" : "memory-file";
}

/** The firmware in the project's build folder. Throws what to do when it is not there. */
export function builtFirmware(): Firmware {
  return loadFirmware(join(__dirname, "../../dist/firmware"));
}

/** What asks a process to stop, with the exit code that shells give to what it ended. */
const EXIT_CODE_BY_SIGNAL = new Map([
  ["SIGHUP", 129],
  ["SIGINT", 130],
  ["SIGTERM", 143],
]);

/** Work in a folder that is gone afterwards, also when the process is asked to stop meanwhile. */
async function inOwnFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const parent = existsSync(MEMORY_FOLDER) ? MEMORY_FOLDER : tmpdir();
  const made: string[] = [];
  const remove = () => {
    for (const folder of made) rmSync(folder, { recursive: true, force: true });
  };
  const names = [...EXIT_CODE_BY_SIGNAL.keys()];
  const stop = (name: string) => process.exit(EXIT_CODE_BY_SIGNAL.get(name));
  process.once("exit", remove);
  for (const name of names) process.once(name, stop);
  try {
    // Whose it is shows in its name, should the process ever be killed outright.
    const folder = mkdtempSync(join(parent, `aed-run-${process.pid}-`));
    made.push(folder);
    return await work(folder);
  } finally {
    process.off("exit", remove);
    for (const name of names) process.off(name, stop);
    remove();
  }
}

/** Carries a plan out; resolves with the verdict. */
export async function runPlan(options: LaboratoryOptions): Promise<Verdict> {
  const { plan, store = storeFor(plan), ...rest } = options;
  const releases = createTrialReleases(rest.firmware, createRandom(plan.seed).fork("releases"));
  return inOwnFolder((folder) => {
    return runVirtually({
      ...rest,
      plan,
      settingsOf: (cabinet, keyHex) => {
        return settingsOf(cabinet, keyHex, releases.updateKeyHexOf(cabinet.id));
      },
      hostMs: () => performance.now(),
      createBroker: ({ clock, random, listener }) => {
        const made = { clock, random, listener, folder, store, releases };
        return createBrokerOnDisk({ ...made, isSimulation: true });
      },
    });
  });
}
