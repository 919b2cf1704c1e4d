/**
 * The cabinets of a scenario: how many, which AEDs, how equipped. Sites come from `fleet/sites.ts`;
 * what is left to chance is drawn from the plan's seed.
 */
import { DUE_S_MAX, DUE_S_MIN, HEARTBEAT_S_DEFAULT } from "../../protocol/limits";
import { AED_BEHAVIOURS } from "../cabinet/aed-models";
import { isoDatePlus, seoulDate } from "../fleet/iso-date";
import type { Random } from "../fleet/random";
import { createSites, SITES_MAX, type Site } from "../fleet/sites";
import { Fields, percentOf } from "./fields";
import type { PlannedCabinet } from "./plan";
import type { Problems } from "./problem";
import { DAY_MS } from "./time-words";
import { KIND_WORDS, type Written } from "./written";

export const CABINET_KEYS = [
  "count",
  "models",
  "heartbeat",
  "outdoors",
  "backup-supply",
  "dates",
] as const;
export const MODEL_IDS: readonly string[] = AED_BEHAVIOURS.map(({ id }) => id);
/** `good`: nothing expires before a month after the run; `as-found`: some did, or will. */
export const DATES_WORDS = ["good", "as-found"] as const;

const COUNT_DEFAULT = 20;
/** Nothing expires for so long after the run, with `dates: good`; then at random within a year. */
const GOOD_AFTER_DAYS = 30;

export interface CabinetsOptions {
  /** Undefined = everything by default. */
  readonly written: Written | undefined;
  /** Overrides the count. */
  readonly count: number | undefined;
  readonly random: Random;
  readonly startMs: number;
  readonly durationMs: number;
  readonly problems: Problems;
}

/** The items in an order of chance. */
export function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const lots = items.map((item) => ({ item, lot: random.next() }));
  return lots.sort((a, b) => a.lot - b.lot).map(({ item }) => item);
}

/** So many of `count` are a part of them; at least one, unless the part is nothing. */
export function countOfPart(part: number, count: number): number {
  return part === 0 ? 0 : Math.min(count, Math.max(1, Math.round(part * count)));
}

function indexesOfPart(part: number, count: number, random: Random): ReadonlySet<number> {
  const indexes = Array.from({ length: count }, (_, index) => index);
  return new Set(shuffled(indexes, random).slice(0, countOfPart(part, count)));
}

function checkedModel(written: Written, id: string | undefined, problems: Problems): string[] {
  if (id !== undefined && MODEL_IDS.includes(id)) return [id];
  const value = id ?? KIND_WORDS[written.kind];
  const rule = `a model is one of ${MODEL_IDS.join(", ")}`;
  problems.add(written, { key: "models", value, rule, words: MODEL_IDS });
  return [];
}

/** The models by their parts: a hundred entries of a mix, or one each of a list. */
function modelsOf(fields: Fields, problems: Problems): string[] {
  const written = fields.get("models");
  if (written?.kind !== "map") {
    return fields.list("models").flatMap((item) => {
      return checkedModel(item, item.kind === "text" ? item.text : undefined, problems);
    });
  }
  const parts = written.entries.map(({ key, value, file, line }) => {
    const percent = value.kind === "text" ? percentOf(value.text) : undefined;
    if (percent === undefined) {
      const rule = "each model of a mix has its part, such as 20 %";
      problems.add({ file, line }, { key, rule });
    }
    return { ids: checkedModel({ ...value, line }, key, problems), percent: percent ?? 0 };
  });
  const sum = parts.reduce((total, { percent }) => total + percent, 0);
  if (Math.round(sum) !== 100) {
    problems.add(written, { key: "models", value: `${sum} %`, rule: "a mix adds up to 100 %" });
  }
  return parts.flatMap(({ ids, percent }) => {
    return ids.flatMap((id) => new Array<string>(Math.round(percent)).fill(id));
  });
}

/** A mix is kept to exactly; of a list each is as likely. */
function modelPicker(fields: Fields, count: number, options: CabinetsOptions) {
  const models = modelsOf(fields, options.problems);
  const random = options.random.fork("models");
  if (models.length === 0) return (site: Site) => site.aedModelId;
  if (fields.get("models")?.kind !== "map") return () => random.pick(models);
  const places = Array.from({ length: count }, (_, index) => {
    return models[Math.floor(((index + 0.5) * models.length) / count)] ?? "";
  });
  const mixed = shuffled(places, random);
  return (_: Site, index: number) => mixed[index] ?? "";
}

/** The date, or a later one when the part would expire in the run or soon after. */
function notDue(date: string, endMs: number, random: Random): string {
  const earliest = isoDatePlus(seoulDate(endMs), GOOD_AFTER_DAYS);
  const later = isoDatePlus(earliest, random.integer(0, 365));
  return date < earliest ? later : date;
}

function datedSite(site: Site, endMs: number, random: Random): Site {
  return {
    ...site,
    padsExpireOn: notDue(site.padsExpireOn, endMs, random),
    batteryExpireOn: notDue(site.batteryExpireOn, endMs, random),
    bodyExpireOn: notDue(site.bodyExpireOn, endMs, random),
  };
}

function heartbeatS(fields: Fields): number {
  const ms = fields.duration("heartbeat") ?? HEARTBEAT_S_DEFAULT * 1000;
  const s = ms / 1000;
  if (Number.isInteger(s) && s >= DUE_S_MIN && s <= DUE_S_MAX) return s;
  fields.refuse("heartbeat", `a heartbeat is from ${DUE_S_MIN} s to ${DUE_S_MAX / 3600} h`);
  return HEARTBEAT_S_DEFAULT;
}

/** The cabinets that are written; what is wrong is told to `problems`. */
export function readCabinets(options: CabinetsOptions): PlannedCabinet[] {
  const { random, startMs, durationMs, problems } = options;
  const nothing: Written = { kind: "map", entries: [], file: "", line: 0 };
  const written = options.written ?? nothing;
  const fields = new Fields(written, "cabinets", problems);
  fields.refuseOthers(CABINET_KEYS, written);
  const range = { min: 1, max: SITES_MAX, unit: "cabinets", isWhole: true };
  const writtenCount = fields.number("count", range) ?? COUNT_DEFAULT;
  const count = options.count ?? writtenCount;
  const modelOf = modelPicker(fields, count, options);
  const outdoors = indexesOfPart(fields.part("outdoors") ?? 0, count, random.fork("outdoors"));
  const backups = indexesOfPart(fields.part("backup-supply") ?? 0, count, random.fork("backups"));
  const dates = fields.choice("dates", DATES_WORDS) ?? "good";
  const heartbeat = heartbeatS(fields);
  const endMs = startMs + Math.ceil(durationMs / DAY_MS) * DAY_MS;
  const sites = createSites({ count, random: random.fork("sites"), todayIso: seoulDate(startMs) });
  return sites.map((found, index) => {
    const site = dates === "good" ? datedSite(found, endMs, random.fork(found.id)) : found;
    return {
      id: site.id,
      siteKo: site.nameKo,
      siteEn: site.nameEn,
      placeKo: site.placeKo,
      placeEn: site.placeEn,
      aedModelId: modelOf(site, index),
      heartbeatS: heartbeat,
      hasBackup: backups.has(index),
      isOutdoors: outdoors.has(index),
      padsExpireOn: site.padsExpireOn,
      batteryExpireOn: site.batteryExpireOn,
      bodyExpireOn: site.bodyExpireOn,
    };
  });
}
