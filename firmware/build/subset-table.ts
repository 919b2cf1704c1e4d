/**
 * What the interpreter lacks, or does wrongly without a word, as tables: found by running each of
 * them on the real interpreter (see docs/language.md). What is not listed under a kind is allowed.
 */

/** Free names that mean something on the device; any other is refused. */
export const GLOBALS: ReadonlySet<string> = new Set([
  ..."undefined NaN Infinity Object Array String Number Boolean Math JSON Error arguments".split(
    " ",
  ),
  ..."parseInt parseFloat isNaN isFinite Uint8Array Uint16Array Uint32Array DataView".split(" "),
  ..."require setTimeout setInterval clearTimeout clearInterval getTime console process".split(" "),
  ..."digitalRead digitalWrite analogRead pinMode setWatch clearWatch E atob btoa eval".split(" "),
  ..."ESP32 NRF I2C1 Serial2".split(" "),
  ...Array.from({ length: 40 }, (_, number) => `D${number}`),
]);

/** Methods that no object of the language has there, with what to use instead. */
export const METHODS: Readonly<Record<string, string>> = {
  at: "use [index]",
  flat: "use concat",
  flatMap: "use map and concat",
  lastIndexOf: "use a loop",
  reduceRight: "use reduce",
  findLast: "use a loop",
  matchAll: "use match in a loop",
  codePointAt: "use charCodeAt; text is bytes",
  normalize: "text is bytes; do it on the host",
  finally: "use then with two functions",
  once: "use on and removeListener",
  off: "use removeListener",
  sort: "it is not stable; keep the order yourself",
};

/** Members of built-in objects that are missing, with what to use instead. */
export const STATIC_MEMBERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Number: {
    isInteger: "use x === Math.floor(x)",
    isFinite: "use isFinite",
    isNaN: "use isNaN",
    isSafeInteger: "use x === Math.floor(x)",
    MAX_SAFE_INTEGER: "use a constant of your own",
    MIN_SAFE_INTEGER: "use a constant of your own",
  },
  Math: {
    trunc: "use Math.floor or x | 0",
    hypot: "use Math.sqrt",
    log2: "use Math.log(x) / Math.LN2",
    log10: "use Math.log(x) / Math.LN10",
    imul: "use multiplication",
  },
  Object: {
    freeze: "use readonly types",
    seal: "use readonly types",
    is: "use ===",
    getOwnPropertySymbols: "there are no symbols",
  },
  Array: { from: "use a loop", of: "use an array literal", prototype: "use [].slice.call" },
  String: {
    raw: "use a plain string",
    fromCodePoint: "use String.fromCharCode; text is bytes",
    prototype: "use a method of a string",
  },
};

/** Parts of a regular expression that are silently never matched, as patterns on its source. */
export const REGEX_PARTS: readonly { readonly part: RegExp; readonly name: string }[] = [
  { part: /\{\d/, name: "{n,m}" },
  { part: /\(\?/, name: "(?" },
  { part: /\?/, name: "?" },
  { part: /\\b/i, name: "\\b" },
  { part: /(?:^|[^\\])(?:\\\\)*\\u/, name: "\\u" },
  { part: /\\[1-9]/, name: "a back reference" },
];
export const REGEX_FLAGS = /^[gi]*$/;

/** Kinds of syntax it does not parse, with what to use instead. */
export const SYNTAX: Readonly<Record<string, { readonly name: string; readonly use: string }>> = {
  AssignmentPattern: { name: "a default value", use: "use an if" },
  RestElement: { name: "a rest element", use: "use arguments or an array" },
  SpreadElement: { name: "a spread", use: "use concat or apply" },
  ObjectPattern: { name: "destructuring", use: "use members" },
  ArrayPattern: { name: "destructuring", use: "use indexes" },
  ChainExpression: { name: "?.", use: "use && or an if" },
  LabeledStatement: { name: "a label", use: "use a function and return" },
  YieldExpression: { name: "yield", use: "use a callback" },
  AwaitExpression: { name: "await", use: "use a callback" },
  TaggedTemplateExpression: { name: "a tagged template", use: "use a function call" },
  MetaProperty: { name: "new.target", use: "use instanceof" },
  WithStatement: { name: "with", use: "use members" },
  PropertyDefinition: { name: "a class field", use: "set it in the constructor" },
  StaticBlock: { name: "a static block", use: "use a function" },
  Super: { name: "super", use: "use an object of the other class" },
};

/** Names that are taken for something else where a method begins. */
export const METHOD_NAMES_REFUSED = /^(get|set|static|async|in|of|if|do|for|new|var|case|else)$/;

/** Operators it does not know. */
export const OPERATORS: Readonly<Record<string, string>> = {
  "**": "use Math.pow",
  "**=": "use Math.pow",
  "??=": "use an if",
  "||=": "use an if",
  "&&=": "use an if",
};
