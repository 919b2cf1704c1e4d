/**
 * TypeScript source → one script the interpreter can run. The order of the steps was found by
 * running their results on the real interpreter: it hoists neither functions nor variables and
 * knows little of what came after ES5, so every step is there for a reason given at it.
 */
import { build, type Metafile } from "esbuild";
import { minify } from "terser";
import ts from "typescript";
import { withHelpers } from "./es5-helpers";
import { flattenClasses } from "./flat-classes";
import { outsideNames } from "./outside-names";

/** Modules of the interpreter: left to its own `require`. */
const BOARD_MODULES = ["net", "Wifi", "Storage", "Flash", "crypto"];

export interface Bundle {
  readonly text: string;
  /** Which source files went in, and how many bytes of each. */
  readonly metafile: Metafile;
}

/** One script out of all modules, still in modern JavaScript. */
async function joinModules(entryFile: string): Promise<Bundle> {
  const result = await build({
    entryPoints: [entryFile],
    bundle: true,
    write: false,
    metafile: true,
    // "cjs" because the board's `require` must stay as it is; the function around it comes later.
    format: "cjs",
    platform: "neutral",
    external: BOARD_MODULES,
    target: "esnext",
    charset: "utf8",
    // Comments for esbuild's own readers, not for the device.
    legalComments: "none",
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
    logLevel: "silent",
  });
  const [file] = result.outputFiles;
  if (!file) throw new Error(`Bundling ${entryFile} gave no output; check that it exists.`);
  return { text: file.text, metafile: result.metafile };
}

/** Classes, const, template strings and for-of become what the interpreter gets right. */
function toEs5(text: string): string {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      target: ts.ScriptTarget.ES5,
      module: ts.ModuleKind.None,
      allowJs: true,
      noEmitHelpers: true,
      removeComments: true,
      ignoreDeprecations: "6.0",
    },
  });
  return outputText;
}

/**
 * `hoist_funs` and `hoist_vars` do the hoisting that the interpreter does not; `sequences` must be
 * off because the interpreter takes `for(function` for a statement; `inline` leaves variables
 * behind their use, and `reduce_funcs` makes a function anew at every call. Names of properties
 * are shortened where nobody outside the bundle sees them: a key of up to four characters takes
 * one variable of the interpreter, a longer one two or three.
 */
async function shrink(text: string): Promise<string> {
  const { code } = await minify(text, {
    ecma: 5,
    toplevel: true,
    compress: {
      hoist_funs: true,
      hoist_vars: true,
      sequences: false,
      passes: 3,
      keep_fargs: true,
      negate_iife: false,
      inline: false,
      reduce_funcs: false,
    },
    mangle: { toplevel: true, properties: { builtins: true, reserved: outsideNames() } },
    format: { ascii_only: false },
  });
  if (code === undefined) throw new Error("Minifying the bundle gave no output.");
  return code;
}

/**
 * Puts constants where they are used, which costs no variable on the device. Only while they are
 * still `const`: of a `var` nobody knows whether it is read before it is set.
 */
async function inlineConstants(text: string): Promise<string> {
  const { code } = await minify(text, {
    toplevel: true,
    compress: {
      defaults: false,
      reduce_vars: true,
      reduce_funcs: false,
      evaluate: true,
      unused: true,
    },
    mangle: false,
    format: { beautify: true },
  });
  if (code === undefined) throw new Error("Inlining constants gave no output.");
  return code;
}

/** Bundles `entryFile`. The same source gives the same bytes. */
export async function bundleFirmware(entryFile: string): Promise<Bundle> {
  const joined = await joinModules(entryFile);
  const es5 = toEs5(flattenClasses(await inlineConstants(joined.text))).replace(
    /^\s*"use strict";\s*/gm,
    "",
  );
  const wrapped = `(function () {\n${withHelpers(es5)}\n})();\n`;
  return { text: `${await shrink(wrapped)}\n`, metafile: joined.metafile };
}
