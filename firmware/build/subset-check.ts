/**
 * Refuses a bundle that uses what the interpreter lacks or does wrongly, with place, fact and
 * remedy. The tables are in subset-table.ts; names used too early in subset-scopes.ts.
 */
import { type CallExpression, type Literal, type MemberExpression, type Node, parse } from "acorn";
import { full, fullAncestor } from "acorn-walk";
import { earlyUses } from "./subset-scopes";
import {
  GLOBALS,
  METHOD_NAMES_REFUSED,
  METHODS,
  OPERATORS,
  REGEX_FLAGS,
  REGEX_PARTS,
  STATIC_MEMBERS,
  SYNTAX,
} from "./subset-table";

/** Called with what is wrong at `node`. */
type Complain = (node: Node, what: string, use: string) => void;

function memberName(node: MemberExpression): string {
  return !node.computed && node.property.type === "Identifier" ? node.property.name : "";
}

function checkMember(node: MemberExpression, complain: Complain): void {
  if (node.object.type !== "Identifier") return;
  const name = memberName(node);
  const remedy = STATIC_MEMBERS[node.object.name]?.[name];
  if (remedy) complain(node, `${node.object.name}.${name}`, remedy);
}

/** Calls that mean something else there, by method and arguments. */
function checkCall(node: CallExpression, complain: Complain): void {
  const [first, second] = node.arguments;
  if (node.callee.type === "Identifier") {
    const isClear = /^clear(Timeout|Interval|Watch)$/.test(node.callee.name);
    if (isClear && !first) complain(node, `${node.callee.name}()`, "it clears all; give an id");
  }
  if (node.callee.type !== "MemberExpression") return;
  const name = memberName(node.callee);
  const remedy = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (remedy) complain(node, `.${name}()`, remedy);
  const isText = first?.type === "Literal" && typeof first.value === "string";
  if (name === "replace" && isText && second?.type.includes("Function")) {
    complain(node, "replace of a text by a function", "use a regular expression");
  }
  if (name === "split" && second) complain(node, "split with a limit", "use slice");
  if ((name === "stringify" || name === "parse") && second) {
    complain(node, `${name} with a second argument`, "change the value before or after");
  }
  if (name === "on" && isText && first.value === "connect") {
    complain(node, 'on("connect")', "use the callback of net.connect");
  }
}

function isAboveBytes(text: string): boolean {
  return [...text].some((character) => (character.codePointAt(0) ?? 0) > 255);
}

function checkLiteral(node: Literal, complain: Complain): void {
  if (node.bigint !== undefined && node.bigint !== null) complain(node, "a BigInt", "use a number");
  if (typeof node.value === "string" && isAboveBytes(node.value)) {
    complain(node, "a character above 255", "text is bytes; use ASCII");
  }
  if (!node.regex) return;
  for (const { part, name } of REGEX_PARTS) {
    if (!part.test(node.regex.pattern)) continue;
    complain(node, `${name} in a regular expression`, "use classes, * and +");
    return;
  }
  if (!REGEX_FLAGS.test(node.regex.flags)) {
    complain(node, `flag ${node.regex.flags} of a regular expression`, "use g and i only");
  }
}

interface AnyFields {
  readonly async?: boolean;
  readonly generator?: boolean;
  readonly computed?: boolean;
  readonly operator?: string;
}

