/**
 * A YAML or JSON text as a tree in which everything knows its line. Parameters are filled in here:
 * `${name}` in a value becomes the parameter's text. What the tree means is decided elsewhere.
 */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Range,
} from "yaml";
import type { Source } from "./plan";
import type { Problems } from "./problem";

export interface WrittenText extends Source {
  readonly kind: "text";
  readonly text: string;
}
export interface WrittenList extends Source {
  readonly kind: "list";
  readonly items: readonly Written[];
}
export interface WrittenEntry extends Source {
  readonly key: string;
  readonly value: Written;
}
export interface WrittenMap extends Source {
  readonly kind: "map";
  readonly entries: readonly WrittenEntry[];
}
/** Nothing was written after a key. */
export interface WrittenNothing extends Source {
  readonly kind: "nothing";
}
export type Written = WrittenText | WrittenList | WrittenMap | WrittenNothing;

/** How each is named in a sentence. */
export const KIND_WORDS: Readonly<Record<Written["kind"], string>> = {
  text: "one value",
  list: "a list",
  map: "several keys",
  nothing: "nothing",
};

export type Parameters = ReadonlyMap<string, string>;

/** What mistakes of a text turn out to be, mostly. */
const INDENTATION_HINT = "is its indentation the same as the line before?";
const NOT_BY_INDENTATION: readonly string[] = ["DUPLICATE_KEY", "TAB_AS_INDENT"];

const PARAMETER_USE = /\$\{([^}]*)\}/g;

interface Reader {
  readonly file: string;
  readonly lines: LineCounter;
  readonly problems: Problems;
}

function lineAt(reader: Reader, range: Range | null | undefined, otherwise: number): number {
  return range ? reader.lines.linePos(range[0]).line : otherwise;
}

function scalarText(value: unknown, source: string | undefined): string {
  return typeof value === "string" ? value : (source ?? String(value));
}

function entryOf(reader: Reader, pair: Pair, line: number): WrittenEntry {
  const key = pair.key as Node | null;
  const keyLine = lineAt(reader, key?.range, line);
  const text = isScalar(key) ? scalarText(key.value, key.source) : "?";
  const value = writtenNode(reader, pair.value as Node | null, keyLine);
  return { key: text, value, file: reader.file, line: keyLine };
}

function writtenNode(reader: Reader, node: Node | null, lineBefore: number): Written {
  const { file, problems } = reader;
  const line = lineAt(reader, node?.range, lineBefore);
  if (isMap(node)) {
    const entries = node.items.map((pair) => entryOf(reader, pair as Pair, line));
    return { kind: "map", entries, file, line };
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => writtenNode(reader, item as Node | null, line));
    return { kind: "list", items, file, line };
  }
  if (isAlias(node)) {
    const rule = "anchors and aliases are not read here; write it out or use a parameter";
    problems.add({ file, line }, { key: `*${node.source}`, rule });
  }
  if (!isScalar(node) || node.value === null) return { kind: "nothing", file, line: lineBefore };
  return { kind: "text", text: scalarText(node.value, node.source), file, line };
}

function isJson(text: string): boolean {
  return text.trimStart().startsWith("{");
}

/** The tree of a file; undefined, with problems told, when its text cannot be read at all. */
export function readWritten(file: string, text: string, problems: Problems): Written | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  // Only the first: those after it mostly come of it.
  const [error] = document.errors;
  if (error) {
    const { line } = lines.linePos(error.pos[0]);
    const said = error.message.replace(/\.$/, "");
    const isByIndentation = !isJson(text) && !NOT_BY_INDENTATION.includes(error.code);
    const rule = isByIndentation ? `${said}; ${INDENTATION_HINT}` : said;
    problems.add({ file, line }, { key: "YAML", rule });
    return undefined;
  }
  return writtenNode({ file, lines, problems }, document.contents, 1);
}

/** The tree with its parameters filled in; an unknown one is a problem. */
export function fillIn(written: Written, parameters: Parameters, problems: Problems): Written {
  if (written.kind === "list") {
    return { ...written, items: written.items.map((item) => fillIn(item, parameters, problems)) };
  }
  if (written.kind === "map") {
    const entries = written.entries.map((entry) => {
      return { ...entry, value: fillIn(entry.value, parameters, problems) };
    });
    return { ...written, entries };
  }
  if (written.kind === "nothing" || !written.text.includes("${")) return written;
  const text = written.text.replace(PARAMETER_USE, (use, name: string) => {
    const value = parameters.get(name);
    if (value !== undefined) return value;
    const rule = `a parameter has to be one of those under "parameters" of this file`;
    problems.add(written, { key: use, rule, words: [...parameters.keys()].map((p) => `\${${p}}`) });
    return use;
  });
  return { ...written, text };
}
