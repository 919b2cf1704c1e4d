/**
 * Acts out planned incidents on the cabinets of a fleet, and tells a callback what a technician
 * would enter in the registry. It never touches a registry itself.
 */
import type { Cabinet } from "../cabinet/cabinet";
import type { Cancel, SimulatorClock } from "../runtime/clock";
import type { Incident, IncidentStep, PhysicalAct, ServiceActKind } from "./incidents";
import { isoDatePlus, seoulDate } from "./iso-date";

/** What a technician would enter in the registry. */
export interface ServiceAct {
  readonly cabinetId: string;
  readonly kind: ServiceActKind;
  /** The date entered, YYYY-MM-DD. */
  readonly date?: string;
}

export interface NamedCabinet {
  readonly id: string;
  readonly cabinet: Cabinet;
}

export interface IncidentPlayerOptions {
  readonly clock: SimulatorClock;
  readonly plan: Iterator<Incident, never>;
  readonly cabinets: readonly NamedCabinet[];
  readonly onServiceAct: (act: ServiceAct) => void;
  readonly onIncident: (cabinetId: string, incident: Incident) => void;
}

const PHYSICAL: Readonly<Record<PhysicalAct, (cabinet: Cabinet) => void>> = {
  "open-door": (cabinet) => cabinet.openDoor(),
  "close-door": (cabinet) => cabinet.closeDoor(),
  "take-aed": (cabinet) => cabinet.takeAed(),
  "return-aed": (cabinet) => cabinet.returnAed(),
  "let-battery-run-low": (cabinet) => cabinet.letBatteryRunLow(),
  "replace-battery": (cabinet) => cabinet.replaceBattery(),
  "replace-pads": (cabinet) => cabinet.replacePads(),
  "breaker-off": (cabinet) => cabinet.breakerOff(),
  "breaker-on": (cabinet) => cabinet.breakerOn(),
  "cut-network": (cabinet) => cabinet.cutNetwork(),
  "restore-network": (cabinet) => cabinet.restoreNetwork(),
};

export class IncidentPlayer {
  private readonly waiting = new Set<Cancel>();
  private startedMs = 0;

  constructor(private readonly options: IncidentPlayerOptions) {}

  /** Begins the plan now. */
  start(): void {
    this.startedMs = this.options.clock.monotonicMs();
    this.scheduleNext();
  }

  /** Nothing more happens; what has happened stays as it is. */
  stop(): void {
    for (const cancel of this.waiting) cancel();
    this.waiting.clear();
  }

  private scheduleNext(): void {
    const incident = this.options.plan.next().value;
    const dueMs = this.startedMs + incident.startMs;
    this.later(dueMs - this.options.clock.monotonicMs(), () => {
      this.play(incident);
      this.scheduleNext();
    });
  }

  private play(incident: Incident): void {
    const named = this.options.cabinets[incident.cabinetIndex];
    if (!named) return;
    this.options.onIncident(named.id, incident);
    for (const step of incident.steps) this.later(step.afterMs, () => this.act(named, step));
  }

  private act({ id, cabinet }: NamedCabinet, step: IncidentStep): void {
    if ("physical" in step) {
      PHYSICAL[step.physical](cabinet);
      return;
    }
    const act = { cabinetId: id, kind: step.service };
    if (step.dateInDays === undefined) {
      this.options.onServiceAct(act);
      return;
    }
    const today = seoulDate(this.options.clock.wallMs());
    this.options.onServiceAct({ ...act, date: isoDatePlus(today, step.dateInDays) });
  }

  private later(delayMs: number, run: () => void): void {
    const cancel = this.options.clock.after("incident", delayMs, () => {
      this.waiting.delete(cancel);
      run();
    });
    this.waiting.add(cancel);
  }
}
