/**
 * The conventions a reader relies on, as a check: files and functions stay small, lines fit a
 * screen, each file opens by saying what it owns, and no file only re-exports others.
 */
import ts from "typescript";

const FILE_LINES_MAX = 400;
const TEST_FILE_LINES_MAX = 500;
const FUNCTION_LINES_MAX = 60;
const LINE_COLUMNS_MAX = 100;

function lineCount(source: ts.SourceFile, node: ts.Node): number {
  const first = source.getLineAndCharacterOfPosition(node.getStart()).line;
  return source.getLineAndCharacterOfPosition(node.end).line - first + 1;
}

/** Lines of a function without those of the named functions in it: a closure is like a class. */
function ownLineCount(source: ts.SourceFile, node: ts.Node): number {
  let count = lineCount(source, node);
  const visit = (inner: ts.Node): void => {
    if (ts.isFunctionDeclaration(inner)) count -= lineCount(source, inner);
    else ts.forEachChild(inner, visit);
  };
  ts.forEachChild(node, visit);
  return count;
}

function longFunctions(source: ts.SourceFile): string[] {
  const problems: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && ownLineCount(source, node) > FUNCTION_LINES_MAX) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      const size = `${ownLineCount(source, node)} lines`;
      problems.push(`line ${line + 1}: a function of ${size}; at most ${FUNCTION_LINES_MAX}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return problems;
}

function longLines(text: string): string[] {
  return text.split("\n").flatMap((line, index) => {
    if ([...line].length <= LINE_COLUMNS_MAX) return [];
    return [`line ${index + 1}: ${line.length} columns; at most ${LINE_COLUMNS_MAX}`];
  });
}

/** What a reader would complain about in the file `path` with this `text`; empty when tidy. */
export function tidinessProblems(path: string, text: string): string[] {
  const isTest = path.startsWith("tests/");
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const problems = longLines(text);
  if (!text.startsWith("/**")) problems.push("it does not open with a comment on what it owns");
  const lines = text.split("\n").length;
  const linesMax = isTest ? TEST_FILE_LINES_MAX : FILE_LINES_MAX;
  if (lines > linesMax) problems.push(`${lines} lines; at most ${linesMax}`);
  if (!isTest) problems.push(...longFunctions(source));
  if (source.statements.length > 0 && source.statements.every(ts.isExportDeclaration)) {
    problems.push("it only re-exports; import from the file itself");
  }
  return problems.map((problem) => `${path}: ${problem}`);
}
