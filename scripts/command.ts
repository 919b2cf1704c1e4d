/** `npm run command`: tells one sensor what to do, and waits for its answer. */
import { type CommandDesk, openCommandDesk } from "../broker/commands/command-desk";
import type { CommandArguments } from "../broker/commands/command-record";
import { openRegistry } from "../broker/registry/registry";
import { COMMAND_NAMES } from "../protocol/commands";
import { COMMAND_LIFE_S_MAX, IDENTIFY_S_MAX } from "../protocol/limits";
import { demandBrokerFolder } from "./broker-folder";
import { runCommand, UsageError, type Values } from "./command-line";
import { dataOption } from "./common-options";
import { followCommands } from "./follow-commands";
import { readChanges } from "./settings-change";

/** An update needs a release, and has a command of its own. */
const NAMES = COMMAND_NAMES.filter((name) => name !== "update");

const options = {
  cabinet: { kind: "text", valueName: "ID", isRequired: true, help: "the cabinet" },
  do: { kind: "choice", choices: NAMES, default: "report-now", help: "what to do" },
  "for-s": {
    kind: "integer",
    min: 1,
    max: IDENTIFY_S_MAX,
    default: 30,
    help: "identify: for how many seconds",
  },
  set: {
    kind: "text",
    valueName: "NAME=VALUE[,NAME=VALUE...]",
    help: "configure: the settings to change",
  },
  "wait-s": {
    kind: "integer",
    min: 1,
    max: COMMAND_LIFE_S_MAX,
    default: 60,
    help: "for how many seconds it may be carried out, and how long to wait",
  },
  data: dataOption,
} as const;

async function argumentsOf(
  values: Values<typeof options>,
  desk: CommandDesk,
): Promise<CommandArguments> {
  const { cabinet, set } = values;
  if (set !== undefined && values.do !== "configure") {
    throw new UsageError("--set belongs to --do configure.");
  }
  if (values.do === "identify") return { forS: values["for-s"] };
  if (values.do !== "configure") return {};
  if (set === undefined) throw new UsageError("--do configure needs --set name=value. See --help.");
  const changes = readChanges(set);
  if ("version" in changes) throw new UsageError("--set version is given by itself; leave it out.");
  const version = await desk.nextConfigVersion(cabinet);
  if (version !== undefined) return { settings: { version, ...changes } };
  throw new UsageError(
    `The sensor of "${cabinet}" has never reported, so the version of its settings is not known. ` +
      "Wait for its first report.",
  );
}

void runCommand({
  name: "command",
  summary: "Tells a sensor what to do and waits for its answer; exit code 1 unless it did so.",
  options,
  run: async (values) => {
    demandBrokerFolder(values.data);
    const registry = await openRegistry(values.data);
    const cabinet = await registry.get(values.cabinet);
    await registry.close();
    const desk = await openCommandDesk(values.data);
    const name = COMMAND_NAMES.find((known) => known === values.do) ?? "report-now";
    const order = {
      cabinetId: cabinet.id,
      do: name,
      arguments: await argumentsOf(values, desk),
      lifeS: values["wait-s"],
    };
    const records = await desk.queue([order], Date.now());
    const followed = records.map((record) => ({ record, cabinet }));
    const isDone = await followCommands({ desk, followed, tell: console.log });
    await desk.close();
    if (!isDone) process.exit(1);
  },
});
