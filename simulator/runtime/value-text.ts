/**
 * Values as the console shows them: what `print` makes of its arguments, and what stands behind
 * the `=` after a line. Nearly JSON, with spaces and some line breaks.
 */
import { types } from "node:util";
import { viewOf } from "./bytes";
import { numberText } from "./device-json";
import { EspruinoEmitter } from "./emitter";
import { Pin } from "./pins";
import { RawFlash } from "./raw-flash";
import { Storage } from "./storage";

interface Style {
  /** Names of properties stand in quotes only where they must. */
  readonly dropsQuotes: boolean;
  /** Functions are shown without what is in them. */
  readonly isShort: boolean;
}

const PRINT: Style = { dropsQuotes: false, isShort: false };
const RESULT: Style = { dropsQuotes: true, isShort: true };
const INDENT = "  ";
const NAME = /^(?:[A-Za-z_$][\w$]*|\d+)$/;
/** Properties in a row before a line ends. */
const ITEMS_PER_LINE = 4;
const ESCAPES: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\t": "\\t",
  "\b": "\\b",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  "\\": "\\\\",
  '"': '\\"',
};

function quoted(text: string): string {
  const escaped = text.replace(/["\\]|[^ -~]/g, (character, at: number) => {
    const code = character.charCodeAt(0);
    const hex = code.toString(16).toUpperCase().padStart(2, "0");
    const isOctal = code < 8 && !/[0-7]/.test(text.charAt(at + 1));
    return ESCAPES[character] ?? (isOctal ? `\\${code}` : `\\x${hex}`);
  });
  return `"${escaped}"`;
}

/** Objects and modules of the interpreter itself, whose inside is nobody's business. */
function isNative(value: object): boolean {
  return [EspruinoEmitter, Storage, RawFlash].some((native) => value instanceof native);
}

/** A value behind which the line goes on. */
function isInline(value: unknown): boolean {
  return value === undefined || value === null || /^(?:number|boolean)$/.test(typeof value);
}

class ValueWriter {
  private readonly open: object[] = [];

  constructor(private readonly style: Style) {}

  text(value: unknown): string {
    if (typeof value === "string") return quoted(value);
    if (typeof value === "number") return numberText(value);
    if (typeof value === "function") return this.functionText(value);
    if (typeof value !== "object" || value === null || value instanceof Pin) return String(value);
    if (isNative(value)) return "function () { [native code] }";
    if (types.isNativeError(value)) return `${value.name}: ${String(value)}`;
    if (types.isAnyArrayBuffer(value) || ArrayBuffer.isView(value)) return this.bufferText(value);
    if (this.open.includes(value)) return " ... ";
    this.open.push(value);
    const text = Array.isArray(value) ? this.arrayText(value) : this.objectText(value);
    this.open.pop();
    return text;
  }

  private functionText(value: object): string {
    const source = String(value);
    if (!this.style.isShort) return source;
    const parameters = /\(([^)]*)\)/.exec(source)?.[1] ?? "";
    return `function (${parameters.replace(/\s/g, "")}) { ... }`;
  }

  private bufferText(value: ArrayBufferLike | ArrayBufferView): string {
    const isBare = types.isAnyArrayBuffer(value);
    const bytes = viewOf(value as ArrayBuffer);
    const name = Object.prototype.toString.call(value).slice("[object ".length, -1);
    const items = isBare || value instanceof DataView ? [...bytes] : [...(value as Uint8Array)];
    if (bytes.every((byte) => byte === 0)) return `new ${name}(${items.length})`;
    const list = `([${items.join(", ")}])`;
    return isBare ? `new Uint8Array${list}.buffer` : `new ${name}${list}`;
  }

  private arrayText(values: readonly unknown[]): string {
    const items = values.map((value) => ({ value, text: this.text(value) }));
    return `[ ${this.lines(items, Number.POSITIVE_INFINITY)} ]`;
  }

  private objectText(value: object): string {
    const items = Object.entries(value).map(([name, item]) => {
      const key = this.style.dropsQuotes && NAME.test(name) ? name : quoted(name);
      return { value: item as unknown, text: `${key}: ${this.text(item)}` };
    });
    return `{ ${this.lines(items, ITEMS_PER_LINE)} }`;
  }

  private lines(items: readonly { value: unknown; text: string }[], perLine: number): string {
    const newLine = `\n${INDENT.repeat(this.open.length)}`;
    let text = "";
    let isBreakDue = false;
    let sinceBreak = 0;
    for (const [index, item] of items.entries()) {
      if (index > 0) text += ", ";
      sinceBreak += 1;
      if (isBreakDue || !isInline(item.value) || sinceBreak > perLine) {
        text += newLine;
        sinceBreak = 0;
      }
      text += item.text;
      isBreakDue = !isInline(item.value);
    }
    return isBreakDue ? `${text}\n${INDENT.repeat(this.open.length - 1)}` : text;
  }
}

/** What `print` says: a text as it is, anything else written out. */
export function printText(values: readonly unknown[]): string {
  const texts = values.map((value) => {
    return typeof value === "string" ? value : new ValueWriter(PRINT).text(value);
  });
  return texts.join(" ");
}

/** What the console says behind `=`. */
export function resultText(value: unknown): string {
  return new ValueWriter(RESULT).text(value);
}
