/** One sentence in both languages, and what keeps foreign characters off the terminal. */

export interface Text {
  readonly ko: string;
  readonly en: string;
}

/** How much a line matters: nothing to do, look when you are there, somebody must act. */
export const LOG_LEVELS = ["info", "warning", "action"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A fault in words: what is wrong, what to do next, and how its end is told. */
export interface FaultText {
  readonly level: LogLevel;
  readonly opened: Text;
  readonly nextStep: Text;
  readonly cleared: Text;
}

const CONTROL_OR_FORMAT = /\p{C}/gu;

/** The text with every control or invisible character written as its code, e.g. \u{1b}. */
export function printable(text: string): string {
  return text.replace(CONTROL_OR_FORMAT, (found) => {
    return `\\u{${(found.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
