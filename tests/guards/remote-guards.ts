/** Guards of what the broker may make a device do: its own commands only, once, not for ever. */
import type { Guard } from "./guard";

const COMMANDS = "firmware/core/commands.ts";
const COMMANDS_TESTS = ["tests/firmware/core/commands.test.ts"];
const DESK = "firmware/desk.ts";
const OUTCOME = "firmware/outcome.ts";
const APP_TESTS = [
  "tests/firmware/app-commands.test.ts",
  "tests/firmware/app-modes.test.ts",
  "tests/firmware/core/settings.test.ts",
];

export const REMOTE_GUARDS: readonly Guard[] = [
  {
    promise: "a command that the broker did not sign is not judged further",
    file: COMMANDS,
    find: "!frame || !isAuthentic(topic, frame, context.hash.authenticate)",
    replace: "!frame",
    tests: COMMANDS_TESTS,
  },
  {
    promise: "a command for another device is none",
    file: COMMANDS,
    find: " && !!command && command.id === context.id",
    replace: " && !!command",
    tests: COMMANDS_TESTS,
  },
  {
    promise: "an older command is refused",
    file: COMMANDS,
    find: "if (n < context.lastN)",
    replace: "if (n < 0)",
    tests: COMMANDS_TESTS,
  },
  {
    promise: "without the time no command is taken",
    file: COMMANDS,
    find: "if (context.wallS === 0)",
    replace: "if (context.wallS < 0)",
    tests: COMMANDS_TESTS,
  },
  {
    promise: "a command ends with its time",
    file: COMMANDS,
    find: "until < context.wallS || ",
    replace: "",
    tests: COMMANDS_TESTS,
  },
  {
    promise: "no command holds for ever",
    file: COMMANDS,
    find: " || until > latest",
    replace: "",
    tests: COMMANDS_TESTS,
  },
  {
    promise: "keys and identity are changed by cable only",
    file: COMMANDS,
    find: 'if (isFixed(name)) return name + " can be changed by cable only";',
    replace: "",
    tests: COMMANDS_TESTS,
  },
  {
    promise: "new settings follow every rule, or the old ones stay",
    file: COMMANDS,
    find: "    if (problem) return problem;\n",
    replace: "",
    tests: COMMANDS_TESTS,
  },
  {
    promise: "a command's number is on flash before it is carried out",
    file: DESK,
    find: "if (!savesItself(verdict) && !options.saveState()) {",
    replace: "if (verdict.n < 0) {",
    tests: APP_TESTS,
  },
  {
    promise: "settings that flash did not take are not in force",
    file: DESK,
    find: "    state.settings = before;\n    state.fallback = null;",
    replace: "    state.fallback = null;",
    tests: APP_TESTS,
  },
  {
    promise: "new settings are on trial, with the old ones to return to",
    file: DESK,
    find: "    state.fallback = before;\n",
    replace: "",
    tests: APP_TESTS,
  },
  {
    promise: "an answer is owed until the broker has it",
    file: OUTCOME,
    find: "  if (!told || isOnTrial(state)) return;\n",
    replace: "  if (told || !told) return;\n",
    tests: APP_TESTS,
  },
  {
    promise: "a failure is not told while the trial goes on",
    file: OUTCOME,
    find: "  if (!told || isOnTrial(state)) return;\n",
    replace: "  if (!told) return;\n",
    tests: APP_TESTS,
  },
  {
    promise: "settings are tried one after the other",
    file: "firmware/desk.ts",
    find: '      answer(n, "on-trial", "", nothing);\n      return;\n',
    replace: "",
    tests: APP_TESTS,
  },
  {
    promise: "a trial is answered under the number of its own command",
    file: OUTCOME,
    find: "state.told = { n: told.n,",
    replace: "state.told = { n: state.command,",
    tests: APP_TESTS,
  },
  {
    promise: "an update that gets nowhere ends, however often the link breaks",
    file: "firmware/updater.ts",
    find: "if (runsSinceMs) leftMs -= clock.uptimeMs() - runsSinceMs;",
    replace: "",
    tests: ["tests/system/update.test.ts"],
  },
  {
    promise: "no sensor sleeps longer than it may promise",
    file: "firmware/sleeper.ts",
    find: "  return Math.min(heartbeatS, ",
    replace: "  return Math.max(heartbeatS, ",
    tests: ["tests/firmware/docs.test.ts"],
  },
  {
    promise: "a climate sensor that does not exist is no setting",
    file: "protocol/settings.ts",
    find: 'name === "climateSensor" && ',
    replace: "false && ",
    tests: ["tests/protocol/settings.test.ts"],
  },
  {
    promise: "what is on trial restarts when the broker is not reached with it",
    file: "firmware/app.ts",
    find: 'clock.after("trial", TRIAL_MS, () => this.restart());',
    replace: "this.hasLived = false;",
    tests: APP_TESTS,
  },
  {
    promise: "settings from a cable do not confirm an application that is tried",
    file: "firmware/core/settings.ts",
    find: "update: known ? known.update : null,",
    replace: "update: null,",
    tests: APP_TESTS,
  },
  {
    promise: "a boot that worked says so, and no other",
    file: "firmware/app.ts",
    find: 'clock.after("lived", LIVED_MS, () => this.lived());',
    replace: "this.lived();",
    tests: APP_TESTS,
  },
  {
    promise: "a sensor on batteries does not sleep on what it was asked",
    file: "firmware/sleeper.ts",
    find: "    quietMs = Math.max(quietMs, options.workedMs());\n",
    replace: "",
    tests: APP_TESTS,
  },
  {
    promise: "a service chirp stands until somebody has seen to the AED",
    file: "broker/readiness/facts.ts",
    find: "!when.isCurrent || code === HEARD",
    replace: "!when.isCurrent",
    tests: ["tests/broker/readiness/chirp.test.ts"],
  },
  {
    promise: "only a confirmation after the last chirp settles it",
    file: "broker/readiness/check-sensed.ts",
    find: "confirmedAtMs > heardMs",
    replace: "confirmedAtMs > 0",
    tests: ["tests/broker/readiness/chirp.test.ts"],
  },
  {
    promise:
      "a source that falls silent does not leave the word to another that sees nothing wrong",
    file: "firmware/core/cabinet.ts",
    find: '    "ready",\n    "unknown",\n',
    replace: '    "unknown",\n    "ready",\n',
    tests: ["tests/firmware/core/cabinet-sources.test.ts"],
  },
];
