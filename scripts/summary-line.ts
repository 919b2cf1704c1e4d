/**
 * The terminal of `npm start`: log lines scroll, and below them one line keeps saying how many
 * AEDs are ready. Where the output is no terminal, the summary is a line of its own, at most
 * every few seconds and only when it has changed.
 */

/** How many cabinets have which status. */
export interface Counts {
  readonly ready: number;
  readonly action: number;
  readonly unknown: number;
}

/** What can be written to; a terminal says so. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

const PLAIN_INTERVAL_MS = 5000;
const CLEAR_LINE = "\r\x1b[2K";

/** The summary in words. */
export function summaryText({ ready, action, unknown }: Counts): string {
  return `== ${ready} ready / ${action} action / ${unknown} unknown ==`;
}

export class SummaryLine {
  private summary = "";
  private printed = "";
  private printedMs = Number.NEGATIVE_INFINITY;

  /** `monotonicMs` is a clock that only rises. */
  constructor(
    private readonly output: Output,
    private readonly monotonicMs: () => number,
  ) {}

  /** One more line above the summary. */
  print(line: string): void {
    if (this.output.isTTY) this.output.write(`${CLEAR_LINE}${line}\n${this.summary}`);
    else this.output.write(`${line}\n`);
  }

  /** The counts as they are now. */
  show(counts: Counts): void {
    this.summary = summaryText(counts);
    if (this.output.isTTY) this.output.write(`${CLEAR_LINE}${this.summary}`);
    else this.showPlain();
  }

  /** Leaves the last summary as a line of its own. */
  end(): void {
    if (this.output.isTTY) this.output.write("\n");
    else if (this.summary !== this.printed) this.output.write(`${this.summary}\n`);
  }

  private showPlain(): void {
    const nowMs = this.monotonicMs();
    if (this.summary === this.printed || nowMs - this.printedMs < PLAIN_INTERVAL_MS) return;
    this.printed = this.summary;
    this.printedMs = nowMs;
    this.output.write(`${this.summary}\n`);
  }
}
