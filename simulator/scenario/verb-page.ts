/** The page about verbs, for people who write scenarios: made from the table, never by hand. */
import { keyedValues, spokenValue, unitOf } from "./planned-steps";
import { VERBS, type Verb, type VerbTarget, type VerbValue } from "./verbs";

const WIDTH = 112;

const HEADINGS: Readonly<Record<VerbTarget, string>> = {
  cabinets: "At cabinets",
  network: "In the network",
  broker: "At the broker",
  fleet: "To the whole fleet",
};

const INTRODUCTION = [
  "# Verbs of scenarios",
  "",
  "Made from `verbs.ts`; do not edit it here. A step says `at`, `do` and, at cabinets, `cabinets`.",
  "What may come right after the verb stands in brackets, the standard first: `do: command drill`.",
  "A verb with an end takes `for`, and then ends by itself. Other values are keys of the step.",
];

/** A point of a list in lines that are not too wide. */
function point(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = `${indent}-`;
  for (const word of text.split(" ")) {
    const longer = `${line} ${word}`;
    if (longer.length > WIDTH) {
      lines.push(line);
      line = `${indent}  ${word}`;
    } else line = longer;
  }
  return [...lines, line];
}

function valueText([key, value]: readonly [string, VerbValue]): string {
  if (value.kind === "choice") return `\`${key}\`: ${value.help}; ${value.choices.join(", ")}`;
  const unit = unitOf(key);
  const range = `${value.min} to ${value.max}${unit ? ` ${unit}` : ""}`;
  return `\`${key}\`: ${value.help}; ${range}, ${value.default} if left out`;
}

function verbLines(verb: Verb): string[] {
  const spoken = spokenValue(verb);
  const choices = spoken ? ` [${spoken.choices.join(" | ")}]` : "";
  const end = verb.endedBy ? `; until \`${verb.endedBy}\`` : "";
  const head = point(`**${verb.name}**${choices}: ${verb.help}${end}`, "");
  const values = keyedValues(verb).filter(([, value]) => value !== spoken);
  return [...head, ...values.flatMap((value) => point(valueText(value), "  "))];
}

/** The text of the committed page. */
export function verbPage(): string {
  const targets = Object.keys(HEADINGS) as VerbTarget[];
  const chapters = targets.flatMap((on) => {
    const verbs = VERBS.filter((verb) => verb.on === on);
    return ["", `## ${HEADINGS[on]}`, ...verbs.flatMap(verbLines)];
  });
  return `${[...INTRODUCTION, ...chapters].join("\n")}\n`;
}
