/**
 * A fleet: many cabinets, each with a virtual sensor that runs the built firmware, and incidents
 * that befall them. It knows neither broker nor registry: connections go through `connect`, and
 * what a technician would enter comes out of `onServiceAct`.
 */
import { type DeviceSettings, settingsProblem } from "../../protocol/settings";
import { Cabinet } from "../cabinet/cabinet";
import type { SimulatorClock } from "../runtime/clock";
import { compileProgram } from "../runtime/program";
import { VirtualEspruino } from "../runtime/virtual-espruino";
import type { Connect } from "../runtime/wire";
import type { Firmware } from "./firmware-bundle";
import { IncidentPlayer, type ServiceAct } from "./incident-player";
import { type Incident, planIncidents } from "./incidents";
import { provisionDevice } from "./provision";
import type { Random } from "./random";

export interface FleetCabinet {
  readonly id: string;
  readonly aedModelId: string;
  /** What provisioning writes to the sensor. */
  readonly settings: DeviceSettings;
}

export interface FleetOptions {
  readonly firmware: Firmware;
  readonly cabinets: readonly FleetCabinet[];
  readonly clock: SimulatorClock;
  readonly random: Random;
  readonly connect: Connect;
  /** The network as one cabinet sees it, for who measures or disturbs each on its own. */
  readonly connectOf?: (cabinetId: string) => Connect;
  /** Is told when a sensor gets power for the first time. */
  readonly onPowerOn?: (cabinetId: string) => void;
  /** 0 = nothing ever happens. */
  readonly incidentsPerHour: number;
  readonly onServiceAct: (act: ServiceAct) => void;
  /** Gets each line that a sensor prints on its console. */
  readonly onPrint: (cabinetId: string, line: string) => void;
  /** Is told when an incident begins. */
  readonly onIncident?: (cabinetId: string, incident: Incident) => void;
  /** Time over which the sensors get power one after the other; the first at once. */
  readonly powerOnSpreadMs?: number;
}

/** One cabinet of a fleet, with its sensor. */
export interface Member {
  readonly id: string;
  readonly cabinet: Cabinet;
  readonly device: VirtualEspruino;
}

export interface Fleet {
  readonly members: readonly Member[];
  /** The cabinet with this id. Throws when the fleet has none. */
  cabinet(id: string): Cabinet;
  /** Gives power to the sensors one by one, then lets incidents begin. */
  start(): void;
  /** Takes everything down; connections are reset. */
  stop(): void;
}

const POWER_ON_SPREAD_MS_MAX = 5000;
/** A small fleet needs less time: this long for each sensor. */
const POWER_ON_STEP_MS = 50;

function createMember(row: FleetCabinet, options: FleetOptions): Member {
  const problem = settingsProblem(row.settings);
  if (problem) throw new Error(`The settings of cabinet "${row.id}" are wrong: ${problem}.`);
  const { clock, firmware } = options;
  const device = new VirtualEspruino({
    clock,
    connect: options.connectOf?.(row.id) ?? options.connect,
    serial: row.id,
    onPrint: (line) => options.onPrint(row.id, line),
  });
  provisionDevice(device, firmware, row.settings);
  const chance = options.random.fork(`cabinet ${row.id}`);
  const { pins } = firmware.manifest;
  const cabinet = new Cabinet({ clock, chance, aedModelId: row.aedModelId, pins, device });
  return { id: row.id, cabinet, device };
}

function createPlayer(options: FleetOptions, members: readonly Member[]): IncidentPlayer {
  const { clock, incidentsPerHour, onServiceAct } = options;
  const random = options.random.fork("incidents");
  const plan = planIncidents({ random, cabinetCount: members.length, incidentsPerHour });
  const onIncident = options.onIncident ?? (() => {});
  return new IncidentPlayer({ clock, plan, cabinets: members, onServiceAct, onIncident });
}

/** Builds the fleet; nothing has power yet. Throws when a program does not parse. */
export function createFleet(options: FleetOptions): Fleet {
  const { firmware } = options;
  // A program that does not parse is found out here, not by each sensor in turn.
  for (const text of [firmware.doors, firmware.loader, firmware.text]) compileProgram(text);
  const members = options.cabinets.map((row) => createMember(row, options));
  const byId = new Map(members.map((member) => [member.id, member]));
  const hasIncidents = options.incidentsPerHour > 0 && members.length > 0;
  const player = hasIncidents ? createPlayer(options, members) : undefined;
  const pending: (() => void)[] = [];
  const spreadMs =
    options.powerOnSpreadMs ?? Math.min(POWER_ON_SPREAD_MS_MAX, members.length * POWER_ON_STEP_MS);

  return {
    members,
    cabinet(id) {
      const member = byId.get(id);
      if (!member) throw new RangeError(`The fleet has no cabinet "${id}".`);
      return member.cabinet;
    },
    start() {
      members.forEach((member, index) => {
        const delayMs = (spreadMs * index) / members.length;
        const switchOn = () => {
          options.onPowerOn?.(member.id);
          member.cabinet.breakerOn();
        };
        if (index === 0) switchOn();
        else pending.push(options.clock.after("power on", delayMs, switchOn));
      });
      pending.push(options.clock.after("incidents", spreadMs, () => player?.start()));
    },
    stop() {
      player?.stop();
      for (const cancel of pending.splice(0)) cancel();
      for (const member of members) member.cabinet.dismantle();
    },
  };
}
