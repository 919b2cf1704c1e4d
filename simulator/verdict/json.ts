/** A verdict as JSON for programs: one line per field, so that two verdicts can be compared. */
import type { Verdict } from "./verdict";

export function verdictJson(verdict: Verdict): string {
  const fields = Object.entries(verdict).map(
    ([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return `{\n${fields.join(",\n")}\n}\n`;
}
