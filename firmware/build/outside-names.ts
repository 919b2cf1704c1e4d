/**
 * The names of properties that the bundle shares with the world outside: members of messages and
 * settings, and whatever the interpreter and its language offer. They keep their spelling when
 * the bundle is shrunk; all others are ours alone.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const WIRE_FOLDER = join(__dirname, "../../protocol");
const BOARD_TYPINGS = join(__dirname, "../boards/espruino.d.ts");
const LANGUAGE_TYPINGS = require.resolve("typescript/lib/lib.es5.d.ts");

/** Names of members that are declared or used in the file. */
function memberNames(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest);
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    const isMember = ts.isTypeElement(node) || ts.isObjectLiteralElement(node);
    const name = isMember || ts.isPropertyAccessExpression(node) ? node.name : undefined;
    if (name && (ts.isIdentifier(name) || ts.isStringLiteral(name))) names.push(name.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

/** The names that must not be shortened, sorted. */
export function outsideNames(): string[] {
  const wireFiles = readdirSync(WIRE_FOLDER)
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(WIRE_FOLDER, name));
  const files = [...wireFiles, BOARD_TYPINGS, LANGUAGE_TYPINGS];
  return [...new Set(files.flatMap(memberNames))].sort();
}
