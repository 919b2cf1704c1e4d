/** Reads the documentation: its text, its tables, and constants to compare it with. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const project = join(__dirname, "../..");
export const read = (path: string) => readFileSync(join(project, path), "utf8");
/** Where a line breaks means nothing. */
export const words = (text: string) => text.replace(/\s+/g, " ");

/** A number in a file that would start a device if it were imported. */
export function constantIn(path: string, name: string): number {
  const found = new RegExp(`const ${name} = (\\w+);`).exec(read(path));
  if (!found) throw new Error(`${path} has no constant ${name}`);
  return Number(found[1]);
}

/** The cells of the rows below the table head that begins with `firstHead`. */
export function rowsOf(path: string, firstHead: string): string[][] {
  const lines = read(path).split("\n");
  const head = lines.findIndex((line) => line.startsWith(`| ${firstHead} |`));
  const end = lines.findIndex((line, at) => at > head && !line.startsWith("|"));
  if (head < 0) throw new Error(`${path} has no table ${firstHead}`);
  return lines.slice(head + 2, end).map((line) => {
    const cells = line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, ""));
    return cells.map((cell) => cell.trim());
  });
}
