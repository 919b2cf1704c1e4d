/**
 * A command is carried out at most once, and only by the sensor that it was meant for. A sensor
 * repeats its last answer when it is asked again, and refuses what is older than that.
 */
import type { RunEvent } from "../run/run-event";
import type { Checker, OnViolation } from "./checker";
import { NumberSet } from "./number-set";

interface Commands {
  readonly ordered: NumberSet;
  readonly received: NumberSet;
  readonly done: NumberSet;
  lastDone: number;
}

export class CommandsOnce implements Checker {
  readonly name = "commands-at-most-once";
  readonly promise = "A command is carried out at most once, and only where it was ordered.";
  /** Answers of sensors. */
  judged = 0;
  private readonly commandsOf = new Map<string, Commands>();

  constructor(private readonly onViolation: OnViolation) {}

  /** Somebody ordered command `n` of a sensor; before the sensor can have got it. */
  ordered(id: string, n: number): void {
    this.of(id).ordered.add(n);
  }

  observe(event: RunEvent): void {
    if (event.kind === "commanded") this.of(event.id).received.add(event.n);
    else if (event.kind === "replied") {
      this.judged += 1;
      const problem = this.problemOf(this.of(event.id), event.n, event.result);
      if (!problem) return;
      this.onViolation({
        property: this.name,
        atMs: event.atMs,
        cabinetId: event.id,
        sentence: `answered command ${event.n} with "${event.result}", ${problem}`,
      });
    }
  }

  pass(): void {}

  finish(): void {}

  private problemOf(commands: Commands, n: number, result: string): string | undefined {
    if (!commands.received.has(n)) return "which it never received";
    // Being refused is how a command that was replayed or forged should end.
    if (result !== "done") return undefined;
    if (!commands.ordered.has(n)) return "which nobody ordered of it";
    const isFirst = commands.done.add(n);
    if (isFirst) commands.lastDone = n;
    else if (n !== commands.lastDone) {
      return `which it had done before command ${commands.lastDone} already`;
    }
    return undefined;
  }

  private of(id: string): Commands {
    let commands = this.commandsOf.get(id);
    if (!commands) {
      const fresh = () => new NumberSet();
      commands = { ordered: fresh(), received: fresh(), done: fresh(), lastDone: 0 };
      this.commandsOf.set(id, commands);
    }
    return commands;
  }
}
