/**
 * What the page's script draws from, as small JSON: the page stays below three megabytes for 300
 * cabinets. Whatever is left out or joined for that is counted, so that the page can say so.
 */
import { plainText } from "./escape";
import type { Band, CabinetHistory, Verdict } from "./verdict";

const CABINETS_MAX = 300;
const EVENTS_MAX = 8000;
/** Long texts in Hangul would else make a page of their own. */
const EVENT_BYTES_MAX = 700_000;
const BANDS_MAX = 50_000;
/** Marked in the row of one cabinet. */
const VIOLATIONS_MAX = 100;
const TEXT_LENGTH_MAX = 160;

/** The index of a status here is its code in the data; later ones win when bands are joined. */
export const STATUSES = ["ready", "unknown", "broker-down", "action"] as const;

/** From, to, code of the status. Times in milliseconds from the start. */
type BandTuple = readonly [number, number, number];
/** From, to, what was wrong. */
type BrokenTuple = readonly [number, number, string];

interface PageCabinet {
  readonly id: string;
  readonly name: string;
  readonly shown: readonly BandTuple[];
  readonly broken: readonly BrokenTuple[];
  /** Times of violations of this cabinet, with the check's name. */
  readonly violations: readonly (readonly [number, string])[];
}

export interface PageData {
  readonly startMs: number;
  readonly durationMs: number;
  readonly cabinets: readonly PageCabinet[];
  /** Time, cabinet's id, text. */
  readonly events: readonly (readonly [number, string, string])[];
  readonly cabinetsLeftOut: number;
  readonly eventsLeftOut: number;
  /** Bands shorter than this were joined into the worst of their neighbours; 0 = none. */
  readonly joinedBelowMs: number;
}

/** At most 160 characters, nothing unprintable. */
export function short(text: string): string {
  if (text.length <= TEXT_LENGTH_MAX) return plainText(text);
  return `${plainText(text.slice(0, TEXT_LENGTH_MAX - 1))}…`;
}

function codeOf(value: Band["value"]): number {
  return STATUSES.indexOf(value);
}

/** Neighbours that both begin and end within `lengthMs` become one, with the worst status. */
function joined(bands: readonly Band[], lengthMs: number): BandTuple[] {
  const result: BandTuple[] = [];
  for (const { fromMs, toMs, value } of bands) {
    const last = result.at(-1);
    const code = codeOf(value);
    if (last !== undefined && last[1] === fromMs && last[2] === code) {
      result[result.length - 1] = [last[0], toMs, code];
    } else if (last !== undefined && last[1] === fromMs && toMs - last[0] < lengthMs) {
      result[result.length - 1] = [last[0], toMs, Math.max(last[2], code)];
    } else {
      result.push([fromMs, toMs, code]);
    }
  }
  return result;
}

function brokenTimes(broken: CabinetHistory["broken"], lengthMs: number): BrokenTuple[] {
  const result: BrokenTuple[] = [];
  for (const { fromMs, toMs, defects } of broken) {
    const text = short(defects.join(", "));
    const last = result.at(-1);
    if (last !== undefined && last[1] === fromMs && toMs - last[0] < lengthMs) {
      result[result.length - 1] = [last[0], toMs, last[2]];
    } else {
      result.push([fromMs, toMs, text]);
    }
  }
  return result;
}

/** The least length below which bands have to be joined so that there are not too many. */
function joinedBelowMs(cabinets: readonly CabinetHistory[], durationMs: number): number {
  const count = (lengthMs: number): number => {
    let sum = 0;
    for (const { shown, broken } of cabinets) {
      sum += joined(shown, lengthMs).length + brokenTimes(broken, lengthMs).length;
    }
    return sum;
  };
  let lengthMs = 0;
  while (count(lengthMs) > BANDS_MAX && lengthMs < durationMs) {
    lengthMs = lengthMs === 0 ? Math.ceil(durationMs / 16_384) : lengthMs * 2;
  }
  return lengthMs;
}

/** The first events, as many as there is room for. */
function firstEvents(events: Verdict["events"]): PageData["events"] {
  const result: (readonly [number, string, string])[] = [];
  let bytes = 0;
  for (const { atMs, id, text } of events.slice(0, EVENTS_MAX)) {
    const event = [atMs, short(id), short(text)] as const;
    bytes += Buffer.byteLength(event.join());
    if (bytes > EVENT_BYTES_MAX) break;
    result.push(event);
  }
  return result;
}

/** The data of the page of `verdict`. */
export function pageData(verdict: Verdict): PageData {
  const cabinets = verdict.cabinets.slice(0, CABINETS_MAX);
  const lengthMs = joinedBelowMs(cabinets, verdict.durationMs);
  const violationsById = new Map<string, (readonly [number, string])[]>();
  for (const { cabinetId, atMs, property } of verdict.checks.flatMap((one) => one.violations)) {
    if (cabinetId === undefined) continue;
    const known = violationsById.get(cabinetId);
    if (known === undefined) violationsById.set(cabinetId, [[atMs, short(property)]]);
    else if (known.length < VIOLATIONS_MAX) known.push([atMs, short(property)]);
  }
  const events = firstEvents(verdict.events);
  return {
    startMs: verdict.startMs,
    durationMs: verdict.durationMs,
    cabinets: cabinets.map(({ id, name, shown, broken }) => ({
      id: short(id),
      name: short(name),
      shown: joined(shown, lengthMs),
      broken: brokenTimes(broken, lengthMs),
      violations: violationsById.get(id) ?? [],
    })),
    events,
    cabinetsLeftOut: verdict.cabinetCount - cabinets.length,
    eventsLeftOut: verdict.events.length - events.length,
    joinedBelowMs: lengthMs,
  };
}
