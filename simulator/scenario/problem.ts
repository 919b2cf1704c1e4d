/**
 * What is wrong with a scenario: every problem says the file, the line, what was written, the rule
 * and the nearest word that would be right. They are collected, so that all are told at once.
 */
import { closest, distance } from "fastest-levenshtein";
import type { Source } from "./plan";

export interface ScenarioProblem extends Source {
  /** What was written, or what it is about, e.g. `do: tkae-aed`. */
  readonly value: string;
  /** What holds here, e.g. `do has to be a verb`. */
  readonly rule: string;
  /** The valid word that is most like the one written; undefined when none is near. */
  readonly nearest: string | undefined;
}

/** Words may differ by this part of their length to be taken for a slip of the pen. */
const SLIP_PART_MAX = 0.5;
/** Two letters that changed places count as two. */
const SLIP_LETTERS = 2;

/** The word of `words` that is most like `written`; undefined when none is near. */
export function nearestWord(written: string, words: readonly string[]): string | undefined {
  if (words.length === 0) return undefined;
  const near = closest(written, words);
  const longer = Math.max(near.length, written.length);
  const apart = distance(written, near);
  const isNear = apart < longer && apart <= Math.max(SLIP_LETTERS, longer * SLIP_PART_MAX);
  return isNear ? near : undefined;
}

/** A problem as one line for people. */
export function problemText(problem: ScenarioProblem): string {
  const { file, line, value, rule, nearest } = problem;
  const hint = nearest === undefined ? "" : ` Did you mean "${nearest}"?`;
  const stop = rule.endsWith("?") ? "" : ".";
  return `${file}:${line}: ${value}: ${rule}${stop}${hint}`;
}

export interface Complaint {
  /** The key, or what it is about. */
  readonly key: string;
  readonly value?: string | undefined;
  readonly rule: string;
  /** Words that would be right here. */
  readonly words?: readonly string[] | undefined;
  /** Which one is wrong: the value when there is one, else the key. */
  readonly wrong?: "key" | undefined;
}

/** Collects what is wrong. */
export class Problems {
  readonly found: ScenarioProblem[] = [];

  add(source: Source, complaint: Complaint): void {
    const { key, value, rule, words, wrong } = complaint;
    this.found.push({
      file: source.file,
      line: source.line,
      value: value === undefined ? key : `${key}: ${value}`,
      rule,
      nearest: words && nearestWord(wrong === "key" ? key : (value ?? key), words),
    });
  }
}
