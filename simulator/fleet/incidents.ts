/**
 * What goes wrong in a fleet, as data: a seeded, endless plan of incidents, each a story of timed
 * steps that ends with its repair. The plan touches nothing; `incident-player.ts` acts it out.
 * No cabinet has two incidents at once.
 */
import type { Random } from "./random";

export type IncidentKind =
  | "pads-expire"
  | "aed-used"
  | "battery-low"
  | "door-left-open"
  | "power-lost"
  | "network-lost";

/** What happens to a cabinet. */
export type PhysicalAct =
  | "open-door"
  | "close-door"
  | "take-aed"
  | "return-aed"
  | "let-battery-run-low"
  | "replace-battery"
  | "replace-pads"
  | "breaker-off"
  | "breaker-on"
  | "cut-network"
  | "restore-network";

export type ServiceActKind =
  | "pads-replaced"
  | "battery-replaced"
  | "pads-date-recorded"
  | "aed-confirmed";

/** A step of an incident: an act at the cabinet, or what a technician enters in the registry. */
export type IncidentStep =
  | { readonly afterMs: number; readonly physical: PhysicalAct }
  | {
      readonly afterMs: number;
      readonly service: ServiceActKind;
      /** The date to enter, in days from today. */
      readonly dateInDays?: number;
    };

export interface Incident {
  readonly kind: IncidentKind;
  readonly cabinetIndex: number;
  /** From the start of the plan. */
  readonly startMs: number;
  /** From the incident's start, in order; the last one repairs it. */
  readonly steps: readonly IncidentStep[];
}

export interface IncidentPlanOptions {
  readonly random: Random;
  readonly cabinetCount: number;
  /** Above zero. */
  readonly incidentsPerHour: number;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const SECOND_MS = 1000;
/** Someone comes after this long. */
const REPAIR_MINUTES = { min: 2, max: 6 };
/** Silence has to be longer than keep-alive takes to notice it. */
const SILENCE_MINUTES = { min: 4, max: 9 };
const PADS_LIFE_DAYS = 730;
const BATTERY_LIFE_DAYS = 1460;
/** After its last step a cabinet is left alone for a while. */
const REST_MS = MINUTE_MS;

/** How often each kind happens, relative to the others. */
const WEIGHTS: readonly (readonly [IncidentKind, number])[] = [
  ["pads-expire", 4],
  ["aed-used", 4],
  ["battery-low", 3],
  ["door-left-open", 3],
  ["power-lost", 2],
  ["network-lost", 3],
];

const KINDS: readonly IncidentKind[] = WEIGHTS.flatMap(([kind, weight]) => {
  return Array.from({ length: weight }, () => kind);
});

/** The story of one incident. */
export function incidentSteps(kind: IncidentKind, random: Random): IncidentStep[] {
  const repairMs = random.integer(REPAIR_MINUTES.min * 60, REPAIR_MINUTES.max * 60) * SECOND_MS;
  const silenceMs = random.integer(SILENCE_MINUTES.min * 60, SILENCE_MINUTES.max * 60) * SECOND_MS;
  const service = (afterMs: number, act: ServiceActKind, dateInDays?: number): IncidentStep => {
    return dateInDays === undefined
      ? { afterMs, service: act }
      : { afterMs, service: act, dateInDays };
  };
  const physical = (afterMs: number, act: PhysicalAct): IncidentStep => ({
    afterMs,
    physical: act,
  });
  const visit = (act: PhysicalAct): IncidentStep[] => [
    physical(repairMs, "open-door"),
    physical(repairMs + 10 * SECOND_MS, act),
    physical(repairMs + 20 * SECOND_MS, "close-door"),
  ];
  const enteredMs = repairMs + 40 * SECOND_MS;
  switch (kind) {
    case "pads-expire":
      return [
        service(0, "pads-date-recorded", -1),
        ...visit("replace-pads"),
        service(enteredMs, "pads-replaced", PADS_LIFE_DAYS),
      ];
    case "aed-used":
      return [
        physical(0, "open-door"),
        physical(3 * SECOND_MS, "take-aed"),
        ...visit("return-aed").slice(1),
        service(enteredMs, "aed-confirmed"),
      ];
    case "battery-low":
      return [
        physical(0, "let-battery-run-low"),
        ...visit("replace-battery"),
        service(enteredMs, "battery-replaced", BATTERY_LIFE_DAYS),
      ];
    case "door-left-open":
      return [physical(0, "open-door"), physical(repairMs, "close-door")];
    case "power-lost":
      return [physical(0, "breaker-off"), physical(silenceMs, "breaker-on")];
    case "network-lost":
      return [physical(0, "cut-network"), physical(silenceMs, "restore-network")];
  }
}

/**
 * The incidents of a fleet in order of their start, at random intervals (exponential) around the
 * wanted rate. When the chosen cabinet is still busy with its last one, that turn is skipped.
 */
export function* planIncidents(options: IncidentPlanOptions): Generator<Incident, never> {
  const { random, cabinetCount, incidentsPerHour } = options;
  if (cabinetCount < 1 || !(incidentsPerHour > 0)) {
    throw new RangeError(
      `No incidents for ${cabinetCount} cabinets at ${incidentsPerHour} an hour; both must be > 0.`,
    );
  }
  const busyUntilMs = new Map<number, number>();
  let startMs = 0;
  for (;;) {
    startMs += (-Math.log(1 - random.next()) * HOUR_MS) / incidentsPerHour;
    const cabinetIndex = random.integer(0, cabinetCount - 1);
    const kind = random.pick(KINDS);
    const steps = incidentSteps(kind, random);
    if ((busyUntilMs.get(cabinetIndex) ?? 0) > startMs) continue;
    const lastMs = steps.at(-1)?.afterMs ?? 0;
    busyUntilMs.set(cabinetIndex, startMs + lastMs + REST_MS);
    yield { kind, cabinetIndex, startMs, steps };
  }
}
