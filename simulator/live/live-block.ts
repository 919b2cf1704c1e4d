/** A block of lines at the bottom of a terminal that is drawn over itself. */

/** What is needed of a terminal; `process.stdout` is one. */
export interface Terminal {
  write(text: string): unknown;
  /** Width in characters; undefined = not known. */
  readonly columns?: number;
}

const UP = (lines: number) => `\u001b[${lines}A\r`;
const CLEAR_LINE = "\u001b[2K";
const CLEAR_BELOW = "\u001b[J";
const COLUMNS_DEFAULT = 80;

export class LiveBlock {
  private drawn = 0;

  constructor(private readonly terminal: Terminal) {}

  /** Draws the lines in place of those drawn before; too long ones are cut, or they would wrap. */
  draw(lines: readonly string[]): void {
    const width = (this.terminal.columns ?? COLUMNS_DEFAULT) - 1;
    const text = lines.map((line) => `${CLEAR_LINE}${line.slice(0, width)}\n`).join("");
    this.terminal.write((this.drawn > 0 ? UP(this.drawn) : "") + text + CLEAR_BELOW);
    this.drawn = lines.length;
  }
}
