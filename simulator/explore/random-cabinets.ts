/** The cabinets of an explored plan: mostly what a town has, with some of everything else. */
import { AED_BEHAVIOURS } from "../cabinet/aed-models";
import { isoDatePlus, seoulDate } from "../fleet/iso-date";
import type { Random } from "../fleet/random";
import { createSites } from "../fleet/sites";
import type { PlannedCabinet } from "../scenario/plan";

export interface RandomCabinetsOptions {
  readonly count: number;
  readonly random: Random;
  readonly startMs: number;
  readonly days: number;
}

const READABLE = AED_BEHAVIOURS.filter(({ readyPeriodMs }) => readyPeriodMs > 0);
const UNREADABLE_PART = 0.05;
const BACKUP_PART = 0.2;
const OUTDOORS_PART = 0.25;
/** Parts that expire while the run goes on. */
const PADS_DUE_PART = 0.1;
const BATTERY_DUE_PART = 0.05;
const BODY_DUE_PART = 0.02;
/** Heartbeats in seconds; the usual one is drawn most. */
const HEARTBEATS_S = [900, 900, 900, 900, 900, 900, 900, 300, 300, 3600];
/** What does not expire in the run does not do so for so long after it. */
const GOOD_AFTER_DAYS = 60;
const GOOD_DAYS_MAX = 730;

/** So many cabinets, the same for the same random. */
export function randomCabinets(options: RandomCabinetsOptions): PlannedCabinet[] {
  const { count, startMs, days } = options;
  const todayIso = seoulDate(startMs);
  const sites = createSites({ count, random: options.random.fork("sites"), todayIso });
  return sites.map(({ id, nameKo, nameEn, placeKo, placeEn }) => {
    const random = options.random.fork(id);
    const expiry = (duePart: number) => {
      const isDue = random.next() < duePart;
      const later = random.integer(days + GOOD_AFTER_DAYS, days + GOOD_DAYS_MAX);
      return isoDatePlus(todayIso, isDue ? random.integer(-1, days) : later);
    };
    const models = random.next() < UNREADABLE_PART ? AED_BEHAVIOURS : READABLE;
    return {
      id,
      siteKo: nameKo,
      siteEn: nameEn,
      placeKo,
      placeEn,
      aedModelId: random.pick(models).id,
      heartbeatS: random.pick(HEARTBEATS_S),
      hasBackup: random.next() < BACKUP_PART,
      isOutdoors: random.next() < OUTDOORS_PART,
      padsExpireOn: expiry(PADS_DUE_PART),
      batteryExpireOn: expiry(BATTERY_DUE_PART),
      bodyExpireOn: expiry(BODY_DUE_PART),
    };
  });
}
