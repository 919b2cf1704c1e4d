/**
 * Believable sites for a simulated fleet: id, names in Korean and English, the place inside, the
 * AED model and its three expiry dates. The same seed gives the same sites.
 */
import { AED_BEHAVIOURS } from "../cabinet/aed-models";
import { BASE_SITES, placeIn } from "./base-sites";
import { isoDatePlus } from "./iso-date";
import type { Random } from "./random";

export interface Site {
  /** Cabinet id, e.g. `anyang-0001`. */
  readonly id: string;
  readonly nameKo: string;
  readonly nameEn: string;
  readonly placeKo: string;
  readonly placeEn: string;
  readonly aedModelId: string;
  /** Last good days, YYYY-MM-DD. */
  readonly padsExpireOn: string;
  readonly batteryExpireOn: string;
  readonly bodyExpireOn: string;
}

/** Ids have four digits or more; a fleet in one process is smaller than this. */
export const SITES_MAX = 20_000;
/** Models that a light sensor can prove ready: a town buys what its sensors can read. */
const READABLE_MODELS = AED_BEHAVIOURS.filter((model) => model.readyPeriodMs > 0);
/** Of a thousand: pads already expired, and pads that expire within a month. */
const PADS_EXPIRED_PER_MILLE = 4;
const PADS_SOON_PER_MILLE = 20;

export interface SitesOptions {
  readonly count: number;
  readonly random: Random;
  /** Today at the sites, YYYY-MM-DD. */
  readonly todayIso: string;
}

function daysToPadsExpiry(random: Random): number {
  const lot = random.integer(1, 1000);
  if (lot <= PADS_EXPIRED_PER_MILLE) return -random.integer(1, 30);
  if (lot <= PADS_EXPIRED_PER_MILLE + PADS_SOON_PER_MILLE) return random.integer(3, 30);
  return random.integer(60, 730);
}

function siteAt(index: number, options: SitesOptions): Site {
  const base = BASE_SITES[index % BASE_SITES.length];
  if (!base) throw new RangeError("There are no base sites.");
  const id = `anyang-${String(index + 1).padStart(4, "0")}`;
  const random = options.random.fork(id);
  const place = placeIn(base.kind, Math.floor(index / BASE_SITES.length));
  const inDays = (days: number) => isoDatePlus(options.todayIso, days);
  return {
    id,
    nameKo: base.nameKo,
    nameEn: base.nameEn,
    placeKo: place.ko,
    placeEn: place.en,
    aedModelId: random.pick(READABLE_MODELS).id,
    padsExpireOn: inDays(daysToPadsExpiry(random)),
    batteryExpireOn: inDays(random.integer(120, 1460)),
    bodyExpireOn: inDays(random.integer(400, 3650)),
  };
}

/** `count` sites, numbered from 1. Throws when there are too many or fewer than none. */
export function createSites(options: SitesOptions): Site[] {
  const { count } = options;
  if (!Number.isInteger(count) || count < 0 || count > SITES_MAX) {
    throw new RangeError(`${count} sites are not possible; use a whole number up to ${SITES_MAX}.`);
  }
  return Array.from({ length: count }, (_, index) => siteAt(index, options));
}
