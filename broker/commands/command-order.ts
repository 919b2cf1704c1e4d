/** What somebody wants a sensor to do, and the rules for it before it is queued. Pure. */
import { COMMAND_NAMES, type CommandName } from "../../protocol/commands";
import { byteStringOf, signCommand } from "../../protocol/host/messages";
import { readCommand } from "../../protocol/host/schemas";
import { COMMAND_LIFE_S_MAX, COUNTER_MAX, IDENTIFY_S_MAX } from "../../protocol/limits";
import { settingRules, settingsProblem } from "../../protocol/settings";
import { brokerError, reasonOf } from "../errors";
import { type CommandArguments, manifestIn } from "./command-record";

export interface CommandOrder {
  readonly cabinetId: string;
  readonly do: CommandName;
  readonly arguments?: CommandArguments;
  /** For how long it may be carried out, in seconds. */
  readonly lifeS: number;
}

/** Settings that only somebody with a cable may change: who the sensor is, and its keys. */
const FIXED_SETTINGS: readonly string[] = ["id", "keyHex", "updateKeyHex", "firstBoot"];
const FULL_MAC = "m".repeat(22);

function isWhole(value: unknown, min: number, max: number): boolean {
  return Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
}

/** What is wrong with changes of settings, each judged by its own rule; undefined when nothing. */
function changesProblem(settings: Readonly<Record<string, unknown>>): string | undefined {
  const fixed = Object.keys(settings).find((name) => FIXED_SETTINGS.includes(name));
  if (fixed) return `${fixed} can be changed by cable only`;
  const names = Object.keys(settings).filter((name) => name !== "version");
  if (names.length === 0) return "no setting to change is named";
  // Something valid for every other setting, so that only the changes can be wrong.
  const filler = Object.entries(settingRules()).map(([name, { kind, min }]) => {
    const value = kind === "text" ? "a".repeat(min) : kind === "boolean" ? false : min;
    return [name, value];
  });
  const changes = Object.entries(settings).map(([name, value]) => {
    return [name, typeof value === "string" ? byteStringOf(value) : value];
  });
  return settingsProblem(Object.fromEntries([...filler, ...changes]));
}

function manifestProblem(order: CommandOrder): string | undefined {
  const manifest = manifestIn(order.arguments?.manifest);
  if (!manifest) return "its release has no manifest for it";
  if (manifest.id !== order.cabinetId) return `the manifest is for ${manifest.id}`;
  return undefined;
}

function argumentsProblem(order: CommandOrder): string | undefined {
  const { forS, settings, manifest } = order.arguments ?? {};
  const isFor = (name: CommandName, value: unknown) => value === undefined || order.do === name;
  if (!isFor("identify", forS)) return "only identify takes a time to last";
  if (!isFor("configure", settings)) return "only configure takes settings";
  if (!isFor("update", manifest)) return "only update takes a manifest";
  switch (order.do) {
    case "identify":
      if (isWhole(forS, 1, IDENTIFY_S_MAX)) return undefined;
      return `it lasts ${forS} s; it must be 1 to ${IDENTIFY_S_MAX} s`;
    case "configure":
      return changesProblem(settings ?? {});
    case "update":
      return manifestProblem(order);
    case "report-now":
    case "self-test":
    case "reboot":
    case "log":
    case "drill":
      return undefined;
  }
}

/** What the sensor would not be able to read, as it would be sent. */
function messageProblem(order: CommandOrder): string | undefined {
  const { cabinetId: id, do: name } = order;
  const message = { v: 1, id, n: COUNTER_MAX, until: COUNTER_MAX, do: name } as const;
  const command = { ...message, ...order.arguments };
  const checked = readCommand(JSON.stringify(command));
  if ("problem" in checked) return checked.problem;
  try {
    signCommand(command, () => FULL_MAC);
    return undefined;
  } catch (error) {
    return reasonOf(error).replace(/\.$/, "");
  }
}

/** Throws COMMAND_INVALID for the first rule the order breaks. */
export function demandOrder(order: CommandOrder): void {
  const isKnown = COMMAND_NAMES.includes(order.do);
  const problem = !isKnown
    ? `there is no such command; use one of ${COMMAND_NAMES.join(", ")}`
    : !isWhole(order.lifeS, 1, COMMAND_LIFE_S_MAX)
      ? `it is valid for ${order.lifeS} s; it must be 1 to ${COMMAND_LIFE_S_MAX} s`
      : (argumentsProblem(order) ?? messageProblem(order));
  if (problem === undefined) return;
  const details = { cabinet: order.cabinetId, command: String(order.do), problem };
  throw brokerError("COMMAND_INVALID", details);
}
