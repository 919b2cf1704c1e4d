/**
 * What people see of every cabinet at a moment: the last that the broker showed, but grey when its
 * validity has passed, and grey while the broker is down.
 */
import type { Shown } from "../run/broker-under-test";
import type { RunEvent } from "../run/run-event";

export class ShownStates {
  private readonly shownOf = new Map<string, Shown>();
  private isBrokerUp = true;

  /** `startMs`: the wall clock at the start of the run, milliseconds since 1970. */
  constructor(private readonly startMs: number) {}

  observe(event: RunEvent): void {
    if (event.kind === "broker") {
      this.isBrokerUp = event.isUp;
      // What it shows after a restart it has to show anew.
      if (!event.isUp) this.shownOf.clear();
    } else if (event.kind === "shown") {
      if (event.shown && this.isBrokerUp) this.shownOf.set(event.id, event.shown);
      else this.shownOf.delete(event.id);
    }
  }

  /** Undefined when nothing is shown that may still be taken for current. */
  at(id: string, nowMs: number): Shown | undefined {
    const shown = this.shownOf.get(id);
    return shown && this.startMs + nowMs <= shown.validUntilMs ? shown : undefined;
  }

  isReadyAt(id: string, nowMs: number): boolean {
    return this.at(id, nowMs)?.status === "ready";
  }

  /** True when READY was shown still in the moment after `nowMs`. */
  isReadyAfter(id: string, nowMs: number): boolean {
    return this.isReadyAt(id, nowMs + 1);
  }
}
