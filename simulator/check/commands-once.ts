/**
 * A command is carried out at most once, and only by the sensor that it was meant for. A sensor
 * repeats its last answer when it is asked again, and refuses what is older than that. What it did
 * is judged by its answers, and where a command makes a report, by its new reports.
 */
import type { CommandName } from "../../protocol/commands";
import type { RunEvent } from "../run/run-event";
import type { Checker, OnViolation } from "./checker";
import { NumberSet } from "./number-set";

/** Why a report was made that only a command asks for. */
const COMMAND_BEHIND: Readonly<Record<string, CommandName>> = {
  requested: "report-now",
  drill: "drill",
};

interface Commands {
  readonly ordered: NumberSet;
  readonly received: NumberSet;
  readonly done: NumberSet;
  lastDone: number;
  /** By the name of a command: how many were ordered, and how often it was seen to be done. */
  readonly orderedOf: Map<string, number>;
  readonly seenOf: Map<string, number>;
}

export class CommandsOnce implements Checker {
  readonly name = "commands-at-most-once";
  readonly promise = "A command is carried out at most once, and only where it was ordered.";
  /** Answers of sensors, and reports that commands have asked for. */
  judged = 0;
  private readonly commandsOf = new Map<string, Commands>();

  constructor(private readonly onViolation: OnViolation) {}

  /** Somebody ordered command `n` of a sensor: `name`; before the sensor can have got it. */
  ordered(id: string, n: number, name: string): void {
    const { ordered, orderedOf } = this.of(id);
    if (ordered.add(n)) orderedOf.set(name, (orderedOf.get(name) ?? 0) + 1);
  }

  observe(event: RunEvent): void {
    if (event.kind === "published") this.published(event);
    else if (event.kind === "commanded") this.of(event.id).received.add(event.n);
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

  private published(event: Extract<RunEvent, { kind: "published" }>): void {
    const name = COMMAND_BEHIND[event.why];
    if (name === undefined || event.isRepeated) return;
    this.judged += 1;
    const { orderedOf, seenOf } = this.of(event.id);
    const seen = (seenOf.get(name) ?? 0) + 1;
    seenOf.set(name, seen);
    const ordered = orderedOf.get(name) ?? 0;
    if (seen <= ordered) return;
    this.onViolation({
      property: this.name,
      atMs: event.atMs,
      cabinetId: event.id,
      sentence: `made ${seen} reports for "${name}", which was ordered ${ordered} times`,
    });
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
      commands = {
        ordered: fresh(),
        received: fresh(),
        done: fresh(),
        lastDone: 0,
        orderedOf: new Map(),
        seenOf: new Map(),
      };
      this.commandsOf.set(id, commands);
    }
    return commands;
  }
}
