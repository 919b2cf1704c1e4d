/**
 * Breaks and shrinks the texts of a label until they fit. Widths are guesses on the safe side, so
 * that the same label also fits where a printer's computer puts another font in.
 */

/** One text of the label; lengths are dots of the printer. */
export interface Paragraph {
  readonly text: string;
  readonly size: number;
  readonly isBold: boolean;
  readonly linesMax: number;
}

/** One printed line; `baseline` counts from the top of the box. */
export interface PlacedLine {
  readonly text: string;
  readonly size: number;
  readonly isBold: boolean;
  readonly baseline: number;
}

export interface Box {
  readonly width: number;
  readonly height: number;
}

/** Texts are shrunk in these steps and not further; what is still too long is cut. */
const SCALES = [1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7] as const;
const LINE_HEIGHT = 1.25;
/** Where letters stand in their line, from its top. */
const BASELINE = 0.95;
const ELLIPSIS = "…";

/** Width of a character in units of the font's size. */
function characterWidth(character: string): number {
  if (character >= "\u1100") return 1;
  if (/[MW@%mw]/.test(character)) return 1.05;
  if (/[ijl.,:;'| ]/.test(character)) return 0.4;
  return /[a-z0-9-]/.test(character) ? 0.64 : 0.8;
}

/** Width of `text` in units of the font's size. */
export function textWidth(text: string): number {
  return [...text].reduce((width, character) => width + characterWidth(character), 0);
}

/** The longest beginning of `text` that is not wider than `width`; one character at least. */
function beginning(text: string, width: number): string {
  let taken = "";
  for (const character of text) {
    if (taken !== "" && textWidth(taken + character) > width) break;
    taken += character;
  }
  return taken;
}

/** Lines no wider than `width`, broken at spaces, or within a word that is wider than a line. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.trim().split(/\s+/)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (textWidth(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    line = word;
    while (textWidth(line) > width) {
      const head = beginning(line, width);
      if (head === line) break;
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  return [...lines, line];
}

function cut(lines: readonly string[], linesMax: number, width: number): readonly string[] {
  if (lines.length <= linesMax) return lines;
  const last = beginning(lines[linesMax - 1] ?? "", width - textWidth(ELLIPSIS));
  return [...lines.slice(0, linesMax - 1), last + ELLIPSIS];
}

/** A text of one line is shrunk as far as it takes: half an id would be another id. */
function sizeOf({ text, size, linesMax }: Paragraph, scale: number, width: number): number {
  if (linesMax > 1) return Math.round(size * scale);
  return Math.floor(Math.min(size, width / textWidth(text)));
}

/** The texts as lines of a box, centred in its height, as large as fits. */
export function fitText(paragraphs: readonly Paragraph[], box: Box): readonly PlacedLine[] {
  const layouts = SCALES.map((scale) => {
    const blocks = paragraphs.map((paragraph) => {
      const size = sizeOf(paragraph, scale, box.width);
      const lines = wrap(paragraph.text, box.width / size);
      return { ...paragraph, size, lines };
    });
    const isWhole = blocks.every(({ lines, linesMax }) => lines.length <= linesMax);
    const kept = blocks.flatMap(({ lines, linesMax, size, isBold }) => {
      return cut(lines, linesMax, box.width / size).map((text) => ({ text, size, isBold }));
    });
    const height = kept.reduce((sum, { size }) => sum + size * LINE_HEIGHT, 0);
    return { kept, height, isGood: isWhole && height <= box.height };
  });
  const chosen = layouts.find(({ isGood }) => isGood) ?? layouts.at(-1);
  if (!chosen) return [];
  let top = Math.max(0, (box.height - chosen.height) / 2);
  return chosen.kept.map(({ text, size, isBold }) => {
    const baseline = Math.round(top + size * BASELINE);
    top += size * LINE_HEIGHT;
    return { text, size, isBold, baseline };
  });
}
