/**
 * Whether what was typed at the console is a complete line: how many brackets are open in it. The
 * interpreter looks at brackets, strings and comments only, and so does this.
 */

/** What a text gives that ends in the midst of a comment or a template. */
const UNFINISHED = 1000;
const OPENING = "([{";
const CLOSING = ")]}";
/** After one of these, or at the beginning, a slash begins a regular expression. */
const BEFORE_REGEX = /(?:^|[=(,:;[{!&|?+\-*%~^<>]|\breturn)\s*$/;
/** One string, template, comment or regular expression, whole. */
const WHOLE: Readonly<Record<string, RegExp>> = {
  '"': /"(?:\\[\s\S]|[^"\\\n])*"/y,
  "'": /'(?:\\[\s\S]|[^'\\\n])*'/y,
  "`": /`(?:\\[\s\S]|[^`\\])*`/y,
  "/": /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\//y,
  "//": /\/\/[^\n]*/y,
  "/*": /\/\*[\s\S]*?\*\//y,
};

/** What begins at `at` that may hold brackets which do not count; undefined when nothing does. */
function quoteAt(text: string, at: number): string | undefined {
  const first = text.charAt(at);
  if (first !== "/") return first in WHOLE ? first : undefined;
  const two = text.slice(at, at + 2);
  if (two in WHOLE) return two;
  return BEFORE_REGEX.test(text.slice(0, at)) ? first : undefined;
}

/** The open brackets in `text`, below 0 when too many close; above 0 it wants another line. */
export function openBrackets(text: string): number {
  let open = 0;
  for (let at = 0; at < text.length && open >= 0; ) {
    const quote = quoteAt(text, at);
    const pattern = quote === undefined ? undefined : WHOLE[quote];
    if (!pattern) {
      if (OPENING.includes(text.charAt(at))) open += 1;
      if (CLOSING.includes(text.charAt(at))) open -= 1;
      at += 1;
      continue;
    }
    pattern.lastIndex = at;
    const whole = pattern.exec(text);
    // An unfinished string is run at once, for its error.
    if (!whole) return quote === "`" || quote === "/*" ? UNFINISHED : 0;
    at += whole[0].length;
  }
  return open;
}
