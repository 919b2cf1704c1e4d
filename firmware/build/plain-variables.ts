/**
 * `const` and `let` → `var`, which the minifier can join and hoist, and which is what the
 * interpreter gets right. Refuses what would then mean something else: a name declared once more
 * inside of a block that sees it, and a function made in a loop.
 */
import ts from "typescript";

const { factory } = ts;

function isLoop(node: ts.Node): boolean {
  const isFor = ts.isForStatement(node) || ts.isForOfStatement(node) || ts.isForInStatement(node);
  return isFor || ts.isWhileStatement(node) || ts.isDoStatement(node);
}

function isBlock(node: ts.Node): boolean {
  return ts.isBlock(node) || ts.isCaseBlock(node) || ts.isCatchClause(node) || isLoop(node);
}

interface Scope {
  /** Names of each block around, outermost first. */
  readonly blocks: Set<string>[];
  readonly isInLoop: boolean;
}

/** One sentence for each place that would change its meaning. */
function problemsOf(source: ts.SourceFile): string[] {
  const problems: string[] = [];
  const complain = (node: ts.Node, what: string) => {
    const excerpt = node.getText(source).split("\n")[0]?.slice(0, 80);
    problems.push(`${what}: ${excerpt}`);
  };
  const declare = (name: ts.BindingName, node: ts.Node, { blocks }: Scope) => {
    if (!ts.isIdentifier(name)) return;
    const outer = blocks.slice(0, -1);
    if (outer.some((block) => block.has(name.text))) {
      complain(node, `${name.text} is declared again in an inner block; give it another name`);
    }
    blocks.at(-1)?.add(name.text);
  };
  const visit = (node: ts.Node, scope: Scope): void => {
    if (ts.isFunctionLike(node)) {
      if (scope.isInLoop) complain(node, "a function is made in a loop; make it before");
      const inner = { blocks: [new Set<string>()], isInLoop: false };
      for (const parameter of node.parameters) declare(parameter.name, parameter, inner);
      ts.forEachChild(node, (child) => {
        // The body shares its block with the parameters.
        if (ts.isBlock(child)) ts.forEachChild(child, (statement) => visit(statement, inner));
        else if (!ts.isParameter(child)) visit(child, inner);
      });
      return;
    }
    const blocks = isBlock(node) ? [...scope.blocks, new Set<string>()] : scope.blocks;
    const inner = { blocks, isInLoop: scope.isInLoop || isLoop(node) };
    if (ts.isVariableDeclaration(node)) declare(node.name, node, inner);
    ts.forEachChild(node, (child) => visit(child, inner));
  };
  visit(source, { blocks: [new Set()], isInLoop: false });
  return problems;
}

const toVar: ts.TransformerFactory<ts.SourceFile> = (context) => (file) => {
  const visit = (node: ts.Node): ts.Node => {
    const visited = ts.visitEachChild(node, visit, context);
    if (!ts.isVariableDeclarationList(visited)) return visited;
    return factory.createVariableDeclarationList(visited.declarations, ts.NodeFlags.None);
  };
  return ts.visitNode(file, visit) as ts.SourceFile;
};

/** The script with `var` only. Throws with every place that the change would break. */
export function withPlainVariables(text: string): string {
  const source = ts.createSourceFile("bundle.js", text, ts.ScriptTarget.Latest, true);
  const problems = problemsOf(source);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const { transformed } = ts.transform(source, [toVar]);
  return ts.createPrinter().printFile(transformed[0] as ts.SourceFile);
}
