/** The guards of commands and updates: who is told what, how often, and who believes the answer. */
import type { Guard } from "./guard";

const COMMANDS = "broker/commands/commands.ts";
const ORDER = "broker/commands/command-order.ts";
const RECORD = "broker/commands/command-record.ts";
const APPLICATIONS = "broker/commands/applications.ts";
const GATE = "broker/mqtt/device-gate.ts";
const DATABASE = "broker/store/sqlite-database.ts";
const INGEST = "broker/ingest/ingest.ts";
const FACTS = "broker/readiness/facts.ts";
const LATE = "broker/readiness/late-report.ts";
const MESSAGES = "protocol/host/messages.ts";
const CODES = "protocol/host/known-codes.ts";
const KEY = "scripts/update-key.ts";
const commandTests = ["tests/broker/commands"];
const historyTests = ["tests/broker/ingest/history.test.ts"];

export const COMMAND_GUARDS: readonly Guard[] = [
  {
    promise: "a command goes only to a sensor that listens and knows the time",
    file: GATE,
    find: "if (!visit.isListening || !visit.knowsTime || client.closed) return;",
    replace: "if (client.closed) return;",
    tests: commandTests,
  },
  {
    promise: "a sensor subscribes to what is meant for it only",
    file: GATE,
    find: "const isOwn = isForOwn(client, topic) && qos <= 1;",
    replace: "const isOwn = qos <= 1;",
    tests: ["tests/broker/mqtt"],
  },
  {
    promise: "one command is under way to a sensor, once a connection",
    file: COMMANDS,
    find: "if (last?.channel === channel && last.n === next.n) return;",
    replace: "",
    tests: commandTests,
  },
  {
    promise: "a command whose time is over is not sent",
    file: COMMANDS,
    find: "if (record.untilS < nowS) await this.end(record,",
    replace: "if (record.untilS < 0) await this.end(record,",
    tests: commandTests,
  },
  {
    promise: "an answer is on disk before it is acknowledged",
    file: COMMANDS,
    find: "await commits.add({ command: sealCommand(ended, sealer), logRows });",
    replace: "",
    tests: commandTests,
  },
  {
    promise: "the first answer to a command stands",
    file: COMMANDS,
    find: 'if (!record || record.state === "done" || record.state === "refused") return;',
    replace: "if (!record) return;",
    tests: commandTests,
  },
  {
    promise: "a sensor that does not know the time yet is told again",
    file: COMMANDS,
    find: 'if (reason === "clock-unsynced" && isOpen(record)) {',
    replace: 'if (reason === "update-forged" && isOpen(record)) {',
    tests: commandTests,
  },
  {
    promise: "a sensor fetches only what it was told to fetch",
    file: COMMANDS,
    find: 'if (!isTold) return "update-not-offered";',
    replace: "",
    tests: commandTests,
  },
  {
    promise: "a damaged application is never sent",
    file: APPLICATIONS,
    find: "if (!bytes || nameOf(bytes) !== sha) return undefined;",
    replace: "if (!bytes) return undefined;",
    tests: commandTests,
  },
  {
    promise: "an application that is not what was released is not offered",
    file: APPLICATIONS,
    find: "if (nameOf(bytes) !== sha256.slice(0, SHA_LENGTH)) {",
    replace: "if (bytes.length < 0) {",
    tests: commandTests,
  },
  {
    promise: "a command that changed on disk is never sent",
    file: RECORD,
    find: 'sealer.open("command", stored) as CommandRecord | undefined',
    replace: "JSON.parse(stored.text) as CommandRecord | undefined",
    tests: commandTests,
  },
  {
    promise: "a password that was sent is not kept",
    file: RECORD,
    find: 'const kept = { ...settings, [SECRET_SETTING]: "" };',
    replace: "const kept = settings;",
    tests: commandTests,
  },
  {
    promise: "keys and names of a sensor are never changed from afar",
    file: ORDER,
    find: "if (fixed) return",
    replace: "if (fixed === null) return",
    tests: commandTests,
  },
  {
    promise: "settings that break their rules are not sent",
    file: ORDER,
    find: "return settingsProblem(Object.fromEntries([...filler, ...changes]));",
    replace: "return undefined;",
    tests: commandTests,
  },
  {
    promise: "a change of the database's format happens wholly or not at all",
    file: DATABASE,
    find: "  make.immediate();\n",
    replace:
      "  for (const step of STEPS.slice(versionOf(database))) database.exec(step);\n" +
      '  database.pragma("user_version = " + SCHEMA_VERSION);\n  void make;\n',
    tests: ["tests/broker/store/migration.test.ts"],
  },
  {
    promise: "a report from before a restart is history",
    file: FACTS,
    find: "if (report.boot !== linkBoot) return false;",
    replace: "",
    tests: historyTests,
  },
  {
    promise: "a late report never becomes the newest",
    file: INGEST,
    find: "const facts = applyLateReport(late.before, late.report, receivedAtMs);",
    replace: "const facts = applyReport(late.before, late.report, receivedAtMs, link.boot);",
    tests: historyTests,
  },
  {
    promise: "late reports of one connection are bounded",
    file: INGEST,
    find: 'if (link.late >= LATE_REPORTS_PER_LINK_MAX) return this.refuse(cabinet.id, "stale");',
    replace: "",
    tests: historyTests,
  },
  {
    promise: "a late report latches what is bad",
    file: LATE,
    find: "if (late) bad[check] = late;",
    replace: "",
    tests: historyTests,
  },
  {
    promise: "an AED that was out by a late report is confirmed",
    file: LATE,
    find: "if (!wasAway) return { absence, returnedAtMs, removals };",
    replace: "if (boot > 0) return { absence, returnedAtMs, removals };",
    tests: historyTests,
  },
  {
    promise: "a text that would have to be escaped is never signed",
    file: MESSAGES,
    find: "if (UNICODE_ESCAPE.test(json)) {",
    replace: "if (json.length < 0) {",
    tests: ["tests/protocol/messages.test.ts"],
  },
  {
    promise: "what is seen in an unknown way proves nothing good",
    file: CODES,
    find: 'return !isKnownWay && GOOD_STATES.includes(word) ? "unknown" : known(states, word);',
    replace: "return isKnownWay ? known(states, word) : known(states, word);",
    tests: ["tests/protocol/schemas.test.ts"],
  },
  {
    promise: "the update key never lies where the broker could read it",
    file: KEY,
    find: "if (isInside(path, dataFolder)) {",
    replace: "if (path === dataFolder) {",
    tests: ["tests/scripts/update-key.test.ts"],
  },
];
