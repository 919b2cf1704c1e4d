/** What a reader wants to see of what happened: the first events and the last ones, in words. */
import type { RunEvent } from "../run/run-event";
import type { PlannedStep } from "../scenario/plan";
import type { Verdict } from "./verdict";

/** Kept from the beginning of a run, and from its end. */
export const FIRST_EVENTS_MAX = 1500;
export const LAST_EVENTS_MAX = 1500;

type LoggedEvent = Verdict["events"][number];

function stepWords({ verb, values, cabinetIds }: PlannedStep): string {
  const valueWords = Object.entries(values).map(([name, value]) => `${name} ${value}`);
  const where = cabinetIds.length > 1 ? [`at ${cabinetIds.length} cabinets`] : [];
  return [verb, ...valueWords, ...where].join(" ");
}

function stepEvent(event: Extract<RunEvent, { kind: "step" }>): LoggedEvent {
  const { step, atMs, problem } = event;
  const id = step.cabinetIds.length === 1 ? (step.cabinetIds[0] ?? "") : "";
  const words = stepWords(step);
  return { atMs, id, text: problem === undefined ? words : `${words}: not done, ${problem}` };
}

/** Undefined for what happens all the time. */
function loggedEvent(event: RunEvent): LoggedEvent | undefined {
  const { atMs } = event;
  switch (event.kind) {
    case "step":
      return stepEvent(event);
    case "truth": {
      const text = event.defects.length ? `truly ${event.defects.join(", ")}` : "truly all right";
      return { atMs, id: event.id, text };
    }
    case "alert": {
      const { cabinetId: id, code, isOver } = event.alert;
      return { atMs, id, text: isOver ? `alert over: ${code}` : `alert: ${code}` };
    }
    case "replied":
      return { atMs, id: event.id, text: `command ${event.n}: ${event.result}` };
    case "link":
      return { atMs, id: event.id, text: event.isUp ? "link up" : "link down" };
    case "booted":
      return { atMs, id: event.id, text: "sensor starts" };
    case "failure":
      return { atMs, id: "", text: event.sentence };
    case "broker":
      return { atMs, id: "", text: event.isUp ? "broker up" : "broker down" };
    default:
      return undefined;
  }
}

export class EventLog {
  private readonly first: LoggedEvent[] = [];
  private readonly last: LoggedEvent[] = [];
  private lastCount = 0;

  add(event: RunEvent): void {
    const logged = loggedEvent(event);
    if (!logged) return;
    if (this.first.length < FIRST_EVENTS_MAX) {
      this.first.push(logged);
      return;
    }
    this.last[this.lastCount % LAST_EVENTS_MAX] = logged;
    this.lastCount += 1;
  }

  /** Between the first and the last ones a line says how many were left out. */
  events(): LoggedEvent[] {
    const leftOut = this.lastCount - this.last.length;
    const turn = leftOut > 0 ? this.lastCount % LAST_EVENTS_MAX : 0;
    const last = [...this.last.slice(turn), ...this.last.slice(0, turn)];
    const [next] = last;
    if (leftOut === 0 || !next) return [...this.first, ...last];
    const gap = { atMs: next.atMs, id: "", text: `${leftOut} events left out` };
    return [...this.first, gap, ...last];
  }
}
