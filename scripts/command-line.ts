/**
 * The frame every command shares: options as a table, `--help` made from it, one clear sentence
 * and exit code 1 for anything wrong. Reading of the words is Node's own `parseArgs`.
 */
import { parseArgs } from "node:util";

interface OptionBase {
  readonly help: string;
}
export interface IntegerOption extends OptionBase {
  readonly kind: "integer";
  readonly min: number;
  readonly max: number;
  readonly default?: number;
}
export interface TextOption extends OptionBase {
  readonly kind: "text";
  /** What stands for the value in the help, e.g. FOLDER. */
  readonly valueName: string;
  readonly default?: string;
  /** There is no sensible default, and nothing can be done without it. */
  readonly isRequired?: true;
}
export interface ChoiceOption extends OptionBase {
  readonly kind: "choice";
  readonly choices: readonly string[];
  readonly default?: string;
}
export interface FlagOption extends OptionBase {
  readonly kind: "flag";
}
export type Option = IntegerOption | TextOption | ChoiceOption | FlagOption;
export type Options = Readonly<Record<string, Option>>;

type WordOf<Kind extends Option> = Kind extends FlagOption
  ? boolean
  : Kind extends IntegerOption
    ? number
    : Kind extends ChoiceOption
      ? Kind["choices"][number]
      : string;
type AlwaysGiven =
  | FlagOption
  | { readonly default: string | number }
  | { readonly isRequired: true };
type ValueOf<Kind extends Option> = Kind extends AlwaysGiven
  ? WordOf<Kind>
  : WordOf<Kind> | undefined;
export type Values<Known extends Options> = {
  readonly [Name in keyof Known]: ValueOf<Known[Name]>;
};

/** Something the user typed or asked for cannot be done; the message is one clear sentence. */
export class UsageError extends Error {}

function withValue(name: string, option: Option): string {
  if (option.kind === "flag") return `--${name}`;
  if (option.kind === "integer") return `--${name} N`;
  if (option.kind === "choice") return `--${name} ${option.choices.join("|")}`;
  return `--${name} ${option.valueName}`;
}

function remark(option: Option): string {
  const range = option.kind === "integer" ? [`${option.min} to ${option.max}`] : [];
  const fallback = option.kind === "flag" ? undefined : option.default;
  const isRequired = option.kind === "text" && option.isRequired;
  const hint = isRequired ? ["required"] : fallback ? [`default ${fallback}`] : [];
  const remarks = [...range, ...hint];
  return remarks.length > 0 ? ` (${remarks.join(", ")})` : "";
}

/** The text of `--help`. */
export function helpText(command: string, summary: string, options: Options): string {
  const rows = Object.entries(options).map(
    ([name, option]) => [withValue(name, option), option.help + remark(option)] as const,
  );
  rows.push(["--help", "show this text"]);
  const width = Math.max(...rows.map(([left]) => left.length));
  const lines = rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
  return [`npm run ${command} -- [options]`, "", summary, "", ...lines].join("\n");
}

type Words = Readonly<Record<string, string | boolean | undefined>>;

function parseWords(words: readonly string[], options: Options): Words {
  const known = Object.entries(options).map(([name, { kind }]) => {
    return [name, { type: kind === "flag" ? ("boolean" as const) : ("string" as const) }] as const;
  });
  try {
    const table = { ...Object.fromEntries(known), help: { type: "boolean" as const } };
    return parseArgs({ args: [...words], options: table, strict: true }).values as Words;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new UsageError(`${reason?.replace(/\.?( To specify.*)?$/, "")}. See --help.`);
  }
}

function readValue(name: string, option: Option, word: string | boolean | undefined): unknown {
  if (option.kind === "flag") return word === true;
  if (word === undefined) {
    if (option.kind !== "text" || !option.isRequired) return option.default;
    throw new UsageError(`--${name} is missing. See --help.`);
  }
  if (option.kind === "text") return word;
  if (option.kind === "choice") {
    if (option.choices.includes(String(word))) return word;
    throw new UsageError(`--${name} is "${word}"; it must be one of ${option.choices.join(", ")}.`);
  }
  const value = /^-?\d+$/.test(String(word)) ? Number(word) : Number.NaN;
  if (value >= option.min && value <= option.max) return value;
  const range = `from ${option.min} to ${option.max}`;
  throw new UsageError(`--${name} is "${word}"; it must be a whole number ${range}.`);
}

/** The values of `words` by the table, or "help" when help was asked for; throws UsageError. */
export function readOptions<Known extends Options>(
  words: readonly string[],
  options: Known,
): Values<Known> | "help" {
  const parsed = parseWords(words, options);
  if (parsed.help) return "help";
  const values = Object.entries(options).map(([name, option]) => [
    name,
    readValue(name, option, parsed[name]),
  ]);
  return Object.fromEntries(values) as Values<Known>;
}

/** One command of the project. `run` resolves when its work is done. */
export interface Command<Known extends Options> {
  readonly name: string;
  readonly summary: string;
  readonly options: Known;
  readonly run: (values: Values<Known>) => Promise<void>;
}

/** Waits until what was printed has left: ending the process drops what is still in a pipe. */
function printed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.once("error", () => resolve());
    stream.write("", () => resolve());
  });
}

/** Runs the command on this process's words; ends the process with 0, or 1 after one sentence. */
export async function runCommand<const Known extends Options>(
  command: Command<Known>,
): Promise<never> {
  let exitCode = 0;
  try {
    const values = readOptions(process.argv.slice(2), command.options);
    if (values === "help") console.log(helpText(command.name, command.summary, command.options));
    else await command.run(values);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    exitCode = 1;
  }
  await Promise.all([printed(process.stdout), printed(process.stderr)]);
  process.exit(exitCode);
}
