/**
 * The names of properties that the bundle shares with the world outside: members of messages and
 * settings, of the state on flash, and whatever the interpreter and its language offer. They keep
 * their spelling when the bundle is shrunk; all others are ours alone.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const WIRE_FOLDER = join(__dirname, "../../protocol");
const BOARD_TYPINGS = join(__dirname, "../boards/espruino.d.ts");
const LOADER_TYPINGS = join(__dirname, "../loader/interpreter.d.ts");
/** The interfaces it exports are on flash: one version of the application reads another's. */
const STATE_FILE = join(__dirname, "../core/device-state.ts");
const LANGUAGE_TYPINGS = require.resolve("typescript/lib/lib.es5.d.ts");

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest);
}

/** Names of members that are declared or used in the file. */
function memberNames(file: string): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    const isMember = ts.isTypeElement(node) || ts.isObjectLiteralElement(node);
    const name = isMember || ts.isPropertyAccessExpression(node) ? node.name : undefined;
    if (name && (ts.isIdentifier(name) || ts.isStringLiteral(name))) names.push(name.text);
    ts.forEachChild(node, visit);
  };
  visit(parse(file));
  return names;
}

/** Names of the members of the interfaces that the file exports. */
function exportedMembers(file: string): string[] {
  return parse(file)
    .statements.filter(ts.isInterfaceDeclaration)
    .filter(({ modifiers }) => modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
    .flatMap(({ members }) => [...members])
    .flatMap(({ name }) => (name && ts.isIdentifier(name) ? [name.text] : []));
}

/** The names that must not be shortened, sorted. */
export function outsideNames(): string[] {
  const wireFiles = readdirSync(WIRE_FOLDER)
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(WIRE_FOLDER, name));
  const files = [...wireFiles, BOARD_TYPINGS, LOADER_TYPINGS, LANGUAGE_TYPINGS];
  return [...new Set([...files.flatMap(memberNames), ...exportedMembers(STATE_FILE)])].sort();
}
