/**
 * JSON.parse as the interpreter has it, which lends its own lexer to it: it takes trailing commas,
 * single quotes, hexadecimal numbers, comments, and whatever stands behind the value. Of a key that
 * comes twice the first counts. Characters are bytes; whole numbers have 64 bits and wrap.
 */

const SPACE = /(?:[\s\0]|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const WORD = /[\w$]+/y;
const NUMBER = /0[xbo][\da-f_]*|(?:[\d_]+(?:\.[\d_]*)?|\.[\d_]+)(?:e[+-]?[\d_]*)?/iy;
/** A piece of text without anything special, by its quote. */
const PLAIN: Readonly<Record<string, RegExp>> = {
  '"': /[^"\\\n]*/y,
  "'": /[^'\\\n]*/y,
  "`": /[^`\\]*/y,
};
const ESCAPE = /\\(?:x([\da-f]{0,2})|u[\da-f]{0,2}([\da-f]{0,2})|([0-7]{1,3})|([\s\S]))/iy;
const ESCAPED: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  v: "\v",
  "\n": "",
};
const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["true", true],
  ["false", false],
  ["null", null],
]);
const INTEGER_BITS = 64;
const DIGITS_SURE_MAX = 15;

function integerOf(digits: string): number {
  if (digits.length <= DIGITS_SURE_MAX && !digits.startsWith("0")) return Number(digits);
  const octal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
  const text = /^0[xbo]$/i.test(octal) ? "0" : octal;
  return Number(BigInt.asIntN(INTEGER_BITS, BigInt(text)));
}

function numberOf(found: string): number {
  const text = found.replaceAll("_", "");
  if (/^0[xbo]/i.test(text) || /^\d+$/.test(text)) return integerOf(text);
  return Number.parseFloat(text);
}

class Parser {
  private at = 0;

  constructor(private readonly text: string) {}

  value(): unknown {
    const first = this.next();
    if (first === "{") return this.object();
    if (first === "[") return this.list();
    if (first in PLAIN) return this.string();
    if (first === "-") {
      this.at += 1;
      this.next();
      return 0 - this.number();
    }
    if (/[\d.]/.test(first)) return this.number();
    const word = this.take(WORD) ?? "";
    if (WORDS.has(word)) return WORDS.get(word);
    return this.fail("valid value");
  }

  private object(): object {
    const object: Record<string, unknown> = {};
    this.at += 1;
    while (this.next() in PLAIN) {
      const key = this.string();
      this.expect(":");
      const value = this.value();
      if (!Object.hasOwn(object, key)) object[key] = value;
      if (this.next() !== "}") this.expect(",");
    }
    this.expect("}");
    return object;
  }

  private list(): unknown[] {
    const list: unknown[] = [];
    this.at += 1;
    while (this.next() !== "]") {
      list.push(this.value());
      if (this.next() !== "]") this.expect(",");
    }
    this.at += 1;
    return list;
  }

  private number(): number {
    const found = this.take(NUMBER);
    return found === undefined ? this.fail("number") : numberOf(found);
  }

  private string(): string {
    const quote = this.text.charAt(this.at);
    const plain = PLAIN[quote] ?? WORD;
    this.at += 1;
    let text = this.take(plain) ?? "";
    while (this.text.charAt(this.at) === "\\") text += this.escape() + (this.take(plain) ?? "");
    if (this.text.charAt(this.at) !== quote) this.fail("the end of a text");
    this.at += 1;
    return text;
  }

  private escape(): string {
    ESCAPE.lastIndex = this.at;
    const found = ESCAPE.exec(this.text);
    if (!found) return this.fail("the end of a text");
    this.at = ESCAPE.lastIndex;
    const [, hex, low, octal, other = ""] = found;
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255);
    const code = hex ?? low;
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16) || 0);
    return ESCAPED[other] ?? other;
  }

  /** The first character of what comes next; empty at the end. */
  private next(): string {
    const code = this.text.charCodeAt(this.at);
    // Most often there is nothing to skip.
    if (code <= 32 || code === 47) this.take(SPACE);
    return this.text.charAt(this.at);
  }

  private expect(character: string): void {
    if (this.next() !== character) this.fail(`'${character}'`);
    this.at += 1;
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  private fail(wanted: string): never {
    const got = this.text.slice(this.at, this.at + 10) || "EOF";
    throw new SyntaxError(`Expecting ${wanted}, got ${got}`);
  }
}

/** No reviver. Throws a SyntaxError. */
export function parseJson(text: unknown): unknown {
  return new Parser(String(text)).value();
}
