/**
 * The language as the interpreter has it: built-in objects without the functions it lacks, and
 * undefined for every global that only the host has. Shared by all devices.
 *
 * What cannot be taken away cheaply is not: methods of instances (`[].flat`, `"".at`), syntax,
 * number formatting and hoisting. The check of the built bundle covers those; the firmware is
 * also run on the real interpreter.
 */

import { stringifyJson, valueString } from "./device-json";
import { parseJson } from "./device-json-parser";

type Facade = Record<string, unknown>;

/** Host globals that the interpreter has too, with the same meaning. */
export const LANGUAGE_NAMES: readonly string[] = [
  "Infinity",
  "NaN",
  "undefined",
  "parseInt",
  "parseFloat",
  "isNaN",
  "isFinite",
  "encodeURIComponent",
  "decodeURIComponent",
  "Boolean",
  "RegExp",
  "Error",
  "SyntaxError",
  "TypeError",
  "ReferenceError",
  "ArrayBuffer",
  "DataView",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int8Array",
  "Uint16Array",
  "Int16Array",
  "Uint32Array",
  "Int32Array",
  "Float32Array",
  "Float64Array",
];

/** Names of the host's modules and of scripts that a bundle might try. */
const HOST_SCOPE_NAMES = ["module", "exports", "__filename", "__dirname", "window", "self"];

/** Every name of the host that must mean nothing to the firmware. */
export function hostOnlyNames(): string[] {
  const names = [...Object.getOwnPropertyNames(globalThis), ...HOST_SCOPE_NAMES];
  return [...new Set(names)].filter((name) => {
    return !LANGUAGE_NAMES.includes(name) && /^[A-Za-z_$][\w$]*$/.test(name);
  });
}

function pick(source: object, names: readonly string[]): Facade {
  const facade: Facade = {};
  for (const name of names) facade[name] = Reflect.get(source, name);
  return facade;
}

/** A callable built-in with only the listed members; its prototype lends no methods. */
function callable(call: (value: unknown) => unknown, members: Facade): unknown {
  return Object.freeze(Object.assign(call, members, { prototype: Object.freeze({}) }));
}

const HALF = 0.5;

const MATH_NAMES = [
  "E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2",
  "abs acos asin atan atan2 ceil cos exp floor log max min pow sign sin sqrt tan",
]
  .join(" ")
  .split(" ");

/** Halves go away from zero. */
function round(value: unknown): number {
  const number = Number(value);
  return Math.trunc(number + (number < 0 ? -HALF : HALF)) + 0;
}

const MATH = Object.freeze({ ...pick(Math, MATH_NAMES), round });

/** The Math object of one device, with that device's random numbers. */
export function createMath(random: () => number): object {
  return Object.assign(Object.create(MATH) as object, { random });
}

const OBJECT_NAMES = [
  "assign create defineProperties defineProperty entries fromEntries",
  "getOwnPropertyDescriptor getOwnPropertyNames getPrototypeOf keys setPrototypeOf values",
]
  .join(" ")
  .split(" ");

const NUMBER_NAMES = ["MAX_VALUE", "MIN_VALUE", "NaN", "NEGATIVE_INFINITY", "POSITIVE_INFINITY"];

/** Characters are bytes: the upper bits of a code are lost. */
function fromCharCode(...codes: number[]): string {
  return String.fromCharCode(...codes.map((code) => code & 255));
}

function createArray(...values: unknown[]): unknown[] {
  const [first] = values;
  return values.length === 1 && typeof first === "number" ? new Array(first) : values;
}

const ARRAY = Object.assign(createArray, { isArray: Array.isArray, prototype: Object.freeze({}) });
Object.defineProperty(ARRAY, Symbol.hasInstance, { value: Array.isArray });
Object.freeze(ARRAY);

/** Built-in objects that are the same for every device. */
export const LANGUAGE: Readonly<Facade> = Object.freeze({
  Object: callable((value) => Object(value), pick(Object, OBJECT_NAMES)),
  Number: callable((value) => Number(value), pick(Number, NUMBER_NAMES)),
  String: callable(valueString, { fromCharCode }),
  Array: ARRAY,
  JSON: Object.freeze({ parse: parseJson, stringify: stringifyJson }),
});
