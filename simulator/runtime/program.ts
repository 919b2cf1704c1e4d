/**
 * The bundle, compiled once for all devices. Each device calls it with its own globals as
 * parameters; host globals are parameters too, without a value. It runs in strict mode, which is
 * stricter than the board: otherwise a forgotten `var` would be shared by the whole fleet.
 */
import { GLOBAL_NAMES, type Globals } from "./device-globals";
import { hostOnlyNames } from "./language";

export interface Program {
  /** Runs the boot code with these globals. Throws what the program throws. */
  run(globals: Globals): void;
}

type Factory = (...values: unknown[]) => () => void;

/** `text` is a byte string (the file read as latin1). Throws when it does not parse. */
export function compileProgram(text: string): Program {
  const names = [...new Set([...GLOBAL_NAMES, ...hostOnlyNames()])];
  const known = new Set(GLOBAL_NAMES);
  let factory: Factory;
  try {
    const body = `return function () { "use strict";\n${text}\n};`;
    factory = new Function(...names, body) as Factory;
  } catch (error) {
    throw new SyntaxError(`The program does not parse: ${String(error)}. Build it again.`, {
      cause: error,
    });
  }
  return {
    run(globals) {
      const values = names.map((name) => (known.has(name) ? globals[name] : undefined));
      factory(...values)();
    },
  };
}
