/** Booting from Storage, and eval: which program runs when, and what its failure stops. */
import { describe, expect, test } from "vitest";
import { compileProgram } from "../../../simulator/runtime/program";
import { BOOT_MS } from "../../../simulator/runtime/virtual-espruino";
import { createTestBoard, linesOf } from "./test-board";

/** What a board with these files prints at its boot. */
async function bootLines(files: Readonly<Record<string, string>>): Promise<string[]> {
  const { device, clock, lines } = createTestBoard("");
  for (const [name, text] of Object.entries(files)) device.storage.provision(name, text);
  device.powerOn();
  await clock.advance(BOOT_MS + 10);
  return lines;
}

describe("boot files", () => {
  test("run in their order, whatever order they were written in", async () => {
    const lines = await bootLines({
      ".bootcde": "print('code');",
      ".boot3": "print('three');",
      ".boot0": "print('zero');",
      ".boot1": "print('one');",
      "other.js": "print('never');",
    });

    expect(lines).toEqual(["zero", "one", "three", "code"]);
  });

  test("that throw do not stop the next, nor lose their timers", async () => {
    const lines = await bootLines({
      ".boot0": "setTimeout(function () { print('later'); }, 1); throw new Error('zero');",
      ".boot1": "print('one'); )(",
      ".bootcde": "print('code');",
    });

    expect(lines).toEqual([
      "Uncaught Error: zero",
      expect.stringMatching(/^Uncaught SyntaxError: The program does not parse/),
      "code",
      "later",
    ]);
  });

  test("tell their exceptions to the handler, once all have run", async () => {
    const lines = await bootLines({
      ".boot0": "process.on('uncaughtException', function (e) { print('told ' + e.message); });",
      ".boot1": "throw new Error('one');",
      ".bootcde": "print('code');",
    });

    expect(lines).toEqual(["code", "told one"]);
  });

  test("after one that restarts the board do not run", async () => {
    const lines = await bootLines({
      ".boot0": "print('zero'); E.reboot();",
      ".bootcde": "print('code');",
    });

    expect(lines).toEqual(["zero"]);
  });

  test("that are missing leave a board that does nothing", async () => {
    const board = createTestBoard(`require("Storage").erase(".bootcde"); print("last");`);
    board.device.powerOn();
    await board.clock.advance(1000);

    board.device.reboot();
    await board.clock.advance(1000);

    expect([board.lines, board.device.isRunning]).toEqual([["last"], true]);
  });
});

describe("eval", () => {
  test("runs a text with its board's globals, and tells an expression's value", async () => {
    const lines = await linesOf(`
      print(eval("1 + 1"), eval("(function () { return 7; })();"), eval(5), eval());
      eval("(function () { print('in', typeof setTimeout, typeof Map); })();");`);

    expect(lines).toEqual(["2 7 5 undefined", "in function undefined"]);
  });

  test("can be left to a timer, which starts the text on an empty stack", async () => {
    const lines = await bootLines({
      ".bootcde": `setTimeout(eval, 0, "print('later');"); print("first");`,
    });

    expect(lines).toEqual(["first", "later"]);
  });

  test("throws what the text throws, and what is wrong with it", async () => {
    const lines = await linesOf(`
      function t(text) { try { eval(text); } catch (e) { print(e.message.substr(0, 26)); } }
      t("throw new Error('boo');"); t("(function () { print('x'); \xff\xff");`);

    expect(lines).toEqual(["boo", "The program does not parse"]);
  });

  test("knows no variable of the program that calls it", async () => {
    const lines = await linesOf(`var mine = 1; print(eval("typeof mine"));`);

    expect(lines).toEqual(["undefined"]);
  });
});

test("a text is compiled once, whoever runs it", () => {
  const text = "(function () { return 1; })()";

  expect(compileProgram(text)).toBe(compileProgram(`(function () { return ${"1"}; })()`));
});

test("old texts are forgotten, the used ones are not", () => {
  const [used, unused] = [compileProgram("0"), compileProgram("1")];
  for (let number = 2; number < 200; number++) {
    compileProgram(String(number));
    compileProgram("0");
  }

  expect(compileProgram("0")).toBe(used);
  expect(compileProgram("1")).not.toBe(unused);
});
