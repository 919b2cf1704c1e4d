/**
 * One AED as a physical thing, wherever it is: battery, pads, body, faults, and the self-tests that
 * decide what it shows. What is wrong with it (`defects`) and what it shows (`shows`) are two
 * things: a self-test comes only so often, and does not find everything. It has no clock: times
 * are given, in milliseconds since 1970, and must not go back.
 */
import { isoDatePlus, seoulDate } from "../fleet/iso-date";
import { type AedBehaviour, aedBehaviour, SELF_TESTS, type SelfTest } from "./aed-models";
import { Battery, FLAT_CHARGE, LOW_CHARGE, type MeanTemperature, RESCUE_CHARGE } from "./battery";
import { type Defect, NO_DEFECTS } from "./defects";
import { DAY_MS, endOfDayMs, HOUR_MS, KOREA_OFFSET_MS } from "./korean-day";

/** What people see and hear of it; "nothing" = its battery is flat, it is dark and mute. */
export type AedShows = "ready" | "fault" | "battery-low" | "nothing";

/**
 * Last good days of what ages, YYYY-MM-DD; undefined = it does not expire in this story. Gel dries
 * sooner in heat and freezes in cold: the printed date does not know, and this model does not
 * either; temperatures out of range are a defect of their own.
 */
export interface AedDates {
  readonly padsExpireOn?: string | undefined;
  readonly batteryExpireOn?: string | undefined;
  readonly bodyExpireOn?: string | undefined;
}

export interface AedUnitOptions extends AedDates {
  readonly aedModelId: string;
  readonly nowMs: number;
  /** Tells it from its like: the time of its self-tests depends on it. */
  readonly serial?: string;
  /** Fraction of a full charge, 0 to 1; 1 when not given. */
  readonly batteryCharge?: number;
}

/** Where nobody says anything else it lies in a room of this temperature, in °C. Assumption. */
const ROOM_C = 20;
const inRoom: MeanTemperature = () => ROOM_C;
/** A battery that "runs low" has this fraction left: enough to warn for weeks. Assumption. */
const RUN_LOW_CHARGE = LOW_CHARGE * 0.8;
/** A month of a self-test's schedule, in days. Assumption. */
const PERIOD_DAYS: Readonly<Record<SelfTest, number>> = { daily: 1, weekly: 7, monthly: 28 };
const MINUTES_PER_DAY = 1440;
const MINUTE_MS = 60_000;

