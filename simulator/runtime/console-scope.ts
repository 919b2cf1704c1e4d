/**
 * The global scope in which console lines run: in sloppy mode, with the globals of one boot, and
 * with whatever the lines themselves declare. It is made for the first line of a boot, so that a
 * fleet, to whose consoles nobody speaks, has none.
 */
import { createContext, runInContext } from "node:vm";
import { type Globals, SHARED_GLOBALS } from "./device-globals";
import { LANGUAGE_NAMES } from "./language";

/** What error traces call a line. */
const FILE_NAME = "REPL";
/** Where the line stands in a trace of the host, as `line:column`. */
const FRAME = /^\s+at (?:.*\()?REPL:(\d+):(\d+)\)?$/gm;
/** How the host shows where a text does not parse: number, line, mark. */
const UNPARSED = /^REPL:(\d+)\n.*\n( *)\^/;

/** The words of the interpreter for what the host says. */
function interpreterMessage(message: string): string {
  return message
    .replace(/^(\S+) is not defined$/, '"$1" is not defined')
    .replace(/^Unexpected token ('.*')$/, "Got $1 expected EOF")
    .replace(/^Unexpected identifier '(.*)'$/, "Got ID:$1 expected EOF")
    .replace(/^Unexpected end of input$/, "Unexpected end of Input")
    .replace(/^Cannot read properties of (\w+) \(reading ('.*')\)$/, "Can't read property $2 of $1")
    .replace(/^Invalid or unexpected token$/, "Got UNFINISHED STRING expected EOF");
}

function isErrorLike(value: unknown): value is { message: string; stack: string } {
  if (typeof value !== "object" || value === null) return false;
  const { message, stack } = value as { message?: unknown; stack?: unknown };
  return typeof message === "string" && typeof stack === "string";
}

/** Where in its line an error came from, as the interpreter shows it; empty when it is unknown. */
export function traceText(error: unknown, line: string): string {
  if (!isErrorLike(error)) return "";
  const outermost = [...error.stack.matchAll(FRAME)].at(-1);
  const unparsed = UNPARSED.exec(error.stack);
  const [row, column] = outermost
    ? [Number(outermost[1]), Number(outermost[2])]
    : [Number(unparsed?.[1]), (unparsed?.[2] ?? "").length + 1];
  const text = line.split("\n")[row - 1];
  if (text === undefined) return "";
  return `    at ${FILE_NAME} (:${row}:${column})\n${text}\n${" ".repeat(column - 1)}^\n`;
}

/** What a new scope of the host has of its own. */
let hostNames: readonly string[] | undefined;

export class ConsoleScope {
  private readonly context: object;

  constructor(globals: Globals) {
    hostNames ??= runInContext("Object.getOwnPropertyNames(this)", createContext()) as string[];
    const known: Record<string, unknown> = { ...SHARED_GLOBALS, ...globals };
    for (const name of LANGUAGE_NAMES) known[name] = Reflect.get(globalThis, name);
    known.eval = (text: unknown) => (typeof text === "string" ? this.run(text) : text);
    this.context = createContext({ ...known });
    const unknown = hostNames.filter((name) => !(name in known));
    runInContext(unknown.map((name) => `delete this.${name};`).join(""), this.context);
    runInContext("this.global = this;", this.context);
  }

  /** Runs a line and answers with its value; throws what it throws, in the interpreter's words. */
  run(line: string): unknown {
    try {
      return runInContext(line, this.context, { filename: FILE_NAME });
    } catch (error) {
      if (isErrorLike(error)) error.message = interpreterMessage(error.message);
      throw error;
    }
  }
}
