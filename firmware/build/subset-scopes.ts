/**
 * Finds names that are used before their declaration has run. The interpreter hoists nothing: a
 * function above its declaration is an error there, and a variable is silently the OUTER one of
 * that name, or a new global.
 */
import type { AnyNode, Function as FunctionNode, Identifier, Node, Program } from "acorn";
import { type AncestorVisitors, ancestor } from "acorn-walk";

type Scope = Program | FunctionNode;
type Visit = (node: Identifier, state: unknown, ancestors: readonly Node[]) => void;
/** "VariablePattern" is acorn-walk's own name for a name that is declared or assigned. */
type Visitors = AncestorVisitors<unknown> & { readonly VariablePattern: Visit };

interface Place {
  readonly name: string;
  readonly node: Node;
  readonly scope: Scope;
  /** The statements that surround it within its scope, outermost first. */
  readonly blocks: readonly Node[];
}

const FUNCTION = /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/;
/** Parents of a pattern that declare a name, rather than assign to it. */
const DECLARES = /^(VariableDeclarator|CatchClause|Function\w+|ArrowFunctionExpression)$/;
/** What is inside runs on some occasions only. */
const CONDITIONAL = /^(BlockStatement|IfStatement|SwitchCase|ForInStatement|ForOfStatement)$/;

function isScope(node: Node): node is Scope {
  return node.type === "Program" || FUNCTION.test(node.type);
}

function placeOf(name: string, node: Node, ancestors: readonly Node[]): Place {
  const above = ancestors.slice(0, -1);
  const scopeAt = above.findLastIndex(isScope);
  const scope = above[scopeAt] as Scope;
  const inside = above.slice(scopeAt + 1).filter((parent) => CONDITIONAL.test(parent.type));
  const body = "body" in scope ? scope.body : undefined;
  return { name, node, scope, blocks: inside.filter((block) => block !== body) };
}

/** True when whoever reaches `use` has run through `declaration` before. */
function isRunBefore(declaration: Place, use: Place): boolean {
  const isAbove = declaration.node.start <= use.node.start;
  return isAbove && declaration.blocks.every((block) => use.blocks.includes(block));
}

function parametersOf(scope: Scope): readonly AnyNode[] {
  return "params" in scope ? scope.params : [];
}

/** The uses that come too early, as nodes with the name used. */
export function earlyUses(program: Program): { readonly name: string; readonly node: Node }[] {
  const declarations: Place[] = [];
  const uses: Place[] = [];
  const use: Visit = (node, _state, ancestors) => {
    uses.push(placeOf(node.name, node, ancestors));
  };
  const visitors: Visitors = {
    VariableDeclarator(node, _state, ancestors) {
      if (node.id.type !== "Identifier") return;
      declarations.push(placeOf(node.id.name, node, ancestors));
    },
    FunctionDeclaration(node, _state, ancestors) {
      declarations.push(placeOf(node.id?.name ?? "", node, ancestors));
    },
    Identifier: use,
    VariablePattern(node, state, ancestors) {
      const parent = ancestors.at(-2);
      if (!DECLARES.test(parent?.type ?? "")) use(node, state, ancestors);
    },
  };
  ancestor(program, visitors);
  return uses.filter((place) => {
    const isParameter = parametersOf(place.scope).some(
      (parameter) => parameter.type === "Identifier" && parameter.name === place.name,
    );
    const own = declarations.filter(({ name, scope }) => {
      return name === place.name && scope === place.scope;
    });
    return own.length > 0 && !isParameter && !own.some((one) => isRunBefore(one, place));
  });
}
