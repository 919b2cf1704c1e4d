/**
 * The interpreter's console, used by a program: finds the prompt, unlocks it, has expressions
 * evaluated. Every answer comes between marks of its own, so that what the board prints meanwhile
 * is never taken for one.
 */
import { UsageError } from "../command-line";
import type { BoardLine } from "./espruino-package";

/** Ctrl-C: leaves a half-typed line, and a program that does not end. */
const BREAK = "\x03";
/** At the beginning of a line: it is neither echoed nor followed by a prompt. */
const QUIET = "\x10";
const START = "\x02";
const END = "\x04";
const PASSWORD_PROMPT = /password>$/;
const PROMPT = />$/;
/** The interpreter answers a new line at once; a long callback of its program may hold it up. */
const KNOCK_MS = 2500;
const KNOCKS = 3;
const ANSWER_MS = 15_000;
/** Silence after which the board has said what it wanted to say, and how often it is waited for. */
const QUIET_MS = 400;
const QUIET_LOOKS_MAX = 20;
/** What is kept of what the board prints, for error messages. */
const PRINTED_LENGTH_MAX = 4000;

export type Door = "open" | "locked";

/** The line is gone, or the board did not answer; what was begun can be done again. */
export class BoardLost extends UsageError {}

/** The beginning of an expression: what follows may be a key. */
function nameOf(expression: string): string {
  return expression.slice(0, 36);
}

export class BoardConsole {
  /** What the board printed last. */
  printed = "";
  private unread = "";
  private isGone = false;
  private wake: () => void = () => {};
  private answers = 0;

  constructor(
    private readonly line: BoardLine,
    private readonly onPrinted: (text: string) => void = () => {},
  ) {
    line.onBytes((bytes) => this.take(bytes));
    line.onGone(() => {
      this.isGone = true;
      this.wake();
    });
  }

  /** Finds out whether an interpreter is there, and whether its console is locked. */
  async knock(): Promise<Door> {
    for (let attempt = 0; attempt < KNOCKS; attempt++) {
      if (attempt > 0) {
        // A break clears what comes behind it in the same moment, so it goes alone.
        this.put(BREAK);
        await this.quiet();
      }
      this.unread = "";
      this.put("\n");
      const found = await this.waitFor(PROMPT, KNOCK_MS);
      if (found) return PASSWORD_PROMPT.test(this.unread) ? "locked" : "open";
    }
    const heard = this.printed.replace(/[^ -~\n]/g, "?").trim();
    const what = heard ? `It only sends ${JSON.stringify(heard.slice(-80))}.` : "It says nothing.";
    throw new UsageError(
      `There is no Espruino on this port. ${what} Check the port, press the board's reset ` +
        "button, and flash the interpreter first if this board is new: see " +
        "firmware/docs/flashing.md. A battery sensor sleeps: open the door, press reset, and run " +
        "this at once.",
    );
  }

  /** True when the password opens the console. */
  async unlock(password: string): Promise<boolean> {
    this.unread = "";
    this.put(`${password}\n`);
    await this.demand(/(Invalid password|Logged in)[^>]*>$/, "the password");
    return this.unread.includes("Logged in");
  }

  /**
   * The value of an expression, by way of JSON. Throws a UsageError with the board's own words when
   * evaluating fails, BoardLost when no answer comes.
   */
  async evaluate<Value>(expression: string, answerMs = ANSWER_MS): Promise<Value> {
    this.answers += 1;
    const name = `${START}${this.answers}`;
    const end = `"${END.replace(END, "\\x04")}"`;
    const start = `"\\x02${this.answers}"`;
    this.unread = "";
    this.put(
      `${QUIET}try{print(${start}+"="+JSON.stringify(${expression})+${end})}` +
        `catch(e){print(${start}+"!"+e+${end})}\n`,
    );
    const answer = new RegExp(`${name}([=!])([^${END}]*)${END}`);
    const isThere = await this.waitFor(answer, answerMs, /Uncaught [^\n]*\n/);
    const [, kind, text = ""] = answer.exec(this.unread) ?? [];
    if (kind === "=") return (text === "undefined" ? undefined : JSON.parse(text)) as Value;
    if (kind === "!") throw new UsageError(`The board refused ${nameOf(expression)}: ${text}`);
    if (isThere) {
      const [words = "it"] = /Uncaught [^\r\n]*/.exec(this.unread) ?? [];
      throw new UsageError(`The board did not understand ${nameOf(expression)}: ${words}`);
    }
    throw this.lost(`evaluating ${nameOf(expression)}`);
  }

  /** Writes a line whose effect is a restart, and waits until the board has said its greeting. */
  async restart(statement: string): Promise<void> {
    this.put(`${QUIET}${statement}\n`);
    await this.quiet();
  }

  close(): void {
    if (!this.isGone) this.line.close();
  }

  /** Waits until the board has said nothing for a while; a talkative program is not waited for. */
  private async quiet(): Promise<void> {
    for (let look = 0; look < QUIET_LOOKS_MAX; look++) {
      this.unread = "";
      if (!(await this.waitFor(/./s, QUIET_MS))) return;
      this.unread = "";
    }
  }

  private put(bytes: string): void {
    if (this.isGone) throw this.lost("the next step");
    this.line.write(bytes);
  }

  private take(bytes: string): void {
    this.unread += bytes;
    this.printed = (this.printed + bytes).slice(-PRINTED_LENGTH_MAX);
    this.onPrinted(bytes);
    this.wake();
  }

  private async demand(wanted: RegExp, what: string): Promise<void> {
    if (!(await this.waitFor(wanted, ANSWER_MS))) throw this.lost(what);
  }

  private lost(what: string): BoardLost {
    const why = this.isGone ? "The cable was pulled, or the port closed," : "The board fell silent";
    return new BoardLost(
      `${why} at ${what}. Plug it in again and run the same command again: ` +
        "it goes on with what is missing.",
    );
  }

  /** True when the unread bytes match; throws BoardLost when the line is gone. */
  private async waitFor(wanted: RegExp, timeoutMs: number, orElse?: RegExp): Promise<boolean> {
    const giveUpMs = Date.now() + timeoutMs;
    for (;;) {
      if (wanted.test(this.unread) || orElse?.test(this.unread)) return true;
      if (this.isGone) throw this.lost("waiting for an answer");
      const leftMs = giveUpMs - Date.now();
      if (leftMs <= 0) return false;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}
