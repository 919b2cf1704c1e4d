/**
 * The log's files: one a day, one JSON object a line, numbered by `row`. Appends lines, and at
 * start cuts off a line that a crash left half-written. Which rows exist is the store's affair.
 */
import { appendFileSync, mkdirSync, readdirSync, readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import type { LogRow } from "../store/store";

const DAY_FILE = /^\d{4}-\d{2}-\d{2}\.jsonl$/;

/** Paths of the day files, oldest first. */
export function dayFilePaths(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => DAY_FILE.test(name));
  return names.sort().map((name) => join(folder, name));
}

/** The line of a row as it stands in its file, newline included. */
function lineOf({ row, json }: LogRow): string {
  return `{"row":${row},${json.slice(1)}\n`;
}

/** The row number of a whole line; undefined when it is no line of ours. */
export function rowOfLine(line: string): number | undefined {
  try {
    const row = (JSON.parse(line) as { readonly row?: unknown } | null)?.row;
    return typeof row === "number" ? row : undefined;
  } catch {
    return undefined;
  }
}

/** Cuts everything after the last whole line off the file; returns that line's row, or 0. */
function repair(path: string): number {
  const bytes = readFileSync(path);
  let goodBytes = 0;
  let lastRow = 0;
  while (goodBytes < bytes.length) {
    const newlineAt = bytes.indexOf(10, goodBytes);
    if (newlineAt < 0) break;
    const row = rowOfLine(bytes.toString("utf8", goodBytes, newlineAt));
    if (row === undefined) break;
    lastRow = row;
    goodBytes = newlineAt + 1;
  }
  if (goodBytes < bytes.length) truncateSync(path, goodBytes);
  return lastRow;
}

/** Repairs the newest file and returns the highest row there is in the files. */
export function repairNewest(folder: string): number {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const path of dayFilePaths(folder).reverse()) {
    const lastRow = repair(path);
    if (lastRow > 0) return lastRow;
  }
  return 0;
}

/** Appends rows to the files of their days. */
export function appendRows(folder: string, rows: readonly LogRow[]): void {
  const linesOfDay = new Map<string, string[]>();
  for (const row of rows) {
    const lines = linesOfDay.get(row.day) ?? [];
    lines.push(lineOf(row));
    linesOfDay.set(row.day, lines);
  }
  for (const [day, lines] of linesOfDay) {
    appendFileSync(join(folder, `${day}.jsonl`), lines.join(""), { mode: 0o600 });
  }
}
