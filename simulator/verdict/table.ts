/**
 * A verdict for a terminal: what was checked, what went wrong where, how fast it was, and how to
 * run it again. Shows some violations of each check; the JSON has more, and their number.
 */
import { plainText } from "./escape";
import {
  cabinetNames,
  isFailedWithoutCheck,
  type Judgement,
  judgement,
  violationTotal,
} from "./judgement";
import type { Latencies, Verdict, VerdictCheck } from "./verdict";
import { countText, durationText, koreanTime, plural } from "./words";

const COLUMNS_MIN = 40;
const VIOLATIONS_MAX = 5;

type Paint = "bold" | "dim" | "red" | "green" | "yellow";
const PAINTS: Readonly<Record<Paint, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 };

const SIGNS: Readonly<Record<Judgement, readonly [sign: string, paint: Paint]>> = {
  met: ["✓", "green"],
  violated: ["✗", "red"],
  "not judged": ["–", "yellow"],
};

export interface TableOptions {
  /** Width of the terminal in columns; less than 40 counts as 40. */
  readonly columns: number;
  readonly hasColour: boolean;
}

/** Columns a text takes: Hangul, Han and full-width characters take two. */
function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (/\p{M}/u.test(character)) continue;
    const isWide =
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/;
    columns += isWide.test(character) || character > "\u{1f2ff}" ? 2 : 1;
  }
  return columns;
}

function padded(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}

/** Lines of at most `columns`, the indent included; a word that is longer has a line alone. */
export function wrapped(text: string, indent: number, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && indent + columnsOf(longer) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line].map((one) => " ".repeat(indent) + one);
}

class Table {
  readonly #lines: string[] = [];
  readonly #columns: number;

  constructor(
    private readonly verdict: Verdict,
    private readonly options: TableOptions,
  ) {
    this.#columns = Math.max(COLUMNS_MIN, options.columns);
  }

  text(): string {
    this.#head();
    this.#title("Checks");
    const nameColumns = Math.max(0, ...this.verdict.checks.map(({ name }) => columnsOf(name)));
    for (const check of this.verdict.checks) this.#check(check, nameColumns);
    this.#latencies();
    const counts = Object.entries(this.verdict.counts);
    if (counts.length > 0) {
      this.#title("Counts");
      this.#wrapped(counts.map(([name, count]) => `${name}\u00a0${countText(count)}`).join(" · "));
    }
    this.#title("Again");
    // Never wrapped: it is there to be copied.
    this.#lines.push(`  ${plainText(this.verdict.replay)}`, "");
    return this.#lines.join("\n").replaceAll("\u00a0", " ");
  }

  #paint(text: string, paint: Paint): string {
    return this.options.hasColour ? `\u001b[${PAINTS[paint]}m${text}\u001b[0m` : text;
  }

  #title(text: string): void {
    this.#lines.push("", this.#paint(text, "bold"));
  }

  #wrapped(text: string, indent = 2, paint?: Paint): void {
    for (const line of wrapped(plainText(text), indent, this.#columns)) {
      this.#lines.push(paint === undefined ? line : this.#paint(line, paint));
    }
  }

  #head(): void {
    const { verdict } = this;
    const word = verdict.isPassed ? "✓ PASSED" : "✗ FAILED";
    const painted = this.#paint(word, verdict.isPassed ? "green" : "red");
    this.#lines.push(`${painted}  ${this.#paint(plainText(verdict.scenario), "bold")}`);
    this.#wrapped(verdict.purpose);
    const facts = [
      `seed\u00a0${verdict.seed}`,
      `${verdict.pace}\u00a0time`,
      plural(verdict.cabinetCount, "cabinet"),
      `${durationText(verdict.durationMs)} in ${durationText(verdict.tookMs)}`,
    ];
    if (verdict.traceHash !== "") facts.push(`trace\u00a0${verdict.traceHash.slice(0, 16)}`);
    this.#wrapped(facts.join(" · "), 2, "dim");
    if (isFailedWithoutCheck(verdict)) {
      this.#wrapped("The run did not pass, though no check was violated.", 2, "red");
    }
  }

  #check(check: VerdictCheck, nameColumns: number): void {
    const found = judgement(check);
    const [sign, paint] = SIGNS[found];
    const name = padded(plainText(check.name), nameColumns);
    const count = violationTotal(check);
    const facts = [found === "not judged" ? "never judged" : `judged ${countText(check.judged)}`];
    if (count > 0) facts.push(plural(count, "violation"));
    const line = `  ${this.#paint(sign, paint)} ${name}  `;
    this.#lines.push(
      line + (found === "met" ? facts.join(", ") : this.#paint(facts.join(", "), paint)),
    );
    if (found !== "violated") return;
    this.#wrapped(check.promise, 4, "dim");
    const names = cabinetNames(this.verdict);
    for (const { atMs, cabinetId, sentence } of check.violations.slice(0, VIOLATIONS_MAX)) {
      const cabinet =
        cabinetId === undefined ? "" : `  ${names.get(cabinetId) ?? ""} (${cabinetId})`;
      this.#wrapped(`${koreanTime(this.verdict.startMs + atMs)}${cabinet}`, 4);
      this.#wrapped(sentence, 6);
    }
    if (count > VIOLATIONS_MAX) this.#wrapped(`and ${countText(count - VIOLATIONS_MAX)} more`, 4);
  }

  #latencies(): void {
    const rows = [
      ["acknowledged", this.verdict.acknowledged],
      ["alerted", this.verdict.alerted],
    ] as const;
    this.#title("Latencies");
    const cells = (latencies: Latencies): string[] => [
      durationText(latencies.p50Ms),
      durationText(latencies.p99Ms),
      durationText(latencies.maxMs),
    ];
    const widest = rows.flatMap(([, latencies]) => cells(latencies)).map(({ length }) => length);
    const columns = Math.max(3, ...widest) + 2;
    const line = (name: string, figures: readonly string[]): string =>
      `  ${padded(name, 12)}${figures.map((figure) => figure.padStart(columns)).join("")}`;
    this.#lines.push(this.#paint(line("", ["p50", "p99", "max"]), "dim"));
    for (const [name, latencies] of rows) {
      const isMeasured = latencies.count > 0;
      const count = isMeasured ? `  of ${countText(latencies.count)}` : "";
      this.#lines.push(line(name, isMeasured ? cells(latencies) : ["–", "–", "–"]) + count);
    }
  }
}

/** The table, ending with a line feed. Nothing a device said can move the cursor. */
export function verdictTable(verdict: Verdict, options: TableOptions): string {
  return new Table(verdict, options).text();
}
