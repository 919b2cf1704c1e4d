/** What the virtual board lacks because the interpreter lacks it (espruino.md section 1). */
import { describe, expect, test } from "vitest";
import { compileProgram } from "../../../simulator/runtime/program";
import { linesOf } from "./test-board";

const MISSING_GLOBALS =
  "Map Set WeakMap Symbol Proxy Reflect fetch URL Buffer setImmediate queueMicrotask TextEncoder " +
  "structuredClone globalThis global module exports performance WebAssembly Date Intl Function";

const MISSING_MEMBERS =
  "Math.trunc Math.hypot Math.log2 Math.log10 Math.imul Array.from Array.of Number.isInteger " +
  "Number.isFinite Number.isNaN Number.MAX_SAFE_INTEGER Object.freeze Object.seal Object.is " +
  "process.exit process.nextTick console.error Array.prototype.slice";

describe("the language of the board", () => {
  test.each(MISSING_GLOBALS.split(" "))("%s does not exist", async (name) => {
    expect(await linesOf(`print(typeof ${name});`)).toEqual(["undefined"]);
  });

  test.each(MISSING_MEMBERS.split(" "))("%s does not exist", async (name) => {
    expect(await linesOf(`print(typeof ${name});`)).toEqual(["undefined"]);
  });

  test("host modules cannot be required", async () => {
    const lines = await linesOf(`try { require("fs"); } catch (e) { print(e.message); }`);

    expect(lines).toEqual(['Module "fs" not found']);
  });

  test("what the board has is there", async () => {
    const lines = await linesOf(`
      print(Math.floor(1.5), Math.max(1, 2), Array.isArray([]), [] instanceof Array);
      print(Object.keys({ a: 1 }).length, Number("7"), String(8), parseInt("9"));
      print(new Uint8Array([1, 2]).length, Number.MAX_VALUE > 1, new Array(3).length);`);

    expect(lines).toEqual(["1 2 true true", "1 7 8 9", "2 true 3"]);
  });

  test("characters are bytes", async () => {
    const source = Buffer.from(`
      var s = "안양"; print(s.length, s.charCodeAt(0));
      print(JSON.stringify("안")); print(String.fromCharCode(0xc548));
      print(JSON.parse('"\\\\uc548"'));`);

    const lines = await linesOf(source.toString("latin1"));

    expect(lines).toEqual(["6 236", '"\\u00EC\\u0095\\u0088"', "H", "H"]);
  });

  test.each([
    ["QUJD", "ABC"],
    ["QQ==", "A"],
    ["QUI", "AB"],
    ["Q", ""],
    ["QUJD\\nRA==", "ABCD"],
    ["!!!", "\0\0"],
    ["A-_B", "\0\0\x01"],
    ["====", "\0"],
    ["QU=D", "A@"],
    ["QUJD!QUJD", "ABC\x01\x05\t"],
  ])("atob makes something of anything: %j", async (text, bytes) => {
    expect(await linesOf(`print(atob("${text}"));`)).toEqual([bytes]);
  });

  test("atob takes text only", async () => {
    const lines = await linesOf("try { atob(5); } catch (e) { print(e.message); }");

    expect(lines).toEqual(["Expecting String, got Number"]);
  });

  test("JSON.stringify knows no replacer and says null for undefined", async () => {
    const lines = await linesOf(`print(JSON.stringify({ a: 1 }, ["b"]), JSON.stringify());`);

    expect(lines).toEqual(['{"a":1} null']);
  });

  test("one program's forgotten var does not reach another device", async () => {
    const lines = await linesOf("try { leaked = 1; } catch (e) { print(typeof leaked); }");

    expect(lines).toEqual(["undefined"]);
  });

  test("Math.random says the same after each boot until it is seeded", async () => {
    const source = "print(Math.random().toFixed(10)); E.srand(5); print(Math.random());";

    const first = await linesOf(source);
    const second = await linesOf(source);
    const other = await linesOf(source.replace("srand(5)", "srand(6)"));

    expect(first[0]).toBe("0.9325527386");
    expect(second).toEqual(first);
    expect(other[1]).not.toBe(first[1]);
  });

  test("a program that does not parse is refused with the remedy", () => {
    expect(() => compileProgram("var = 1")).toThrow(/does not parse.*Build it again/);
  });
});
