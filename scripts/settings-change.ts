/** Changes of settings as people type them: `name=value`, several with commas between. */
import { type SettingRule, settingRules } from "../protocol/settings";
import { UsageError } from "./command-line";

type Changes = Record<string, string | number | boolean>;

/** Splits at commas that begin another `name=`, so that a value may have commas of its own. */
function partsOf(text: string, names: readonly string[]): string[] {
  const parts: string[] = [];
  for (const piece of text.split(",")) {
    const isNext = names.some((name) => piece.trimStart().startsWith(`${name}=`));
    if (isNext || parts.length === 0) parts.push(piece.trimStart());
    else parts.push(`${parts.pop()},${piece}`);
  }
  return parts;
}

function settingValue(
  name: string,
  { kind }: SettingRule,
  word: string,
): string | number | boolean {
  if (kind === "text") return word;
  if (kind === "boolean" && (word === "true" || word === "false")) return word === "true";
  const isNumber = kind === "integer" || kind === "option";
  if (isNumber && /^-?\d{1,10}$/.test(word)) return Number(word);
  const rule = kind === "boolean" ? "true or false" : "a whole number";
  throw new UsageError(`--set ${name} is "${word}"; it must be ${rule}.`);
}

/** The changes in `text`, each of the type its setting has. Throws a UsageError. */
export function readChanges(text: string): Changes {
  const rules = settingRules() as Readonly<Record<string, SettingRule>>;
  const names = Object.keys(rules);
  const changes: Changes = {};
  for (const part of partsOf(text, names)) {
    const [name = ""] = part.split("=", 1);
    const rule = rules[name];
    if (!rule || !part.includes("=")) {
      const known = names.join(", ");
      throw new UsageError(`--set "${part}" is no name=value of a setting; they are ${known}.`);
    }
    changes[name] = settingValue(name, rule, part.slice(name.length + 1));
  }
  return changes;
}
