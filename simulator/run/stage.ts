/**
 * The cabinets of a plan as they stand there: AED, sensor with the built firmware, the wire that
 * it talks over, and what is known of it from outside. It acts on nothing by itself.
 */
import { completeSettings, type DeviceSettings, settingsProblem } from "../../protocol/settings";
import { AedUnit } from "../cabinet/aed-unit";
import { Cabinet } from "../cabinet/cabinet";
import { Climate } from "../cabinet/climate";
import { BACKUP_RUNS_MS } from "../cabinet/power";
import type { Firmware } from "../fleet/firmware-bundle";
import { provisionDevice } from "../fleet/provision";
import type { Random } from "../fleet/random";
import type { SimulatorClock } from "../runtime/clock";
import { VirtualEspruino } from "../runtime/virtual-espruino";
import type { Connect } from "../runtime/wire";
import type { Plan, PlannedCabinet } from "../scenario/plan";
import type { RunEvent } from "./run-event";
import { type Blindness, knowableDefects } from "./truth";
import { WeakWifi } from "./weak-wifi";
import { WireTap } from "./wire-tap";

export interface StageOptions {
  readonly plan: Plan;
  readonly firmware: Firmware;
  readonly clock: SimulatorClock;
  readonly random: Random;
  readonly connect: Connect;
  /** What provisioning writes to a sensor. */
  readonly settingsOf: (cabinet: PlannedCabinet) => DeviceSettings;
  readonly emit: (event: RunEvent) => void;
}

/** One cabinet of a run. */
export interface StageMember {
  readonly planned: PlannedCabinet;
  readonly cabinet: Cabinet;
  readonly device: VirtualEspruino;
  readonly tap: WireTap;
  readonly wifi: WeakWifi;
  readonly settings: DeviceSettings;
  /** What its sensor cannot see; set by who breaks it. */
  blind: Blindness;
  /** The AED was away since somebody said that it is the right one. */
  isUnconfirmed: boolean;
  /** Something was done to its sensor that is not mended. */
  readonly troubles: Set<string>;
  /** Something was done that can cause safe mode; without that nothing excuses it. */
  mayBeSafe: boolean;
  /** The defects that were told last; undefined = none yet. */
  told: string | undefined;
}

const SEES_ALL: Blindness = {
  isPadsContactStuck: false,
  isAbsenceUnseen: false,
  isExchangeUnseen: false,
  isKeyStolen: false,
};

/** A trouble: a sensor that sees nothing for half an hour cannot know that the AED is the same. */
export const SAFE_MODE = "safe-mode";

/** A trouble: somebody else has the sensor's key, and may speak instead of it. */
export const KEY_STOLEN = "key-stolen";

/** What can cut a sensor's lives so short that it begins one in safe mode. */
export const SAFE_MODE_CAUSES: ReadonlySet<string> = new Set([
  "brown-out",
  "breaker-off",
  "cut-power-in-flash",
  "exhaust-memory",
  "reset-sensor",
  "roll-out",
]);

export class Stage {
  readonly climate: Climate;
  readonly members: ReadonlyMap<string, StageMember>;

  constructor(private readonly options: StageOptions) {
    this.climate = new Climate(options.random.fork("climate").integer(1, 2 ** 31 - 1));
    const made = options.plan.cabinets.map((planned) => this.createMember(planned));
    this.members = new Map(made.map((member) => [member.planned.id, member]));
  }

  /** The cabinet with this id. Throws when the plan has none. */
  member(id: string): StageMember {
    const found = this.members.get(id);
    if (!found) throw new RangeError(`The plan has no cabinet "${id}".`);
    return found;
  }

  /** A step is done to these cabinets; none = to all. */
  beginStep(verb: string, cabinetIds: readonly string[]): void {
    if (!SAFE_MODE_CAUSES.has(verb)) return;
    const ids = cabinetIds.length > 0 ? cabinetIds : this.members.keys();
    for (const id of ids) this.member(id).mayBeSafe = true;
  }

  /** Tells what is wrong in a cabinet now, as far as anybody could know. */
  tellTruth(member: StageMember): void {
    const { clock, emit } = this.options;
    const { cabinet, blind, planned } = member;
    const defects = knowableDefects(cabinet, clock.wallMs(), blind);
    if (member.told === defects.join()) return;
    member.told = defects.join();
    emit({ kind: "truth", atMs: clock.monotonicMs(), id: planned.id, defects });
  }

  /** Everything is taken down. */
  clear(): void {
    for (const { cabinet } of this.members.values()) cabinet.dismantle();
  }

  /** A second sensor with the flash of the first, in a cabinet where all is well. */
  createClone(member: StageMember): { remove(): void } {
    const { clock, random, firmware, connect } = this.options;
    const { planned, settings } = member;
    const tap = new WireTap({
      id: planned.id,
      clock,
      connect,
      emit: this.options.emit,
      isClone: true,
    });
    const device = this.createDevice(planned.id, tap);
    provisionDevice(device, firmware, settings);
    device.flash.copyFrom(member.device.flash);
    const chance = random.fork(`clone of ${planned.id}`);
    const { pins } = firmware.manifest;
    const { aedModelId } = planned;
    const cabinet = new Cabinet({ clock, chance, aedModelId, pins, device });
    cabinet.breakerOn();
    return { remove: () => cabinet.dismantle() };
  }

  private createDevice(id: string, tap: WireTap): VirtualEspruino {
    const { clock, emit } = this.options;
    return new VirtualEspruino({
      clock,
      connect: tap.connect,
      serial: id,
      onPrint: (line) => emit({ kind: "printed", atMs: clock.monotonicMs(), id, line }),
    });
  }

  private createMember(planned: PlannedCabinet): StageMember {
    const { clock, random, firmware, connect, emit } = this.options;
    const { id, aedModelId, padsExpireOn, batteryExpireOn, bodyExpireOn } = planned;
    const settings = completeSettings(this.options.settingsOf(planned));
    const problem = settingsProblem(settings);
    if (problem) throw new Error(`The settings of cabinet "${id}" are wrong: ${problem}.`);
    const wifi = new WeakWifi({ clock, connect, random: random.fork(`wifi of ${id}`) });
    const troubles = new Set<string>();
    const tap = new WireTap({
      id,
      clock,
      connect: wifi.connect,
      emit,
      onSafeMode: () => {
        if (member.mayBeSafe) troubles.add(SAFE_MODE);
      },
    });
    const device = this.createDevice(id, tap);
    provisionDevice(device, firmware, settings);
    const nowMs = clock.wallMs();
    const dates = { padsExpireOn, batteryExpireOn, bodyExpireOn };
    const cabinet = new Cabinet({
      clock,
      chance: random.fork(`cabinet ${id}`),
      aedModelId,
      pins: firmware.manifest.pins,
      device,
      aed: new AedUnit({ aedModelId, nowMs, serial: id, ...dates }),
      site: { climate: this.climate, place: planned.isOutdoors ? "outdoors" : "indoors" },
      backupRunsMs: planned.hasBackup ? BACKUP_RUNS_MS : 0,
    });
    const member: StageMember = {
      planned,
      cabinet,
      device,
      tap,
      wifi,
      settings,
      blind: SEES_ALL,
      isUnconfirmed: false,
      mayBeSafe: false,
      troubles,
      told: undefined,
    };
    cabinet.onTruth(() => this.tellTruth(member));
    cabinet.onShows(() => this.tellTruth(member));
    return member;
  }
}
