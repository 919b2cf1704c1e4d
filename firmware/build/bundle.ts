/**
 * TypeScript source → one script the interpreter can run. The order of the steps was found by
 * running their results on the real interpreter: it hoists neither functions nor variables. Of
 * what came after ES5 it knows classes, arrow functions and short methods, which make the script
 * smaller; the source uses nothing else of it.
 */
import { readFileSync } from "node:fs";
import { build, type Metafile, type Plugin } from "esbuild";
import { minify } from "terser";
import { outsideNames } from "./outside-names";
import { withPlainVariables } from "./plain-variables";
import { GLOBALS } from "./subset-table";

/** Modules of the interpreter: left to its own `require`. */
const BOARD_MODULES = ["net", "tls", "Wifi", "Storage", "Flash", "crypto", "TelnetServer"];

/** The interpreter takes a method of such a name for something else. */
const NO_METHOD_NAMES = ["in", "if", "do", "of", "get", "set"];

export interface Bundle {
  readonly text: string;
  /** Which source files went in, and how many bytes of each. */
  readonly metafile: Metafile;
}

/** Every module of the application sees `version` where its source says another. */
function withVersion(version: string): Plugin {
  return {
    name: "version",
    setup(esbuild) {
      esbuild.onLoad({ filter: /[\\/]firmware[\\/]version\.ts$/ }, ({ path }) => {
        const source = readFileSync(path, "utf8");
        const contents = source.replace(/(FIRMWARE_VERSION = )"[^"]*"/, `$1"${version}"`);
        return { contents, loader: "ts" };
      });
    },
  };
}

/** One script out of all modules, still in modern JavaScript. */
async function joinModules({ entryFile, version }: BundleOptions): Promise<Bundle> {
  const result = await build({
    // Imported for what it does: what it exports is for tests, and must not end up on the device.
    stdin: { contents: `import ${JSON.stringify(entryFile)};`, resolveDir: __dirname },
    bundle: true,
    write: false,
    metafile: true,
    // "cjs" because the board's `require` must stay as it is.
    format: "cjs",
    platform: "neutral",
    external: BOARD_MODULES,
    target: "esnext",
    charset: "utf8",
    // Comments for esbuild's own readers, not for the device.
    legalComments: "none",
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
    logLevel: "silent",
    plugins: [withVersion(version)],
  });
  const [file] = result.outputFiles;
  if (!file) throw new Error(`Bundling ${entryFile} gave no output; check that it exists.`);
  return { text: file.text, metafile: result.metafile };
}

/**
 * `hoist_funs` and `hoist_vars` do the hoisting that the interpreter does not; `sequences` must be
 * off because the interpreter takes `for(function` for a statement; `inline` leaves variables
 * behind their use. `reduce_funcs` puts a function that is called in one place there (never into a
 * loop): it is made anew at every call, and takes no memory between them. Names of properties are
 * shortened where nobody outside the bundle sees them: a key of up to four characters takes
 * one variable of the interpreter, a longer one two or three.
 */
async function shrink(text: string): Promise<string> {
  const { code } = await minify(text, {
    ecma: 2015,
    toplevel: true,
    compress: {
      ecma: 2015,
      // What does not use "this" becomes an arrow, and a member of an object a method: shorter.
      unsafe_arrows: true,
      unsafe_methods: true,
      hoist_funs: true,
      hoist_vars: true,
      sequences: false,
      passes: 3,
      keep_fargs: true,
      negate_iife: false,
      inline: false,
      reduce_funcs: true,
    },
    mangle: {
      toplevel: true,
      reserved: [...GLOBALS],
      properties: { builtins: true, reserved: [...outsideNames(), ...NO_METHOD_NAMES] },
    },
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

export interface BundleOptions {
  readonly entryFile: string;
  readonly version: string;
  /** Runs until the device restarts; else it disappears when it has run. */
  readonly isResident: boolean;
}

/** The same source, version and kind give the same bytes. */
export async function bundleFirmware(options: BundleOptions): Promise<Bundle> {
  const joined = await joinModules(options);
  const text = withPlainVariables(await inlineConstants(joined.text));
  // What stays gets no function around it: every function inside would keep a scope, and every
  // inner one a list of two. Its names are globals then, and nothing else's are.
  const script = options.isResident ? text : `(function () {\n${text}\n})();\n`;
  return { text: `${await shrink(script)}\n`, metafile: joined.metafile };
}
