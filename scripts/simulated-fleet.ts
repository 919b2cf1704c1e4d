/**
 * A simulated fleet in real time: registers its cabinets, gives their sensors keys and settings,
 * switches them on, and enters in the registry what a technician would.
 */
import type { Registry } from "../broker/registry/registry";
import type { Firmware } from "../simulator/fleet/firmware-bundle";
import { createFleet, type Fleet, type FleetCabinet } from "../simulator/fleet/fleet";
import type { ServiceAct } from "../simulator/fleet/incident-player";
import { seoulDate } from "../simulator/fleet/iso-date";
import { createRandom } from "../simulator/fleet/random";
import { createSites, type Site } from "../simulator/fleet/sites";
import type { SimulatorClock } from "../simulator/runtime/clock";
import { createRealClock } from "../simulator/runtime/real-clock";
import { createTcpNetwork } from "../simulator/runtime/tcp";
import { aedModel, createSettings } from "./cabinet-settings";
import type { IntegerOption } from "./command-line";

/** The flash of a virtual board is new in every run, so its boots are numbered by the clock. */
const BOOT_EPOCH_MS = Date.UTC(2026, 0, 1);

/** More than this in one process would need the worker threads of `npm run fleet`. */
export const CABINETS_IN_ONE_THREAD_MAX = 5000;

export const cabinetCountOption = {
  kind: "integer",
  min: 1,
  max: CABINETS_IN_ONE_THREAD_MAX,
  default: 50,
  help: "number of simulated cabinets",
} as const satisfies IntegerOption;

export const seedOption = {
  kind: "integer",
  min: 1,
  max: 2_147_483_647,
  default: 1,
  help: "seed of everything random; same seed, same run",
} as const satisfies IntegerOption;

export const incidentsOption = {
  kind: "integer",
  min: 0,
  max: 36_000,
  default: 120,
  help: "incidents per hour in the whole fleet; 0 = nothing ever happens",
} as const satisfies IntegerOption;

export const heartbeatOption = {
  kind: "integer",
  min: 10,
  max: 86_400,
  default: 60,
  help: "seconds between heartbeats; a silent cabinet turns unknown 90 s after a missed one",
} as const satisfies IntegerOption;

/** The cabinets of a fleet and the broker that they report to. */
export interface FleetRequest {
  readonly registry: Registry;
  readonly cabinetCount: number;
  readonly seed: number;
  readonly brokerHost: string;
  readonly brokerPort: number;
  readonly heartbeatS: number;
  /** Something the operator should know went wrong. */
  readonly onProblem: (problem: string) => void;
}

export interface SimulatedFleetOptions extends FleetRequest {
  readonly firmware: Firmware;
  readonly incidentsPerHour: number;
}

/** A fleet that is registered and has its settings, but no power yet. */
export interface RegisteredFleet {
  readonly cabinets: readonly FleetCabinet[];
  /** Enters in the registry what a technician would. */
  readonly recordAct: (act: ServiceAct) => void;
  /** Lets a caretaker confirm the AEDs that an earlier run left unconfirmed; returns an end. */
  readonly startRound: (clock: SimulatorClock) => () => void;
}

/**
 * A data folder may remember AEDs that were out when an earlier run ended. Every virtual AED is in
 * its place again, and a caretaker's round confirms it once the sensors have told so.
 */
const ROUND_AFTER_MS = 30_000;
/** The caretaker walks, so that a large fleet is not confirmed in one moment. */
const ROUND_STEP_MS = 20;

export interface SimulatedFleet {
  readonly fleet: Fleet;
  stop(): void;
}

async function registerSites(registry: Registry, sites: readonly Site[]): Promise<void> {
  const registrations = sites.map((site) => {
    const model = aedModel(site.aedModelId);
    return {
      id: site.id,
      siteKo: site.nameKo,
      siteEn: site.nameEn,
      placeKo: site.placeKo,
      placeEn: site.placeEn,
      timeZone: "Asia/Seoul",
      aedMaker: model.maker,
      aedModel: model.model,
      aedModelId: model.id,
      requiredChecks: ["presence", "indicator", "door", "pads"] as const,
      padsExpireOn: site.padsExpireOn,
      batteryExpireOn: site.batteryExpireOn,
      bodyExpireOn: site.bodyExpireOn,
      isSimulated: true,
    };
  });
  await registry.register(registrations, Date.now());
}

/** The cabinets whose sensors have logged in before, in an earlier run on this data folder. */
async function knownIds(registry: Registry, sites: readonly Site[]): Promise<string[]> {
  const nextBoots = await Promise.all(sites.map(({ id }) => registry.nextBoot(id)));
  return sites.flatMap(({ id }, index) => ((nextBoots[index] ?? 1) > 1 ? [id] : []));
}

function fleetCabinet(site: Site, request: FleetRequest): FleetCabinet {
  const settings = createSettings({
    id: site.id,
    keyHex: request.registry.deviceKeyHex(site.id),
    firstBoot: Math.floor((Date.now() - BOOT_EPOCH_MS) / 1000),
    aedModelId: site.aedModelId,
    wifiSsid: "simulated",
    wifiPassword: "",
    brokerHost: request.brokerHost,
    brokerPort: request.brokerPort,
    heartbeatS: request.heartbeatS,
    hasPadsContact: true,
  });
  return { id: site.id, aedModelId: site.aedModelId, settings };
}

/** Registers the cabinets of a fleet and gives their sensors keys and settings. */
export async function registerFleet(request: FleetRequest): Promise<RegisteredFleet> {
  const { registry } = request;
  const sites = createSites({
    count: request.cabinetCount,
    random: createRandom(request.seed).fork("sites"),
    todayIso: seoulDate(Date.now()),
  });
  const known = await knownIds(registry, sites);
  await registerSites(registry, sites);

  function recordAct(act: ServiceAct): void {
    registry.recordAct(act, Date.now()).catch((problem: Error) => {
      request.onProblem(problem.message);
    });
  }
  return {
    cabinets: sites.map((site) => fleetCabinet(site, request)),
    recordAct,
    startRound: (clock) => {
      const cancels = known.map((id, index) => {
        const delayMs = ROUND_AFTER_MS + index * ROUND_STEP_MS;
        return clock.after("caretaker's round", delayMs, () => {
          recordAct({ cabinetId: id, kind: "aed-confirmed" });
        });
      });
      return () => {
        for (const cancel of cancels) cancel();
      };
    },
  };
}

/** Registers the cabinets, then switches their sensors on one after the other. */
export async function startSimulatedFleet(options: SimulatedFleetOptions): Promise<SimulatedFleet> {
  const { cabinets, recordAct, startRound } = await registerFleet(options);
  const clock = createRealClock();
  const network = createTcpNetwork();
  const fleet = createFleet({
    firmware: options.firmware,
    cabinets,
    clock,
    random: createRandom(options.seed).fork("fleet"),
    connect: network.connect,
    incidentsPerHour: options.incidentsPerHour,
    onServiceAct: recordAct,
    onPrint: () => {},
  });
  fleet.start();
  const endRound = startRound(clock);
  return {
    fleet,
    stop: () => {
      endRound();
      fleet.stop();
      network.close();
    },
  };
}
