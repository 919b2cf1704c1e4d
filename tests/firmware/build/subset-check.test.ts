/** The check of the built bundle: each thing that the interpreter lacks is refused by name. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { requireSubset, subsetProblems } from "../../../firmware/build/subset-check";

const bundleFile = join(__dirname, "../../../dist/firmware/bundle.js");

describe("what the interpreter does not parse", () => {
  test.each([
    ["function f(a = 1) { return a; }", "a default value"],
    ["function f(...a) { return a; }", "a rest element"],
    ["var a = [...[1]];", "a spread"],
    ["var { a } = { a: 1 };", "destructuring"],
    ["var [a] = [1];", "destructuring"],
    ["var a = {}; var b = a?.c;", "?."],
    ["var a = 2 ** 3;", "operator **"],
    ["var a = 2; a ??= 3;", "operator ??="],
    ["var a = 2; a ||= 3;", "operator ||="],
    ["var a = 2; a &&= 3;", "operator &&="],
    ["var a = 2; a **= 3;", "operator **="],
    ["outer: for (;;) break outer;", "a label"],
    ["function* f() { yield 1; }", "async or a generator"],
    ["async function f() {}", "async or a generator"],
    ["async function f() { await 1; }", "await"],
    ["var k = 1; var a = { [k]: 1 };", "a computed key"],
    ["var A = class { a = 1; };", "a class field"],
    ["var A = class { static a() {} };", "a static member"],
    ["var A = class { get a() { return 1; } };", "an accessor"],
    ["var A = class {}; var B = class extends A {};", "extends"],
    ["var A = class { set(a) {} };", "a method named set"],
    ["var a = { in() {} };", "a method named in"],
    ["function f(a) { return a; } var b = f`x`;", "a tagged template"],
    ["function F() { return new.target; }", "new.target"],
    ["var a = 1n;", "a BigInt"],
    ["with (Math) abs(1);", "with"],
    ["switch (1) { default: break; case 1: break; }", "case after default"],
    ["for (function () { return 1; }(); ; ) break;", "for (function"],
  ])("%s", (text, name) => {
    expect(subsetProblems("bundle.js", text)).toContainEqual(
      expect.stringContaining(`${name} is not available in Espruino`),
    );
  });
});

describe("what the interpreter does not have", () => {
  test.each([
    ["var a = new Map();", "Map"],
    ["var a = new Set();", "Set"],
    ["var a = Symbol();", "Symbol"],
    ["var a = Promise.resolve();", "Promise"],
    ["setImmediate(print);", "setImmediate"],
    ["var a = new TextEncoder();", "TextEncoder"],
    ["var a = globalThis;", "globalThis"],
    ["var a = Date.now();", "Date"],
    ["var a = Number.isInteger(1);", "Number.isInteger"],
    ["var a = Math.trunc(1);", "Math.trunc"],
    ["var a = Object.freeze({});", "Object.freeze"],
    ["var a = Array.from([]);", "Array.from"],
    ["var a = Array.prototype.slice.call([]);", "Array.prototype"],
    ["var a = [1].at(0);", ".at()"],
    ["var a = [[1]].flat();", ".flat()"],
    ["var a = [1].lastIndexOf(1);", ".lastIndexOf()"],
    ["var a = [2, 1].sort();", ".sort()"],
  ])("%s", (text, name) => {
    expect(subsetProblems("bundle.js", text)).toContainEqual(
      expect.stringContaining(`${name} is not available in Espruino`),
    );
  });
});

describe("what the interpreter does wrongly without a word", () => {
  test.each([
    ["var a = /x{2}/;", "{n,m}"],
    ["var a = /x?/;", "?"],
    ["var a = /(?:x)/;", "(?"],
    ["var a = /\\bx/;", "\\b"],
    ["var a = /(x)\\1/;", "a back reference"],
    ["var a = /x/m;", "flag m"],
    ['var a = new RegExp("x");', "new RegExp"],
    ['var a = "abc".replace("b", function () { return "c"; });', "replace of a text"],
    ['var a = "a,b".split(",", 1);', "split with a limit"],
    ["var a = JSON.stringify({}, null);", "stringify with a second argument"],
    ["var a = [1]; a.length = 0;", "assignment to length"],
    ["clearTimeout();", "clearTimeout()"],
    ['var a = "안양";', "a character above 255"],
    ['var a = "\\u{1F600}";', "a character above 255"],
    ['var a = "é";', "a character beyond ASCII"],
    ["f(); function f() {}", "f before its declaration"],
    ["a = 1; var a;", "a before its declaration"],
    ["function f(x) { return (t = x, t); var t; }", "t before its declaration"],
    ["function f(x) { if (x) { var t = 1; } return t; }", "t before its declaration"],
    ["function f(x) { var g = function () { return h(); function h() {} }; }", "h before its"],
  ])("%s", (text, name) => {
    expect(subsetProblems("bundle.js", text)).toContainEqual(expect.stringContaining(name));
  });
});

describe("what runs on the board", () => {
  test.each([
    "function f(x) { return g(x); } function g(x) { return x; } var a = f(1);",
    "function f(x) { var t; if (x) t = 1; return t; }",
    "function f(list) { for (var i = 0; i < list.length; i++) { var x = list[i]; f(x); } }",
    "function f() { try { return JSON.parse('1'); } catch (e) { return e; } }",
    "var a = { at: 1, sort: 2, default: 3 }; var b = a.at + a.sort;",
    "setTimeout(function () { digitalWrite(D23, 1); }, 10);",
    'var a = "a+b".replace(/\\+/g, "-").split(",");',
    "switch (1) { case 1: break; default: break; }",
  ])("%s", (text) => {
    expect(subsetProblems("bundle.js", text)).toEqual([]);
  });

  test("the bundle itself", () => {
    expect(subsetProblems("bundle.js", readFileSync(bundleFile, "utf8"))).toEqual([]);
  });
});

test("a problem names file, line, column, the thing and what to use instead", () => {
  const check = () => requireSubset("bundle.js", "var a = 1;\nvar b = Math.trunc(a);");

  expect(check).toThrow(
    "bundle.js:2:9: Math.trunc is not available in Espruino; use Math.floor or x | 0: Math.trunc",
  );
});
