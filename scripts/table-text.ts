/**
 * The text of a table file in the encodings spreadsheets write: UTF-8, and CP949, which Korean
 * Excel takes for plain CSV. Node's own "euc-kr" lacks three of four syllables of CP949.
 */
import { decode } from "iconv-lite";

export interface TableText {
  readonly text: string;
  readonly encoding: "UTF-8" | "CP949";
}

const REPLACED = "\uFFFD";

function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Without a byte order mark; undefined when the bytes are no text in either encoding. */
export function tableText(bytes: Uint8Array): TableText | undefined {
  const utf8 = utf8Text(bytes);
  const text = utf8 ?? decode(bytes, "cp949");
  if (text.includes("\0") || text.includes(REPLACED)) return undefined;
  return { text, encoding: utf8 === undefined ? "CP949" : "UTF-8" };
}
