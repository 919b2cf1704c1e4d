/**
 * The guards that exploration must miss: which of the product's, what to make happen so that it
 * shows soon, and for how long. Guards that only a rule of the store keeps are here in full.
 */
import { ALL_GUARDS } from "./all-guards";
import type { Guard } from "./guard";

export interface ExploreGuard extends Pick<Guard, "promise" | "file" | "find" | "replace"> {
  /** Verbs that bring out what the guard is there for. */
  readonly prefer: readonly string[];
  readonly days: number;
  readonly cabinets: number;
}

type Hint = Partial<Pick<ExploreGuard, "days" | "cabinets" | "replace">>;
const STANDARD = { days: 1, cabinets: 2 };

/** The guard of the product with this promise. Throws when there is none. */
function known(promise: string, prefer: readonly string[], hint: Hint = {}): ExploreGuard {
  const found = ALL_GUARDS.find((guard) => guard.promise === promise);
  if (!found) throw new Error(`No guard promises "${promise}"; see tests/guards.`);
  const { file, find, replace } = found;
  return { promise, file, find, replace, prefer, ...STANDARD, ...hint };
}

function own(guard: Omit<ExploreGuard, "days" | "cabinets">, hint: Hint = {}): ExploreGuard {
  return { ...guard, ...STANDARD, ...hint };
}

const SILENCE = ["network-down", "cut-wifi", "breaker-off", "half-open"];
const LATE = ["hold-reports", "disconnect-pads", "open-door", "take-aed", "network-down"];
const AWAY = ["take-aed", "swap-aed", "use-aed"];
const UNSEEN_SWAP = ["swap-aed", "network-down", "cut-wifi", "reset-sensor", "kill-broker"];

export const EXPLORE_GUARDS: readonly ExploreGuard[] = [
  known("silence ends readiness at the deadline", SILENCE),
  known("a sensor that vanished loses its say after the grace", SILENCE),
  known("a report that is not newer is no news", ["replay-reports", "disconnect-pads", "take-aed"]),
  known("a forged message is refused", ["forge-reports"]),
  known("a report signed too long ago, or ahead of time, is history", LATE),
  known("a report of a device that does not know the time is history", [...LATE, "reset-sensor"]),
  known("a report from before a restart is history", [...LATE, "reset-sensor"]),
  known("late good evidence does not clear what is bad", LATE),
  known("a late report latches what is bad", LATE),
  known("bad evidence counts however old it is", LATE),
  known("a report is on disk before it is acknowledged", ["fill-disk", "command"]),
  own({
    promise: "a commit is synced before it counts",
    file: "broker/store/sqlite-database.ts",
    find: 'database.pragma("synchronous = FULL");',
    replace: 'database.pragma("synchronous = OFF");',
    prefer: ["cut-server-power", "command"],
  }),
  known("a password that was used before is refused", ["replay-reports"]),
  known("an older command is refused", ["replay-commands", "command"]),
  own(
    {
      promise: "a command is carried out once",
      file: "firmware/core/commands.ts",
      find: '    if (n === context.lastN) return { kind: "repeated", n: n };\n',
      replace: "",
      prefer: ["replay-commands", "command", "lose-connections"],
    },
    { cabinets: 1 },
  ),
  known("an AED that came back is not ready before it is confirmed", AWAY),
  known("an AED away for long may be another one", AWAY),
  known("a removal that no report told of unbinds the AED", UNSEEN_SWAP),
  known("an absence across a restart or a gap is never provably short", UNSEEN_SWAP),
  known("nothing is ready before its sensor has reported to this broker", [
    "kill-broker",
    "disconnect-pads",
    ...SILENCE,
  ]),
  known("a clock that fell back, or evidence from the future, makes everything doubtful", [
    "set-server-clock",
    ...SILENCE,
  ]),
  own(
    {
      promise: "a part is good to the end of its last day",
      file: "broker/readiness/check-dates.ts",
      find: "if (nowMs >= endMs) findings",
      replace: "if (nowMs >= endMs + 7_200_000) findings",
      prefer: ["expire-pads"],
    },
    { days: 2 },
  ),
  known("the end of a last good day ends the validity of the answer", ["expire-pads"], { days: 2 }),
  own({
    promise: "a report stays in the outbox until its PUBACK",
    file: "firmware/uplink.ts",
    find: 'this.publish("report", report.payload, report.wasSent);',
    replace:
      'this.publish("report", report.payload, report.wasSent);\n' +
      "      this.options.outbox.confirmHead();\n      this.isSendingReport = false;",
    prefer: ["kill-broker", "lose-connections", "half-open", "cut-server-power"],
  }),
  known("ready needs three blinks", ["fail-aed", "shine-light", "reset-sensor"]),
  known("each blink needs a dark moment before it", ["fail-aed", "shine-light", "cut-wire"]),
  known("dark is measured, not assumed from a low level", ["fail-aed", "shine-light"]),
  known("evidence of the light runs out", ["fail-aed", "drain-battery"], { days: 2 }),
  known("a required check without proof makes it unknown", ["cut-wire", "shine-light"]),
  known("what is bad makes it an action", ["disconnect-pads", "fail-aed"]),
  known("a removal is counted", UNSEEN_SWAP),
];
