/** What the HTTP interface shows of a cabinet. Times are seconds since 1970, as on the wire. */
import type { Report } from "../../protocol/report";
import type { Cabinet, Cabinets } from "../ingest/cabinets";
import { FAULT_TEXTS } from "../log/fault-texts";
import type { Text } from "../log/text";
import { SENSED_CHECKS } from "../readiness/cabinet-rules";
import type { Status, StatusValue } from "../readiness/status";

export interface Summary {
  readonly ready: number;
  readonly action: number;
  readonly unknown: number;
}

const WORST_FIRST: readonly StatusValue[] = ["action", "unknown", "ready"];

function epochS(ms: number): number {
  return Math.floor(ms / 1000);
}

/** How many cabinets have each status at `nowMs`, and until when that holds. */
export function summarise(cabinets: Cabinets, nowMs: number): Summary & { validUntilMs: number } {
  const counts = { ready: 0, action: 0, unknown: 0 };
  let validUntilMs = Number.POSITIVE_INFINITY;
  for (const cabinet of cabinets.all()) {
    const status = cabinets.statusOf(cabinet, nowMs);
    counts[status.value] += 1;
    validUntilMs = Math.min(validUntilMs, status.validUntilMs);
  }
  return { ...counts, validUntilMs: Number.isFinite(validUntilMs) ? validUntilMs : nowMs };
}

/** The answer of /api/summary. */
export function summaryView(cabinets: Cabinets, nowMs: number) {
  const { validUntilMs, ...counts } = summarise(cabinets, nowMs);
  const times = { evaluatedAt: epochS(nowMs), validUntil: epochS(validUntilMs) };
  return { ...times, ...counts, total: cabinets.size };
}

function nextStepOf({ reasons }: Status): Text | null {
  const [worst] = reasons;
  return worst ? FAULT_TEXTS[worst.code].nextStep : null;
}

/** Decimal degrees (WGS 84); null while nobody has told. */
function positionOf({ registration }: Cabinet) {
  const { latitude = null, longitude = null } = registration ?? {};
  return latitude === null || longitude === null ? null : { latitude, longitude };
}

function statusView(cabinet: Cabinet, status: Status) {
  const { registration } = cabinet;
  return {
    id: cabinet.id,
    site: registration && { ko: registration.siteKo, en: registration.siteEn },
    place: registration && { ko: registration.placeKo, en: registration.placeEn },
    position: positionOf(cabinet),
    status: status.value,
    reasons: status.reasons,
    warnings: status.warnings,
    nextStep: nextStepOf(status),
    reportedAt: cabinet.facts ? epochS(cabinet.facts.receivedAtMs) : null,
    validUntil: epochS(status.validUntilMs),
  };
}

/** The answer of /api/cabinets: all of them, worst first. */
export function cabinetsView(cabinets: Cabinets, nowMs: number) {
  const views = [...cabinets.all()].map((cabinet) => {
    return statusView(cabinet, cabinets.statusOf(cabinet, nowMs));
  });
  views.sort((a, b) => {
    const byStatus = WORST_FIRST.indexOf(a.status) - WORST_FIRST.indexOf(b.status);
    return byStatus || a.id.localeCompare(b.id);
  });
  return { evaluatedAt: epochS(nowMs), cabinets: views };
}

function evidenceView({ facts }: Cabinet) {
  if (!facts) return {};
  return Object.fromEntries(
    SENSED_CHECKS.map((check) => {
      const { value, method, at } = facts.seen[check];
      const bad = facts.bad[check];
      const standing = bad && { code: bad.code, sinceAt: epochS(bad.sinceMs) };
      return [check, { value, method, at: at || null, bad: standing ?? null }];
    }),
  );
}

/** The answer of /api/cabinets/<id>. */
export function cabinetView(cabinets: Cabinets, cabinet: Cabinet, nowMs: number) {
  const { newestReport, facts } = cabinet;
  return {
    evaluatedAt: epochS(nowMs),
    ...statusView(cabinet, cabinets.statusOf(cabinet, nowMs)),
    evidence: evidenceView(cabinet),
    isCurrent: facts?.isCurrent ?? false,
    registration: cabinet.registration ?? null,
    latestReport: newestReport ? (JSON.parse(newestReport.body) as Report) : null,
    counters: Object.fromEntries(cabinet.counters),
  };
}
