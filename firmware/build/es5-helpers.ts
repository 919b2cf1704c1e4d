/**
 * The functions that TypeScript's ES5 output calls, in a form that the interpreter runs: its own
 * ones rely on hoisting and on methods of prototypes that are not there. Only those that the
 * program uses are put in.
 */

/** By name; each is one `var` statement, in an order in which they may use each other. */
const HELPERS: Readonly<Record<string, string>> = {
  __extends: `var __extends = function (derived, base) {
  for (var key in base) if (base.hasOwnProperty(key)) derived[key] = base[key];
  derived.prototype = Object.create(base.prototype);
  derived.prototype.constructor = derived;
};`,
  __assign: `var __assign = function (target) {
  for (var i = 1; i < arguments.length; i++) {
    var source = arguments[i];
    for (var key in source) target[key] = source[key];
  }
  return target;
};`,
  __rest: `var __rest = function (source, left) {
  var rest = {};
  for (var key in source) if (left.indexOf(key) < 0) rest[key] = source[key];
  return rest;
};`,
  __spreadArray: `var __spreadArray = function (to, from) {
  return to.concat([].slice.call(from));
};`,
};

/** `text` with the helpers it calls in front. */
export function withHelpers(text: string): string {
  const used = Object.entries(HELPERS).filter(([name]) => text.includes(`${name}(`));
  return [...used.map(([, source]) => source), text].join("\n");
}