/** FNV-1a, so that a serial number always gives the same self-test time. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

export class AedUnit {
  readonly model: AedBehaviour;
  readonly serial: string;
  private readonly battery: Battery;
  private dates: AedDates = {};
  private isPadsConnectorIn = true;
  private arePadsSpent = false;
  private hasHiddenFault = false;
  /** The shallowest self-test that finds its fault; undefined = it has none. */
  private fault: SelfTest | undefined;
  private isFaultFound = false;
  private shown: Exclude<AedShows, "nothing"> = "ready";
  private passedMs: number;
  /** Its last self-test out of turn. */
  private testedMs: number;
  private readonly selfTestPhaseMs: number;

  constructor(options: AedUnitOptions) {
    const { nowMs } = options;
    this.model = aedBehaviour(options.aedModelId);
    this.serial = options.serial ?? "";
    const { padsExpireOn, batteryExpireOn, bodyExpireOn } = options;
    this.setDates({ padsExpireOn, batteryExpireOn, bodyExpireOn });
    this.passedMs = nowMs;
    this.testedMs = nowMs;
    this.battery = new Battery({
      lifeYears: this.model.batteryLifeYears,
      nowMs,
      charge: options.batteryCharge ?? 1,
      meanC: inRoom,
    });
    const own = hash(this.serial);
    const { selfTestHour } = this.model;
    const timeMs =
      selfTestHour === undefined ? (own % MINUTES_PER_DAY) * MINUTE_MS : selfTestHour * HOUR_MS;
    const day = Math.floor(own / MINUTES_PER_DAY) % PERIOD_DAYS.monthly;
    this.selfTestPhaseMs = day * DAY_MS + timeMs;
    this.testOutOfTurn(nowMs);
  }

  get hasFault(): boolean {
    return this.fault !== undefined;
  }

  get arePadsConnected(): boolean {
    return this.isPadsConnectorIn;
  }

  get expiry(): AedDates {
    return this.dates;
  }

  /** Fraction of a full charge that is left, 0 to 1. */
  charge(nowMs: number): number {
    return this.battery.chargeAt(nowMs);
  }

  isBatteryLow(nowMs: number): boolean {
    return this.charge(nowMs) <= LOW_CHARGE;
  }

  /** What is wrong with it, so that it would not save a life now; nothing about its place. */
  defects(nowMs: number): readonly Defect[] {
    const isOver = (date: string | undefined) => date !== undefined && nowMs >= endOfDayMs(date);
    const { padsExpireOn, batteryExpireOn, bodyExpireOn } = this.dates;
    const found: (Defect | false)[] = [
      this.isBatteryLow(nowMs) && "battery-low",
      isOver(batteryExpireOn) && "battery-expired",
      !this.isPadsConnectorIn && "pads-disconnected",
      isOver(padsExpireOn) && "pads-expired",
      this.arePadsSpent && "pads-spent",
      isOver(bodyExpireOn) && "body-expired",
      this.hasFault && "aed-fault",
      this.hasHiddenFault && "hidden-fault",
    ];
    const defects = found.filter((defect): defect is Defect => defect !== false);
    return defects.length > 0 ? defects : NO_DEFECTS;
  }

  /** What it shows now: the outcome of its last self-test, or nothing any more. */
  shows(nowMs: number): AedShows {
    this.pass(nowMs);
    return this.charge(nowMs) <= FLAT_CHARGE ? "nothing" : this.shown;
  }

  /** When it tested itself last, in turn or out of it. */
  lastSelfTestMs(nowMs: number): number {
    return Math.max(this.testedMs, this.testBefore(nowMs, this.model.selfTests[0], 0));
  }

  /** When a self-test of this kind, or a deeper one, comes next. */
  nextSelfTestMs(nowMs: number, kind: SelfTest): number {
    return Math.min(...this.testsFinding(kind).map((test) => this.testBefore(nowMs, test, 1)));
  }

  /**
   * When its defects or what it shows will change next; undefined = not within `withinMs`, as far
   * as can be told now.
   */
  nextChangeMs(nowMs: number, withinMs: number): number | undefined {
    this.pass(nowMs);
    const times: number[] = Object.values(this.dates).flatMap((date) =>
      date === undefined ? [] : [endOfDayMs(date)],
    );
    const threshold = this.battery.nextThresholdMs(nowMs, withinMs);
    if (threshold !== undefined) times.push(threshold);
    if (this.fault && !this.isFaultFound) times.push(this.nextSelfTestMs(nowMs, this.fault));
    if (this.outcome(nowMs) !== this.shown) times.push(this.nextSelfTestMs(nowMs, "daily"));
    const ahead = times.filter((ms) => ms > nowMs && ms <= nowMs + withinMs);
    return ahead.length > 0 ? Math.min(...ahead) : undefined;
  }

  /** It is carried to a place of this mean temperature; undefined = into a room. */
  moveTo(nowMs: number, meanC: MeanTemperature | undefined): void {
    this.pass(nowMs);
    this.battery.moveTo(nowMs, meanC ?? inRoom);
  }

  /** A rescue: its pads are spent, its battery has lost charge; it tests itself when put off. */
  use(nowMs: number): void {
    this.pass(nowMs);
    this.arePadsSpent = true;
    this.battery.setCharge(nowMs, this.charge(nowMs) - RESCUE_CHARGE);
    this.testOutOfTurn(nowMs);
  }

  connectPads(nowMs: number, isConnected: boolean): void {
    this.pass(nowMs);
    this.isPadsConnectorIn = isConnected;
    if (isConnected) this.testOutOfTurn(nowMs);
  }

  /** Fresh pads; without a date they are good for the model's life, if dates are known at all. */
  replacePads(nowMs: number, lastGoodDay?: string): void {
    const padsExpireOn =
      lastGoodDay ?? this.freshDate(nowMs, this.dates.padsExpireOn, this.model.padsLifeYears);
    this.setDates({ padsExpireOn });
    this.arePadsSpent = false;
    this.connectPads(nowMs, true);
  }

  /** Its dates turn out to be others. */
  setDates(dates: AedDates): void {
    for (const date of Object.values(dates)) if (date !== undefined) endOfDayMs(date);
    this.dates = { ...this.dates, ...dates };
  }

  /** A fresh battery; its date as with pads. Fitted, it lets the AED test itself. */
  replaceBattery(nowMs: number, lastGoodDay?: string): void {
    this.pass(nowMs);
    const batteryExpireOn =
      lastGoodDay ?? this.freshDate(nowMs, this.dates.batteryExpireOn, this.model.batteryLifeYears);
    this.setDates({ batteryExpireOn });
    this.battery.setCharge(nowMs, 1);
    this.testOutOfTurn(nowMs);
  }

  /** The battery is nearly flat; the next self-test finds it. */
  drainBattery(nowMs: number): void {
    this.pass(nowMs);
    this.battery.setCharge(nowMs, Math.min(this.charge(nowMs), RUN_LOW_CHARGE));
  }

  /** It has a defect that its next self-test of this kind finds. */
  failAtNextSelfTest(nowMs: number, kind: SelfTest = "daily"): void {
    this.pass(nowMs);
    if (this.isFaultFound) return;
    this.fault = kind;
  }

  /** It has a defect that no self-test finds. */
  failUnseen(): void {
    this.hasHiddenFault = true;
  }

  repair(nowMs: number): void {
    this.pass(nowMs);
    this.fault = undefined;
    this.isFaultFound = false;
    this.hasHiddenFault = false;
    this.testOutOfTurn(nowMs);
  }

  /** It tests itself out of turn, as deeply as it can, and shows the outcome. */
  testNow(nowMs: number): void {
    this.pass(nowMs);
    if (this.fault) this.isFaultFound = true;
    this.testOutOfTurn(nowMs);
  }

  /** Runs the self-tests that have fallen due. */
  private pass(nowMs: number): void {
    const ran = this.model.selfTests.filter(
      (test) => this.testBefore(nowMs, test, 0) > this.passedMs,
    );
    this.passedMs = Math.max(this.passedMs, nowMs);
    if (ran.length === 0 || this.charge(nowMs) <= FLAT_CHARGE) return;
    const { fault } = this;
    if (fault && ran.some((test) => this.testsFinding(fault).includes(test))) {
      this.isFaultFound = true;
    }
    this.showSelfTest(nowMs);
  }

  private testOutOfTurn(nowMs: number): void {
    this.testedMs = nowMs;
    this.showSelfTest(nowMs);
  }

  private showSelfTest(nowMs: number): void {
    this.shown = this.outcome(nowMs);
    this.battery.setWarning(nowMs, this.shown !== "ready");
  }

  /** What a self-test of any kind would show now, with what deeper ones have found. */
  private outcome(nowMs: number): Exclude<AedShows, "nothing"> {
    const hasUnpluggedPads = this.model.testsPadsConnector && !this.isPadsConnectorIn;
    if (this.isFaultFound || hasUnpluggedPads) return "fault";
    return this.isBatteryLow(nowMs) ? "battery-low" : "ready";
  }

  /** The self-tests of its model that find such a fault; the deepest it has if none is so deep. */
  private testsFinding(kind: SelfTest): readonly SelfTest[] {
    const { selfTests } = this.model;
    const deep = selfTests.filter((test) => SELF_TESTS.indexOf(test) >= SELF_TESTS.indexOf(kind));
    return deep.length > 0 ? deep : selfTests.slice(-1);
  }

  /** The last such self-test up to `nowMs`, or one that many periods later. */
  private testBefore(nowMs: number, test: SelfTest, periodsLater: number): number {
    const periodMs = PERIOD_DAYS[test] * DAY_MS;
    const phaseMs = this.selfTestPhaseMs - KOREA_OFFSET_MS;
    return (Math.floor((nowMs - phaseMs) / periodMs) + periodsLater) * periodMs + phaseMs;
  }

  private freshDate(nowMs: number, before: string | undefined, years: number): string | undefined {
    return before && isoDatePlus(seoulDate(nowMs), Math.floor(years * 365));
  }
}
