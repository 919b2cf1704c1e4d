/**
 * `npm run fleet` is three commands in one: a scenario, a kept plan, or a fleet against a running
 * broker. An option of one that is given to another is a mistake, and is told as one.
 */
import { UsageError } from "./command-line";

const OF_RUNS = ["out", "trace"];
const OF_SCENARIOS = ["scenario", "set", ...OF_RUNS];
/** What a plan has decided already. */
const OF_PLANS = ["plan", ...OF_RUNS];
const SHARED = ["count", "seed"];
const OF_FLEETS = [
  "broker",
  "incidents-per-hour",
  "heartbeat-s",
  "data",
  "workers",
  "ramp-up-s",
  "ack-p99-ms-max",
  "source-addresses",
  "proxy",
  "stop-after-s",
];

/** The names of the options among the words of a command line, whatever their values. */
export function givenOptions(words: readonly string[]): string[] {
  return words.flatMap((word) => /^--([^=]+)/.exec(word)?.[1] ?? []);
}

/** Throws a UsageError when the options that were given do not go together. */
export function demandOneMode(given: readonly string[]): void {
  const has = (name: string) => given.includes(name);
  if (has("scenario") && has("plan")) {
    throw new UsageError("--plan does not go with --scenario: a plan is a scenario, read already.");
  }
  if (has("plan")) {
    refuse([...OF_FLEETS, ...SHARED, "set"].find(has), "--plan", OF_PLANS);
  } else if (has("scenario")) {
    refuse(OF_FLEETS.find(has), "--scenario", [...OF_SCENARIOS, ...SHARED]);
  } else {
    const stray = ["set", ...OF_RUNS].find(has);
    if (stray === undefined) return;
    const needed = stray === "set" ? "--scenario" : "--scenario or --plan";
    throw new UsageError(`--${stray} needs ${needed}; see --help.`);
  }
}

function refuse(stray: string | undefined, mode: string, taken: readonly string[]): void {
  if (stray === undefined) return;
  const others = taken.map((name) => `--${name}`).filter((name) => name !== mode);
  throw new UsageError(`--${stray} does not go with ${mode}, which takes ${others.join(", ")}.`);
}

const RAMP_UP_S_DEFAULT = 60;

/**
 * Seconds over which a load gets power: as given, else 60, else half of a shorter run. Throws a
 * UsageError when the load would end before all its sensors have power.
 */
export function rampUpSOf(givenS: number | undefined, stopAfterS: number): number {
  if (stopAfterS === 0) return givenS ?? RAMP_UP_S_DEFAULT;
  if (givenS === undefined) {
    return stopAfterS > RAMP_UP_S_DEFAULT ? RAMP_UP_S_DEFAULT : Math.floor(stopAfterS / 2);
  }
  if (givenS < stopAfterS) return givenS;
  throw new UsageError(
    `--stop-after-s ${stopAfterS} ends the load before all its sensors have power, which takes ` +
      `--ramp-up-s ${givenS}; use a longer --stop-after-s or a shorter --ramp-up-s.`,
  );
}
