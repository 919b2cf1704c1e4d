/**
 * Takes the keys of a written map one by one, tells what is wrong with each, and at the end which
 * keys nobody asked for. Readers of scenarios and of plans share it.
 */
import type { Source } from "./plan";
import type { Problems } from "./problem";
import { durationMs } from "./time-words";
import { KIND_WORDS, type Written, type WrittenMap, type WrittenText } from "./written";

export interface NumberRange {
  readonly min: number;
  readonly max: number;
  /** Named in the sentence, e.g. "millivolts". */
  readonly unit?: string | undefined;
  readonly isWhole?: boolean;
}

const NUMBER = /^-?\d+(\.\d+)?$/;

export class Fields {
  private readonly byKey = new Map<string, Written>();
  private readonly source: Source;

  constructor(
    written: Written,
    private readonly what: string,
    private readonly problems: Problems,
  ) {
    this.source = written;
    if (written.kind !== "map") {
      const rule = `${what} is written as "key: value" lines`;
      problems.add(written, { key: what, value: KIND_WORDS[written.kind], rule });
      return;
    }
    for (const { key, value, line, file } of written.entries) {
      this.byKey.set(key, value.kind === "nothing" ? { ...value, line, file } : value);
    }
  }

  has(key: string): boolean {
    return this.byKey.has(key);
  }

  /** Where a key was written, or the whole. */
  at(key: string): Source {
    return this.byKey.get(key) ?? this.source;
  }

  get(key: string): Written | undefined {
    return this.byKey.get(key);
  }

  /** Tells of keys that are not among `known`, with the nearest of them. */
  refuseOthers(known: readonly string[], written: WrittenMap | Written): void {
    if (written.kind !== "map") return;
    for (const entry of written.entries) {
      if (known.includes(entry.key)) continue;
      const rule = `${this.what} has no such key; it has ${known.join(", ")}`;
      this.problems.add(entry, { key: entry.key, rule, words: known });
    }
  }

  /** Tells that a key is missing, or what is wrong with its value. */
  refuse(key: string, rule: string, words?: readonly string[]): undefined {
    const written = this.byKey.get(key);
    const value = written?.kind === "text" ? written.text : undefined;
    this.problems.add(this.at(key), { key, value, rule, words });
    return undefined;
  }

  private scalar(key: string): WrittenText | undefined {
    const written = this.byKey.get(key);
    if (!written || written.kind === "text") return written;
    return this.refuse(key, `${key} is one value, not ${KIND_WORDS[written.kind]}`);
  }

  text(key: string): string | undefined {
    return this.scalar(key)?.text;
  }

  /** A text that has to be there and say something. */
  requiredText(key: string): string | undefined {
    if (!this.byKey.has(key)) return this.refuse(key, `${this.what} needs "${key}"`);
    const text = this.text(key);
    if (text?.trim() === "") return this.refuse(key, `${key} has to say something`);
    return text;
  }

  number(key: string, range: NumberRange): number | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const value = NUMBER.test(text) ? Number(text) : Number.NaN;
    const isFit = value >= range.min && value <= range.max;
    if (isFit && (!range.isWhole || Number.isInteger(value))) return value;
    const kind = range.isWhole ? "a whole number" : "a number";
    const unit = range.unit ? ` ${range.unit}` : "";
    return this.refuse(key, `${key} has to be ${kind} from ${range.min} to ${range.max}${unit}`);
  }

  choice<Word extends string>(key: string, words: readonly Word[]): Word | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const found = words.find((word) => word === text);
    return found ?? this.refuse(key, `${key} has to be one of ${words.join(", ")}`, words);
  }

  /** A duration with its unit, in milliseconds. */
  duration(key: string): number | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const ms = durationMs(text);
    return ms ?? this.refuse(key, `${key} is a duration such as 20 min, 3 h 20 min or 2 days`);
  }

  /** "20 %" as a part of one. */
  part(key: string): number | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const percent = percentOf(text);
    return percent === undefined
      ? this.refuse(key, `${key} has to be from 0 % to 100 %, such as 20 %`)
      : percent / 100;
  }

  /** One item alone stands for a list of one. */
  list(key: string): readonly Written[] {
    const written = this.byKey.get(key);
    if (!written || written.kind === "nothing") return [];
    return written.kind === "list" ? written.items : [written];
  }
}

/** "20 %" as 20; undefined when it is no part of a whole. */
export function percentOf(text: string): number | undefined {
  const [, number] = /^(\d+(?:\.\d+)?) ?%$/.exec(text) ?? [];
  return number === undefined || Number(number) > 100 ? undefined : Number(number);
}
