/** Timers of the virtual board, against what the interpreter does (espruino.md section 1). */
import { describe, expect, test } from "vitest";
import { bootTestBoard, linesOf } from "./test-board";

describe("timers", () => {
  test("ids count from 1", async () => {
    const lines = await linesOf("print(setTimeout(function(){},9)); print(setInterval(print,9));");

    expect(lines).toEqual(["1", "2"]);
  });

  test("clearTimeout(undefined) is an error, an unknown id is not", async () => {
    const lines = await linesOf(`
      clearTimeout(77);
      try { clearTimeout(undefined); } catch (e) { print(e.message); }`);

    expect(lines).toEqual(["clearTimeout(undefined) not allowed. Use clearTimeout() instead"]);
  });

  test("clearTimeout() clears every timer", async () => {
    const board = await bootTestBoard(`
      setTimeout(function () { print("timeout"); }, 10);
      setInterval(function () { print("interval"); }, 10);
      clearTimeout();`);

    await board.clock.advance(100);

    expect(board.lines).toEqual([]);
  });

  test("an interval catches up after a stall instead of skipping", async () => {
    const board = await bootTestBoard("var n = 0; setInterval(function () { print(++n); }, 10);");

    board.clock.block(100);
    await board.clock.advance(115);

    expect(board.lines.length).toBe(21);
  });

  test("an interval does not drift", async () => {
    const board = await bootTestBoard("setInterval(function () { print(getTime()); }, 300);");

    await board.clock.advance(900);

    expect(board.lines).toEqual(["0.3", "0.6", "0.9"]);
  });

  test("an interval survives its exception, which goes to uncaughtException", async () => {
    const board = await bootTestBoard(`
      process.on("uncaughtException", function (e) { print("caught " + e.message); });
      setInterval(function () { throw new Error("tick"); }, 10);`);

    await board.clock.advance(25);

    expect(board.lines).toEqual(["caught tick", "caught tick"]);
  });

  test("without a handler an exception is printed and the rest goes on", async () => {
    const board = await bootTestBoard(`
      setTimeout(function () { print("still here"); }, 10);
      throw new Error("boot code");`);

    await board.clock.advance(10);

    expect(board.lines).toEqual(["Uncaught Error: boot code", "still here"]);
  });

  test("arguments are passed on, and what is no function is refused", async () => {
    const board = await bootTestBoard(`
      setTimeout(function (a, b) { print(a + b); }, 1, "x", "y");
      try { setTimeout(5, 1); } catch (e) { print(e.message); }`);

    await board.clock.advance(1);

    expect(board.lines).toEqual(["Function or String not supplied!", "xy"]);
  });
});