/** What can be told from the node alone. */
function checkNode(node: Node & AnyFields, text: string, complain: Complain): void {
  const syntax = SYNTAX[node.type];
  if (syntax) complain(node, syntax.name, syntax.use);
  if (node.async || node.generator) complain(node, "async or a generator", "use a callback");
  if (node.type === "Property" && node.computed) {
    complain(node, "a computed key", "assign the member afterwards");
  }
  const remedy = node.operator ? OPERATORS[node.operator] : undefined;
  if (remedy) complain(node, `operator ${node.operator}`, remedy);
  if (node.type === "ForStatement" && /^for\s*\(\s*function/.test(text.slice(node.start))) {
    complain(node, "for (function", "it is taken for a statement; turn sequences off");
  }
}

interface MethodFields {
  readonly key?: Node & { readonly name?: string };
  readonly method?: boolean;
  readonly kind?: string;
  readonly static?: boolean;
  readonly superClass?: Node | null;
}

/** Classes and short methods: plain ones only. */
function checkMethods(node: Node & MethodFields, complain: Complain): void {
  const isMethod = node.type === "MethodDefinition" || (node.type === "Property" && node.method);
  const name = isMethod ? (node.key?.name ?? "") : "";
  if (METHOD_NAMES_REFUSED.test(name)) complain(node, `a method named ${name}`, "rename it");
  if (node.kind === "get" || node.kind === "set") complain(node, "an accessor", "use a method");
  if (node.static) complain(node, "a static member", "use a function");
  if (node.superClass) complain(node, "extends", "use an object of the other class");
}

/** Statements and assignments that parse, and then do something else. */
function checkTraps(node: Node, complain: Complain): void {
  if (node.type === "SwitchStatement") {
    const { cases } = node as Node & { cases: readonly (Node & { test: unknown })[] };
    const defaultAt = cases.findIndex(({ test }) => !test);
    const late = defaultAt < 0 ? undefined : cases[defaultAt + 1];
    if (late) complain(late, "case after default", "put default last");
  }
  if (node.type === "AssignmentExpression") {
    const { left } = node as Node & { left: Node };
    if (left.type === "MemberExpression" && memberName(left as MemberExpression) === "length") {
      complain(node, "assignment to length", "make a new array");
    }
  }
  if (node.type === "NewExpression") {
    const { callee } = node as Node & { callee: Node & { name?: string } };
    if (callee.name === "RegExp") complain(node, "new RegExp", "use a literal");
  }
}

/** Names that no function around declares. */
function checkGlobals(program: Node, complain: Complain): void {
  const declared = new Set<string>();
  full(program, (node) => {
    const named = node as Node & { id?: Node; params?: readonly Node[]; param?: Node | null };
    for (const one of [named.id, named.param, ...(named.params ?? [])]) {
      if (one?.type === "Identifier") declared.add((one as Node & { name: string }).name);
    }
  });
  fullAncestor(program, (node) => {
    if (node.type !== "Identifier") return;
    const { name } = node as Node & { name: string };
    if (!declared.has(name) && !GLOBALS.has(name)) complain(node, name, "it is not on the board");
  });
}

/** One sentence for each thing the interpreter would not do; empty when it would run. */
export function subsetProblems(fileName: string, text: string): string[] {
  const problems: string[] = [];
  const complain: Complain = (node, what, use) => {
    const line = text.slice(0, node.start).split("\n").length;
    const column = node.start - text.lastIndexOf("\n", node.start - 1);
    const excerpt = text.slice(node.start, node.start + 60).split("\n")[0];
    problems.push(
      `${fileName}:${line}:${column}: ${what} is not available in Espruino; ${use}: ${excerpt}`,
    );
  };
  const program = parse(text, { ecmaVersion: "latest", sourceType: "script" });
  full(program, (node) => {
    checkNode(node, text, complain);
    checkTraps(node, complain);
    checkMethods(node, complain);
    if (node.type === "MemberExpression") checkMember(node as MemberExpression, complain);
    if (node.type === "CallExpression") checkCall(node as CallExpression, complain);
    if (node.type === "Literal") checkLiteral(node as Literal, complain);
  });
  checkGlobals(program, complain);
  for (const { name, node } of earlyUses(program)) {
    complain(node, `${name} before its declaration`, "declare it above, outside of any block");
  }
  const foreign = /\P{ASCII}/u.exec(text);
  if (foreign) {
    const at = { type: "Text", start: foreign.index, end: foreign.index + 1 };
    complain(at, "a character beyond ASCII", "write it as an escape below \\x80");
  }
  return problems;
}

/** Throws with all problems of the bundle when there are any. */
export function requireSubset(fileName: string, text: string): void {
  const problems = subsetProblems(fileName, text);
  if (problems.length > 0) throw new Error(problems.join("\n"));
}
