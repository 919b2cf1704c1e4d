/**
 * JSON and numbers as the interpreter reads and writes them. Numbers have some eleven digits. The
 * parser takes more than JSON (trailing commas, single quotes, hexadecimal, whatever stands behind
 * the value), and of a key that comes twice the first counts; characters are bytes. A function in
 * an array becomes `undefined`, which is no JSON.
 */

const CLOSE_TO_INTEGER = 1e-7;
const DIGIT_NUDGE = 1e-8;
const FRACTION_DIGITS_MAX = 11;
const EXPONENT_FROM = 1e21;
const EXPONENT_BELOW = 1e-6;
const EXPONENT_STEP = 1e5;

/** The value, and the power of ten that was taken out of a very large or very small one. */
function scaled(given: number): { value: number; exponent: number } {
  let [value, exponent] = [given, 0];
  if (value >= EXPONENT_FROM) {
    for (; value > EXPONENT_STEP; value /= EXPONENT_STEP) exponent += 5;
    for (; value > 10; value /= 10) exponent += 1;
  } else if (value > 0 && value < EXPONENT_BELOW) {
    for (; value < 1 / EXPONENT_STEP; value *= EXPONENT_STEP) exponent -= 5;
    for (; value < 1; value *= 10) exponent -= 1;
  }
  return { value, exponent };
}

function fractionText(given: number): string {
  let text = "";
  let value = given * 10;
  for (let left = FRACTION_DIGITS_MAX; left > 0 && value > CLOSE_TO_INTEGER; left--) {
    const digit = Math.trunc(value + DIGIT_NUDGE);
    value = (value - digit) * 10;
    text += Math.min(digit, 9);
  }
  return text && `.${text}`;
}

function floatText(given: number): string {
  const { value, exponent } = scaled(Math.abs(given));
  let whole = Math.trunc(value);
  let rest = value - whole;
  if (Math.trunc(value + CLOSE_TO_INTEGER) === whole + 1) {
    whole += 1;
    rest = 0;
  }
  const power = exponent === 0 ? "" : `e${exponent > 0 ? "+" : ""}${exponent}`;
  return `${given < 0 ? "-" : ""}${BigInt(whole)}${fractionText(rest)}${power}`;
}

/** As the interpreter turns a number into text. */
export function numberText(value: number): string {
  if (Number.isSafeInteger(value) || !Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < EXPONENT_FROM) return String(BigInt(value));
  return floatText(value);
}

/** What a built-in function that wants text makes of a value. */
export function valueString(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return numberText(value);
  if (Array.isArray(value)) {
    return value.map((item) => (item === undefined ? "" : valueString(item))).join(",");
  }
  return String(value);
}

/** What is no plain text within quotes. */
const TO_ESCAPE = /[^ -~]|["\\]/;

function quoted(text: string): string {
  if (!TO_ESCAPE.test(text)) return `"${text}"`;
  return JSON.stringify(text).replace(/[\x7f-\xff]|\\u00[\da-f]{2}/g, (found) => {
    const hex = found.length === 1 ? found.charCodeAt(0).toString(16) : found.slice(-2);
    return `\\u00${hex.toUpperCase()}`;
  });
}

/** Undefined for what has no place in JSON. */
function written(value: unknown, open: object[]): string | undefined {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") return Number.isFinite(value) ? numberText(value) : "null";
  if (typeof value === "boolean") return String(value);
  if (value === null) return "null";
  if (typeof value !== "object") return undefined;
  if (open.includes(value)) return " ... ";
  open.push(value);
  const text = isList(value) ? writtenList(value, open) : writtenObject(value, open);
  open.pop();
  return text;
}

function isList(value: object): value is readonly unknown[] {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function writtenList(values: readonly unknown[], open: object[]): string {
  let text = "";
  for (const item of values) {
    const part = written(item, open) ?? (typeof item === "function" ? "undefined" : "null");
    text += text === "" ? part : `,${part}`;
  }
  return `[${text}]`;
}

function writtenObject(value: object, open: object[]): string {
  let text = "";
  for (const [key, item] of Object.entries(value)) {
    const part = written(item, open);
    if (part === undefined) continue;
    text += `${text === "" ? "" : ","}${quoted(key)}:${part}`;
  }
  return `{${text}}`;
}

/** No replacer; undefined gives "null"; bytes from 0x7f on are written as escapes. */
export function stringifyJson(value: unknown, _replacer: unknown, space?: string | number): string {
  // With spaces it is for people; the board's line breaks are not imitated.
  if (space !== undefined) return JSON.stringify(value, undefined, space) ?? "null";
  return written(value, []) ?? "null";
}
