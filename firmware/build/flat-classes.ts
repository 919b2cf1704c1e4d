/**
 * Plain classes → a function and its prototype, side by side with everything else.
 * TypeScript would put each class into a function of its own; then the interpreter keeps a list of
 * two scopes, three variables more, for every method. Classes with more than a constructor and
 * methods are left to TypeScript.
 */
import ts from "typescript";

const { factory } = ts;

interface PlainClass {
  readonly name: ts.Identifier;
  readonly constructorDeclaration: ts.ConstructorDeclaration | undefined;
  readonly methods: readonly ts.MethodDeclaration[];
}

/** A constructor and methods with plain names, and nothing else. */
function asPlain(node: ts.ClassLikeDeclaration, name: ts.Identifier): PlainClass | undefined {
  if (node.heritageClauses) return undefined;
  const methods: ts.MethodDeclaration[] = [];
  let constructorDeclaration: ts.ConstructorDeclaration | undefined;
  for (const member of node.members) {
    const isPlain = ts.isMethodDeclaration(member) && !member.modifiers && !member.asteriskToken;
    if (ts.isConstructorDeclaration(member)) constructorDeclaration = member;
    else if (isPlain && ts.isIdentifier(member.name)) methods.push(member);
    else return undefined;
  }
  return { name, constructorDeclaration, methods };
}

/** `class X {}` and `var X = class {}`, which is what bundling makes of it. */
function plainClass(statement: ts.Statement): PlainClass | undefined {
  if (ts.isClassDeclaration(statement) && statement.name) {
    return asPlain(statement, statement.name);
  }
  if (!ts.isVariableStatement(statement)) return undefined;
  const [variable, ...others] = statement.declarationList.declarations;
  if (!variable?.initializer || others.length > 0) return undefined;
  const { name, initializer } = variable;
  if (!ts.isClassExpression(initializer) || !ts.isIdentifier(name)) return undefined;
  return initializer.name ? undefined : asPlain(initializer, name);
}

function flatten({ name, constructorDeclaration, methods }: PlainClass): ts.Statement[] {
  const none = undefined;
  const body = constructorDeclaration?.body ?? factory.createBlock([]);
  const parameters = constructorDeclaration?.parameters ?? [];
  const members = methods.map((method) => {
    const block = method.body ?? factory.createBlock([]);
    const { parameters } = method;
    return factory.createPropertyAssignment(
      method.name,
      factory.createFunctionExpression(none, none, none, none, parameters, none, block),
    );
  });
  const prototype = factory.createPropertyAccessExpression(name, "prototype");
  const literal = factory.createObjectLiteralExpression(members, true);
  return [
    factory.createFunctionDeclaration(none, none, name, none, parameters, none, body),
    factory.createExpressionStatement(factory.createAssignment(prototype, literal)),
  ];
}

/** The script with its top-level plain classes taken apart. */
export function flattenClasses(text: string): string {
  const source = ts.createSourceFile("bundle.js", text, ts.ScriptTarget.Latest, true);
  const statements = source.statements.flatMap((statement) => {
    const found = plainClass(statement);
    return found ? flatten(found) : [statement];
  });
  const flat = factory.updateSourceFile(source, statements);
  return ts.createPrinter().printFile(flat);
}
