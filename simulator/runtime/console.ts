/**
 * The interpreter's console: echo, the prompt, lines that are run as soon as they are complete, and
 * the password. What it says and when was compared with the real one. Left out: cursor keys,
 * history, completion, and the file packets that begin with DLE and SOH. Of an error only the
 * outermost place is told. Lines share variables with each other, not with programs, unless the
 * device `sharesGlobals`; a declaration has no value here, and of a line that does not parse
 * nothing is done. What is written at once is one batch: a Ctrl-C in it takes effect behind it.
 */
import { traceText } from "./console-scope";
import type { Doors } from "./doors";
import { openBrackets } from "./open-brackets";
import { resultText } from "./value-text";

/** How a program begins: after power or a restart, after `reset()`, after `load()`. */
export type Beginning = "power" | "reset" | "load";

/** What runs the lines: one boot. */
export interface ConsoleHost {
  /** Runs a line in the console's scope and answers with its value. */
  runLine(line: string): unknown;
  /** Tells what a line threw; false when the firmware took it upon itself. */
  report(error: unknown): boolean;
}

export interface ConsoleOptions {
  readonly doors: Doors;
  /** What this build calls itself when it is asked. */
  readonly buildName: string;
  readonly send: (bytes: string) => void;
}

const CONTROL_C = "\x03";
const ENQUIRY = "\x05";
const BACKSPACE = "\b";
const DATA_LINK_ESCAPE = "\x10";
const ESCAPE = "\x1b";
const DELETE = "\x7f";
const ERASE_BEHIND = "\x1b[J";
const [UP, DOWN, RIGHT, LEFT] = ["\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"];
/** An escape sequence, and its beginnings. */
const ESCAPE_BEGUN = /^(?:$|O$|\[\d*$)/;
const ERASE_LINE = "\x1b[2H";
const NEW_LINE_ONLY = "\x1b\n";
const TAB_TEXT = "    ";
/** More of what is typed for a password is not kept, so that a longer one opens nothing. */
const PASSWORD_LENGTH_MAX = 20;
const BANNER = "\x1b[?7l\n Espruino, virtual\n";

function position(text: string): { readonly row: number; readonly column: number } {
  const rows = text.split("\n");
  return { row: rows.length - 1, column: (rows.at(-1) ?? "").length };
}

export class Console {
  private line = "";
  /** Characters of the line before the cursor. */
  private cursor = 0;
  private escape = "";
  private isEchoOff = false;
  private isEchoOffForLine = false;
  /** True while the prompt is not shown. */
  private isRemoved = false;
  private isInterrupted = false;

  constructor(private readonly options: ConsoleOptions) {}

  /** A program begins: of what was typed nothing is left. */
  begin(beginning: Beginning): void {
    this.setLine("");
    if (beginning === "load") return;
    this.isEchoOff = false;
    this.isEchoOffForLine = false;
  }

  /** Says what this is, once the boot files have run. */
  greet(): void {
    if (!this.hasEcho) return;
    this.print(`${BANNER} ${this.options.buildName}\n\n`);
    this.isRemoved = true;
  }

  /** `echo` of the interpreter: without it nothing is said but what is printed. */
  setEcho(isOn: boolean): void {
    this.isEchoOff = !isOn;
  }

  /** A Ctrl-C has come, whatever comes before it: it empties the line in the next pause. */
  interrupt(): void {
    if (!this.options.doors.isConsoleLocked) this.isInterrupted = true;
  }

  /** Takes one byte. */
  receive(character: string, host: ConsoleHost): void {
    if (this.options.doors.isConsoleLocked) this.takePassword(character);
    else if (this.escape !== "" || character === ESCAPE) this.takeEscape(character, host);
    else this.take(character, host);
  }

  /** Says something that is not about the line being typed, which gives way to it. */
  say(text: string): void {
    this.removeLine();
    this.print(text);
  }

  /** The interpreter has nothing to do: the prompt comes back. */
  pause(): void {
    if (this.isInterrupted) {
      this.isInterrupted = false;
      if (this.line !== "") this.removeLine();
      this.setLine("");
    }
    this.returnLine();
  }

  private get hasEcho(): boolean {
    return !this.isEchoOff && !this.isEchoOffForLine;
  }

  private get isShown(): boolean {
    return this.hasEcho && !this.isRemoved && !this.options.doors.isConsoleLocked;
  }

  private print(text: string): void {
    this.options.send(text.replaceAll("\n", "\r\n"));
  }

  private setLine(line: string): void {
    this.line = line;
    this.cursor = line.length;
  }

  private removeLine(): void {
    if (this.isRemoved) return;
    this.isRemoved = true;
    if (!this.hasEcho) return;
    this.moveCursor(this.line.slice(0, this.cursor), "");
    this.options.send(`\r${ERASE_BEHIND}`);
  }

  private returnLine(): void {
    if (!this.isRemoved) return;
    this.isRemoved = false;
    if (!this.hasEcho) return;
    const prompt = this.options.doors.isConsoleLocked ? "password>" : ">";
    this.options.send(prompt + this.line.replaceAll("\n", "\r\n:"));
    this.moveCursor(this.line, this.line.slice(0, this.cursor));
  }

  /** Moves the cursor of the terminal from the end of one text to the end of the other. */
  private moveCursor(from: string, to: string): void {
    const [start, end] = [position(from), position(to)];
    const [columns, rows] = [end.column - start.column, end.row - start.row];
    const sideways = columns < 0 ? LEFT.repeat(-columns) : RIGHT.repeat(columns);
    const moves = sideways + (rows < 0 ? UP.repeat(-rows) : DOWN.repeat(rows));
    if (moves !== "") this.options.send(moves);
  }

  /** Every character counts, control characters too. */
  private takePassword(character: string): void {
    if (character !== "\r" && character !== "\n") {
      if (this.line.length < PASSWORD_LENGTH_MAX) this.line += character;
      return;
    }
    const isRight = this.options.doors.unlock(this.line);
    this.setLine("");
    if (!isRight) {
      this.print("\n  Invalid password\npassword>");
      return;
    }
    this.print("\n  Logged in.\n");
    this.isRemoved = true;
    this.returnLine();
  }

  private takeEscape(character: string, host: ConsoleHost): void {
    this.escape += character;
    if (ESCAPE_BEGUN.test(this.escape.slice(ESCAPE.length))) return;
    const sequence = this.escape;
    this.escape = "";
    if (sequence === NEW_LINE_ONLY) this.endLine(false, host);
    if (sequence !== ERASE_LINE || this.line === "") return;
    this.removeLine();
    this.setLine("");
  }

  private take(character: string, host: ConsoleHost): void {
    if (character === "\r" || character === "\n") this.endLine(true, host);
    else if (character === BACKSPACE || character === DELETE) this.takeBack();
    else if (character === DATA_LINK_ESCAPE) this.isEchoOffForLine ||= this.line === "";
    else if (character === ENQUIRY && this.line === "") {
      this.print(`Espruino ${this.options.buildName}\n`);
    } else if (character === "\t" && !this.hasEcho) this.append(TAB_TEXT);
    else if (character >= " " && character !== CONTROL_C) this.append(character);
  }

  private append(text: string): void {
    this.setLine(this.line + text);
    if (this.isShown) this.options.send(text);
  }

  private takeBack(): void {
    if (this.line === "") return;
    const line = this.line.slice(0, -1);
    const isNewLine = this.line.endsWith("\n");
    this.setLine(line);
    if (!this.isShown) return;
    if (!isNewLine) {
      this.options.send("\b \b");
      return;
    }
    this.options.send(`${ERASE_BEHIND}\b `);
    this.moveCursor(`${line}\n`, line);
  }

  private endLine(mayRun: boolean, host: ConsoleHost): void {
    if (mayRun && openBrackets(this.line) <= 0) {
      this.run(host);
      return;
    }
    if (this.isShown) this.print("\n:");
    this.setLine(`${this.line}\n`);
  }

  private run(host: ConsoleHost): void {
    if (this.isShown) this.print("\n");
    if (!this.isEchoOffForLine) this.isRemoved = true;
    const line = this.line.replace(/ +$/gm, "");
    this.setLine("");
    try {
      const value = host.runLine(line);
      if (this.hasEcho && line !== "") this.print(`=${resultText(value)}\n`);
    } catch (error) {
      if (host.report(error)) this.print(traceText(error, line));
    }
    this.isEchoOffForLine = false;
  }
}
