/** How long what a step began goes on by itself: when does nothing fail any more? */
import type { Plan, PlannedStep } from "../scenario/plan";

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
/** Fetched, tried twice for a quarter of an hour and taken back, by a few and then by all. */
const ROLL_OUT_MS = 1.5 * HOUR_MS;
/** Sensors ask for the time so often; until then theirs is not the server's. */
const TIME_ASKED_MS = 6 * HOUR_MS;

function lastsMs({ verb, values }: PlannedStep): number {
  switch (verb) {
    case "brown-out":
      return Number(values.times) * Number(values["every-s"]) * SECOND_MS;
    case "make-noise":
    case "shine-light":
      return Number(values.s) * SECOND_MS;
    case "roll-out":
      return ROLL_OUT_MS;
    case "set-server-clock":
    case "mend-server-clock":
      return TIME_ASKED_MS;
    default:
      return 0;
  }
}

/** When the last thing that a plan does is over, in milliseconds from the start; 0 = no steps. */
export function quietFromMs({ steps }: Plan): number {
  return steps.reduce((latest, step) => Math.max(latest, step.atMs + lastsMs(step)), 0);
}
