/**
 * Program texts: what is in the boot files, and what `eval` is given. Each distinct text is
 * compiled once for all devices of this process. A device runs it with its own globals as
 * parameters; host globals are parameters too, without a value. It runs in strict mode, which is
 * stricter than the board: otherwise a forgotten `var` would be shared by the whole fleet.
 */
import { BOARD_NAMES, type Globals, SHARED_GLOBALS } from "./device-globals";
import { hostOnlyNames } from "./language";

export interface Program {
  /** The one copy of the text that all devices can share. */
  readonly text: string;
  /**
   * Runs it with these globals. A text that is one expression answers with its value, as eval
   * does; any other with undefined. Throws what the program throws.
   */
  run(globals: Globals): unknown;
}

type Factory = (...values: unknown[]) => () => unknown;

/** Texts kept, the last used ones: a fleet has a handful, a test may make many. */
const PROGRAMS_MAX = 64;

const programs = new Map<string, Program>();
const sharedValues = Object.values(SHARED_GLOBALS);
let parameterNames: readonly string[] | undefined;

/** Names with a value come first, so that the others need none. */
function createParameterNames(): readonly string[] {
  const known = [...BOARD_NAMES, ...Object.keys(SHARED_GLOBALS)];
  const isKnown = new Set(known);
  return [...known, ...hostOnlyNames().filter((name) => !isKnown.has(name))];
}

function compileBody(body: string): Factory {
  parameterNames ??= createParameterNames();
  return new Function(
    ...parameterNames,
    `return function () { "use strict";\n${body}\n};`,
  ) as Factory;
}

/** As an expression if it is one, for its value; else as statements. */
function compileText(text: string): Factory {
  try {
    return compileBody(`return (\n${text.replace(/[\s;]+$/, "")}\n);`);
  } catch {
    return compileBody(text);
  }
}

function createProgram(text: string): Program {
  let factory: Factory;
  try {
    factory = compileText(text);
  } catch (error) {
    throw new SyntaxError(`The program does not parse: ${String(error)}. Build it again.`, {
      cause: error,
    });
  }
  // What a program does not name need not even be made for it.
  const isNamed = new Set(BOARD_NAMES.filter((name) => text.includes(name)));
  return {
    text,
    run: (globals) => {
      const values = BOARD_NAMES.map((name) => (isNamed.has(name) ? globals[name] : undefined));
      return factory(...values, ...sharedValues)();
    },
  };
}

/** `text` is a byte string (the file read as latin1). Throws when it does not parse. */
export function compileProgram(text: string): Program {
  const program = programs.get(text) ?? createProgram(text);
  programs.delete(text);
  programs.set(program.text, program);
  const [oldest] = programs.keys();
  if (programs.size > PROGRAMS_MAX && oldest !== undefined) programs.delete(oldest);
  return program;
}
