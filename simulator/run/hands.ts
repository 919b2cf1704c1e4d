/**
 * What hands do to an AED in its cabinet, and what an honest technician enters in the registry with
 * it. Keeps book of what the sensor could see of it.
 */
import { AedUnit } from "../cabinet/aed-unit";
import { isoDatePlus, seoulDate } from "../fleet/iso-date";
import { KEY_STOLEN, SAFE_MODE, type Stage, type StageMember } from "./stage";

/** What hands need of the run. */
export interface HandsOptions {
  readonly stage: Stage;
  readonly wallMs: () => number;
  readonly later: (delayMs: number, run: () => void) => void;
  /** Enters it in the registry, once the broker is there to take it. */
  readonly enter: (cabinetId: string, kind: string, date?: string) => void;
}

/** A trouble: the presence contact stays as it is. */
const STUCK_PRESENCE = "stick-contact presence";

const FRESH_PADS_DAYS = 730;
const FRESH_BATTERY_DAYS = 1460;
const EXPIRED_DAYS = -10;
/** How long a visitor takes from one step to the next. */
const STEP_MS = 10_000;
/** An AED that was away for less is taken to be the same one: nobody exchanges it that fast. */
const EXCHANGE_MS = 15_000;

export class Hands {
  /** Cabinets with an AED of which the registry does not know the dates yet. */
  private readonly exchanged = new Set<string>();

  constructor(private readonly options: HandsOptions) {}

  /** The day in Korea in so many days, YYYY-MM-DD. */
  inDays(days: number): string {
    return isoDatePlus(seoulDate(this.options.wallMs()), days);
  }

  freshPads({ cabinet, planned }: StageMember): void {
    const date = this.inDays(FRESH_PADS_DAYS);
    cabinet.replacePads(date);
    this.options.enter(planned.id, "pads-replaced", date);
  }

  freshBattery({ cabinet, planned }: StageMember): void {
    const date = this.inDays(FRESH_BATTERY_DAYS);
    cabinet.replaceBattery(date);
    this.options.enter(planned.id, "battery-replaced", date);
  }

  /** Looks at the AED, puts right what is wrong with its consumables, and says that it is it. */
  confirm(member: StageMember): void {
    const defects = member.cabinet.defects();
    if (defects.includes("aed-missing")) return;
    const isOther = this.exchanged.delete(member.planned.id);
    const isDue = (part: string) => isOther || defects.some((defect) => defect.startsWith(part));
    if (isDue("pads")) this.freshPads(member);
    if (isDue("battery")) this.freshBattery(member);
    this.options.enter(member.planned.id, "aed-confirmed");
    member.isUnconfirmed = false;
    member.troubles.delete(SAFE_MODE);
    this.forgetUnseen(member);
    this.options.stage.tellTruth(member);
  }

  /** The AED leaves the cabinet, for a rescue or not. */
  take(member: StageMember, isUsed: boolean): void {
    this.leaves(member);
    if (isUsed) member.cabinet.useAed();
    else member.cabinet.takeAed();
  }

  /** Another AED of the same model, in this condition, is put in its place. */
  exchange(member: StageMember, condition: string): void {
    const { cabinet, planned } = member;
    const nowMs = this.options.wallMs();
    const padsDays = condition === "pads-expired" ? EXPIRED_DAYS : FRESH_PADS_DAYS;
    const other = new AedUnit({
      aedModelId: planned.aedModelId,
      nowMs,
      serial: `${planned.id} ${nowMs}`,
      padsExpireOn: this.inDays(padsDays),
      batteryExpireOn: this.inDays(FRESH_BATTERY_DAYS),
      bodyExpireOn: planned.bodyExpireOn,
    });
    if (condition === "battery-low") other.drainBattery(nowMs);
    if (condition === "faulty") other.failAtNextSelfTest(nowMs);
    this.take(member, false);
    this.options.later(EXCHANGE_MS, () => {
      const { blind, troubles } = member;
      // A sensor that sees it, but has a copy that tells another story, might as well be blind.
      const isUnseen = blind.isAbsenceUnseen || troubles.has(KEY_STOLEN);
      if (isUnseen) member.blind = { ...blind, isExchangeUnseen: true };
      cabinet.swapAed(other);
      this.exchanged.add(planned.id);
      this.options.stage.tellTruth(member);
    });
  }

  /** A technician opens, lifts, replaces what is due, puts back, closes, confirms. */
  visit(member: StageMember): void {
    const { cabinet } = member;
    const steps: (() => void)[] = [
      () => cabinet.openDoor(),
      () => this.take(member, false),
      () => cabinet.returnAed(),
      () => {
        if (cabinet.defects().includes("aed-fault")) cabinet.repairAed();
        this.confirm(member);
      },
      () => cabinet.closeDoor(),
    ];
    steps.forEach((step, index) => {
      this.options.later(index * STEP_MS, step);
    });
  }

  /** The sensor sees the place again; what is missing then, it misses. */
  sensorLooksAgain(member: StageMember): void {
    if (!member.cabinet.truth.isAedPresent && this.isSeen(member)) {
      member.isUnconfirmed = true;
      this.forgetUnseen(member);
    }
    this.options.stage.tellTruth(member);
  }

  private leaves(member: StageMember): void {
    if (this.isSeen(member)) {
      member.isUnconfirmed = true;
      member.blind = { ...member.blind, isAbsenceUnseen: false };
    } else member.blind = { ...member.blind, isAbsenceUnseen: true };
  }

  private forgetUnseen(member: StageMember): void {
    member.blind = { ...member.blind, isAbsenceUnseen: false, isExchangeUnseen: false };
  }

  /** Whether the sensor can tell now that the AED leaves, or comes. */
  private isSeen({ troubles, cabinet }: StageMember): boolean {
    return !troubles.has(STUCK_PRESENCE) && cabinet.truth.hasPower;
  }
}
