/**
 * What people see of every cabinet at a moment: the last that the broker showed, but grey when its
 * validity has passed, and grey while the broker is down. How long something is valid counts from
 * when it was shown, by the broker's clock: a page measures it by its own.
 */
import type { Shown } from "../run/broker-under-test";
import type { RunEvent } from "../run/run-event";
import type { PlannedStep } from "../scenario/plan";

interface Seen {
  readonly shown: Shown;
  /** The last moment of its validity, milliseconds from the start of the run. */
  readonly untilMs: number;
}

export class ShownStates {
  private readonly seenOf = new Map<string, Seen>();
  private isBrokerUp = true;
  private clockOffMs = 0;

  /** `startMs`: the wall clock at the start of the run, milliseconds since 1970. */
  constructor(private readonly startMs: number) {}

  observe(event: RunEvent): void {
    if (event.kind === "shown") {
      const { id, shown } = event;
      if (shown && this.isBrokerUp) {
        const untilMs = shown.validUntilMs - this.startMs - this.clockOffMs;
        this.seenOf.set(id, { shown, untilMs });
      } else this.seenOf.delete(id);
    } else if (event.kind === "broker") {
      this.isBrokerUp = event.isUp;
      // What it shows after a restart it has to show anew.
      if (!event.isUp) this.seenOf.clear();
    } else if (event.kind === "step" && event.problem === undefined) this.stepIs(event.step);
  }

  /** Undefined when nothing is shown that may still be taken for current. */
  at(id: string, nowMs: number): Shown | undefined {
    const seen = this.seenOf.get(id);
    return seen && nowMs <= seen.untilMs ? seen.shown : undefined;
  }

  /** The last moment at which what is shown now is current; undefined when nothing is shown. */
  untilMs(id: string): number | undefined {
    return this.seenOf.get(id)?.untilMs;
  }

  isReadyAt(id: string, nowMs: number): boolean {
    return this.at(id, nowMs)?.status === "ready";
  }

  /** True when READY was shown still in the moment after `nowMs`. */
  isReadyAfter(id: string, nowMs: number): boolean {
    return this.isReadyAt(id, nowMs + 1);
  }

  private stepIs({ verb, values }: PlannedStep): void {
    if (verb === "set-server-clock") this.clockOffMs = Number(values["by-s"] ?? 0) * 1000;
    else if (verb === "mend-server-clock") this.clockOffMs = 0;
  }
}
