/**
 * A verdict as a week with twenty cabinets could have ended, made from a seed: what tables and
 * pages are tested with and looked at.
 */
import type { Violation } from "../../../simulator/check/checker";
import { createRandom, type Random } from "../../../simulator/fleet/random";
import type {
  Band,
  CabinetHistory,
  Latencies,
  Verdict,
  VerdictCheck,
} from "../../../simulator/verdict/verdict";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
const SITES = ["만안구청", "안양역 2번 출구", "평촌중앙공원", "호계체육관", "범계역", "석수도서관"];
const PLACES = ["1층 로비", "승강기 옆", "정문 안내소", "지하 주차장", "수영장 입구"];
const DEFECTS = ["pads-expired", "battery-low", "aed-missing", "too-cold", "aed-fault"];

interface SampleOptions {
  readonly seed?: number;
  readonly cabinetCount?: number;
  readonly days?: number;
  readonly isPassed?: boolean;
  readonly incidentsPerCabinet?: number;
  readonly eventCount?: number;
}

interface Happening {
  readonly shown: Band[];
  readonly broken: { fromMs: number; toMs: number; defects: string[] }[];
  readonly events: { atMs: number; id: string; text: string }[];
}

/** From one incident to the next: a defect that is noticed, or a sensor that falls silent. */
function live(id: string, random: Random, durationMs: number, incidents: number): Happening {
  const shown: Band[] = [];
  const broken: Happening["broken"] = [];
  const events: Happening["events"] = [];
  const event = (atMs: number, text: string): void => void events.push({ atMs, id, text });
  let fromMs = 0;
  for (let n = 0; n < incidents; n++) {
    const slotMs = durationMs / incidents;
    const atMs = Math.round(slotMs * (n + 0.1 + random.next() * 0.4));
    const toMs = Math.round(Math.min(durationMs, atMs + slotMs * (0.05 + random.next() * 0.35)));
    shown.push({ fromMs, toMs: atMs, value: "ready" });
    if (random.next() < 0.6) {
      const defect = random.pick(DEFECTS);
      broken.push({ fromMs: Math.max(0, atMs - MINUTE_MS), toMs, defects: [defect] });
      shown.push({ fromMs: atMs, toMs, value: "action" });
      event(atMs, `shown as needing action: ${defect}`);
      event(atMs + MINUTE_MS, `alert to the duty technician: ${defect}`);
      event(toMs, "repaired; shown ready again");
    } else {
      shown.push({ fromMs: atMs, toMs, value: "unknown" });
      event(atMs, "no report for two intervals; shown unknown");
      event(toMs, "connected again, three stored reports delivered");
    }
    fromMs = toMs;
  }
  shown.push({ fromMs, toMs: durationMs, value: "ready" });
  return { shown, broken, events };
}

/** The broker is down for a while on the second day: nothing is answered, whatever it was. */
function withOutage(bands: readonly Band[], fromMs: number, toMs: number): Band[] {
  const before = bands.filter((band) => band.fromMs < fromMs);
  const after = bands.filter((band) => band.toMs > toMs);
  return [
    ...before.map((band) => ({ ...band, toMs: Math.min(band.toMs, fromMs) })),
    { fromMs, toMs, value: "broker-down" as const },
    ...after.map((band) => ({ ...band, fromMs: Math.max(band.fromMs, toMs) })),
  ];
}

function latencies(count: number, typicalMs: number): Latencies {
  const limits = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000];
  const shares = limits.map((limit) => Math.exp(-(Math.log(limit / typicalMs) ** 2)));
  const whole = shares.reduce((sum, share) => sum + share, 0);
  return {
    count,
    p50Ms: typicalMs,
    p99Ms: typicalMs * 9,
    maxMs: typicalMs * 40,
    histogram: limits.map((limit, i) => [limit, Math.round((count * shares[i]!) / whole)]),
  };
}

function check(name: string, promise: string, violations: readonly Violation[] = []): VerdictCheck {
  return { name, promise, isMet: violations.length === 0, judged: 40_320, violations };
}

function checks(cabinets: readonly CabinetHistory[], isPassed: boolean): VerdictCheck[] {
  const found = isPassed ? [] : cabinets.slice(0, 3).filter(({ broken }) => broken.length > 0);
  const violations = found.map(({ id, broken }) => ({
    property: "no-false-ready",
    atMs: broken[0]!.fromMs + 3 * HOUR_MS,
    cabinetId: id,
    sentence:
      `shown ready although ${broken[0]!.defects.join(", ")} has been true for 3 h; ` +
      "at most 32 min (two intervals and 90 s) are allowed",
  }));
  return [
    check("nothing-acknowledged-lost", "A report that was acknowledged is in the store."),
    check(
      "no-false-ready",
      "Shown ready means it was true within two intervals + 90 s.",
      violations,
    ),
    check("alerted-in-time", "Every change for the worse is alerted within its limit."),
    {
      ...check("commands-at-most-once", "A command acts once, and only where it should."),
      judged: 0,
    },
    check("expectation line 42", "All cabinets are ready again an hour after the repair."),
  ];
}

/** Twenty cabinets and seven days unless told otherwise; failed unless `isPassed`. */
export function sampleVerdict(options: SampleOptions = {}): Verdict {
  const { seed = 42, cabinetCount = 20, days = 7, isPassed = false } = options;
  const { incidentsPerCabinet = 3, eventCount = Number.POSITIVE_INFINITY } = options;
  const random = createRandom(seed);
  const durationMs = days * DAY_MS;
  const events: Happening["events"] = [];
  const cabinets = Array.from({ length: cabinetCount }, (_, index): CabinetHistory => {
    const id = `anyang-${String(index + 1).padStart(3, "0")}`;
    const count = index < cabinetCount * 0.7 ? incidentsPerCabinet : 0;
    const life = live(id, random.fork(id), durationMs, count);
    events.push(...life.events);
    const shown = withOutage(life.shown, 1.4 * DAY_MS, 1.4 * DAY_MS + 50 * MINUTE_MS);
    const name = `${random.pick(SITES)} ${random.pick(PLACES)}`;
    if (isPassed || index >= 3 || life.broken.length === 0) {
      return { id, name, shown, broken: life.broken };
    }
    const first = life.broken[0]!;
    const broken = [{ ...first, fromMs: Math.max(0, first.fromMs - 6 * HOUR_MS) }];
    return { id, name, shown, broken: [...broken, ...life.broken.slice(1)] };
  });
  return {
    scenario: "pads-expire-across-a-city",
    purpose: "Pads of a whole delivery expire in the same week, while the broker is killed once.",
    seed,
    pace: "virtual",
    startMs: Date.UTC(2026, 1, 27, 15),
    durationMs,
    tookMs: 14_230,
    cabinetCount,
    isPassed,
    checks: checks(cabinets, isPassed),
    counts: {
      reports: 40_381,
      acknowledged: 40_380,
      repeated: 212,
      alerts: 61,
      "broker crashes": 1,
    },
    acknowledged: latencies(40_380, 90),
    alerted: latencies(61, 1800),
    cabinets,
    events: events.sort((a, b) => a.atMs - b.atMs).slice(0, eventCount),
    traceHash: "5f1d2c9a".repeat(8),
    replay: `npm run fleet -- --scenario pads-expire-across-a-city --seed ${seed} --pace virtual`,
  };
}
