/** The console of a board, as a flashing tool meets it: a stream of bytes in both directions. */
import { describe, expect, test } from "vitest";
import { bootConsoleBoard, createConsoleBoard, createPromptedBoard } from "./console-board";

describe("a bare board", () => {
  test("says what it is and shows a prompt", async () => {
    const { said } = await bootConsoleBoard();

    expect(said()).toMatch(/^[^ -~]\[\?7l\r\n[^>]* 2v29 VIRTUAL\r\n\r\n>$/);
  });

  test("says what its boot files print before that", async () => {
    const { said } = await bootConsoleBoard({ ".bootcde": `print("hello", { a: [1, "x"] });` });

    const printed = `hello { \r\n  "a": [ 1, \r\n    "x"\r\n   ]\r\n }\r\n`;
    expect(said().startsWith(`\r\x1b[J${printed}\x1b[?7l`)).toBe(true);
  });

  test("answers a line with its echo, its value and the next prompt", async () => {
    const { type } = await createPromptedBoard();

    expect(await type("1+1\n")).toBe("1+1\r\n=2\r\n>");
    expect(await type("1+1\r")).toBe("1+1\r\n=2\r\n>");
    expect(await type("\n")).toBe("\r\n>");
  });

  test("takes the second end of a line that comes with the first for nothing", async () => {
    const { type } = await createPromptedBoard();

    expect(await type("1+1\r\n")).toBe("1+1\r\n=2\r\n>");
    expect(await type("\x10var a\r\n")).toBe("\r\n>");
  });

  test("waits for the rest of a line with open brackets, also byte by byte", async () => {
    const { type } = await createPromptedBoard();

    expect(await type("(\n")).toBe("(\r\n:");
    for (const byte of "1") expect(await type(byte)).toBe(byte);
    expect(await type(")\n")).toBe(")\r\n=1\r\n>");
  });

  test("looks for brackets in code only", async () => {
    const { type } = await createPromptedBoard();

    expect(await type(`"(" + '{' /* [ */ // (\n`)).toMatch(/="\(\{"\r\n>$/);
    expect(await type("/[(]/.test('(')\n")).toMatch(/=true\r\n>$/);
    expect(await type("8 / 2 / (1 +\n")).toMatch(/\r\n:$/);
    expect(await type("1)\n")).toMatch(/=2\r\n>$/);
    expect(await type("/* a\n")).toMatch(/\r\n:$/);
    expect(await type("*/ `b\n")).toMatch(/\r\n:$/);
    expect(await type("c`\n")).toMatch(/="b\\nc"\r\n>$/);
  });

  test("does not wait for the end of a text or for what closes too much", async () => {
    const { type } = await createPromptedBoard();

    expect(await type(`("unfinished\n`)).toMatch(/Uncaught SyntaxError: .*[\s\S]*>$/);
    expect(await type("}\n")).toMatch(/Uncaught SyntaxError: Got '\}' expected EOF\r\n[\s\S]*>$/);
  });

  test("tells what went wrong, and where", async () => {
    const { type } = await createPromptedBoard();

    expect(await type("x\n")).toBe(
      `x\r\nUncaught ReferenceError: "x" is not defined\r\n    at REPL (:1:1)\r\nx\r\n^\r\n>`,
    );
    expect(await type(`throw "text"\n`)).toBe(`throw "text"\r\nUncaught text\r\n>`);
    expect(await type(`\x10throw "text"\n`)).toBe("Uncaught text\r\n>");
  });

  test("leaves its exceptions to the handler, if there is one", async () => {
    const { type } = await createPromptedBoard();
    await type("\x10process.on('uncaughtException', function (e) { print('got ' + e); })\n");

    expect(await type("throw 5\n")).toBe("throw 5\r\ngot 5\r\n>");
  });

  test("keeps what lines declare, in sloppy mode", async () => {
    const { type, ask } = await createPromptedBoard();
    await type("\x10var a = 1; b = 2; function c() { return this.a + b; }\n");

    expect(await ask("c(), a, global.b, typeof d, typeof Map, eval('b + 1')")).toBe(
      "3 1 2 undefined undefined 3",
    );
  });

  test("shares the board with programs: storage, timers, clock", async () => {
    const { type, ask } = await createPromptedBoard({ ".bootcde": "E.srand(5);" });

    await type(`\x10require("Storage").write("a", "text")\n`);

    expect(await ask(`require("Storage").read("a"), getTime() > 0`)).toBe("text true");
  });
});

describe("editing a line", () => {
  test("a backspace takes a character back", async () => {
    const { type } = await createPromptedBoard();

    expect(await type("12\b")).toBe("12\b \b");
    expect(await type("\x7f3\n")).toBe("\b \b3\r\n=3\r\n>");
  });

  test("a backspace takes a line end back", async () => {
    const { type } = await createPromptedBoard();
    await type("(\n");

    expect(await type("\b")).toBe("\x1b[J\b \x1b[C\x1b[A");
    expect(await type("1)\n")).toBe("1)\r\n=1\r\n>");
  });

  test("Ctrl-C empties the line, and is not heard on an empty one", async () => {
    const { type } = await createPromptedBoard();
    await type("abc");

    expect(await type("\x03")).toBe("\x1b[D\x1b[D\x1b[D\r\x1b[J>");
    expect(await type("\x03")).toBe("");
    expect(await type("1\n")).toBe("1\r\n=1\r\n>");
  });

  test("Ctrl-C empties a line of several", async () => {
    const { type } = await createPromptedBoard();
    await type("(\nab");

    expect(await type("\x03")).toBe("\x1b[D\x1b[D\x1b[A\r\x1b[J>");
  });

  test("lines that come with a Ctrl-C run; it takes effect when they have", async () => {
    const { type } = await createPromptedBoard();

    expect(await type("\x03\x10print(1)\n\x10print(2)\nx")).toMatch(/^1\r\n2\r\n/);
    expect(await type("\x10print(3)\n")).toBe("3\r\n>");
  });

  test("an Escape before the line end does not run it, other sequences mean nothing", async () => {
    const { type } = await createPromptedBoard();

    expect(await type("1\x1b\n+1\x1b[A\x1bOF\x1b[12d\n")).toBe("1\r\n:+1\r\n=2\r\n>");
    expect(await type("abc\x1b[2H")).toBe("abc\x1b[D\x1b[D\x1b[D\r\x1b[J>");
  });

  test("an enquiry is answered on an empty line", async () => {
    const { type } = await createPromptedBoard();

    expect(await type("\x05")).toBe("Espruino 2v29 VIRTUAL\r\n");
    expect(await type("1\x05")).toBe("1");
  });
});

describe("echo", () => {
  test("is off for a line that begins with DLE, and so are value and prompt", async () => {
    const { type } = await createPromptedBoard();

    expect(await type("\x101+1\n")).toBe("");
    expect(await type("\x10(\n1)\n")).toBe("");
    expect(await type("1\n")).toBe("1\r\n=1\r\n>");
  });

  test("comes back with a prompt after a DLE line that prints", async () => {
    const { type } = await createPromptedBoard();

    expect(await type("\x10print('hi')\n")).toBe("hi\r\n>");
    expect(await type("\x10print('a\\nb')\r\n")).toBe("a\r\nb\r\n>");
  });

  test("is not switched by a DLE within a line", async () => {
    const { type } = await createPromptedBoard();

    expect(await type("1\x10\n")).toBe("1\r\n=1\r\n>");
  });

  test("can be turned off, and on", async () => {
    const { type } = await createPromptedBoard();

    expect(await type("echo(0)\n")).toBe("echo(0)\r\n");
    expect(await type("5\n")).toBe("");
    expect(await type("print(5)\n")).toBe("5\r\n");
    expect(await type("echo(1)\n")).toBe("=undefined\r\n>");
  });
});

describe("a program that runs", () => {
  test("prints in between, and the line goes on below", async () => {
    const { type, clock, said } = await createPromptedBoard();
    await type("\x10setTimeout(function () { print('T'); }, 1000)\n");
    await type("ab");

    await clock.advance(1000);

    expect(said()).toBe("\x1b[D\x1b[D\r\x1b[JT\r\n>ab");
  });

  test("keeps the console waiting while it blocks the interpreter; nothing is lost", async () => {
    const { type, clock, said } = await createPromptedBoard();
    await type("\x10require('Wifi').connect('s', {})\n");
    await clock.advance(5000);
    const connect = `try { require("net").connect({ host: "h", port: 1 }); } catch (e) {}`;

    const meanwhile = await type(`\x10${connect}\n\x10print(1)\n`);
    const later = await type("\x10print(2)\n");
    await clock.advance(60_000);

    expect([meanwhile, later, said()]).toEqual(["", "", "1\r\n2\r\n>"]);
  });

  test("asks the sender to stop when much waits, and to go on when it was read", async () => {
    const { type, clock, said, ask } = await createPromptedBoard();
    await type("\x10var n = 0; require('Wifi').connect('s', {})\n");
    await clock.advance(5000);
    await type(`\x10try { require("net").connect({ host: "h", port: 1 }); } catch (e) {}\n`);

    const answers = [await type("\x10n++;\n".repeat(400)), await type("\x10n++;\n".repeat(200))];
    await clock.advance(60_000);

    expect([...answers, said()]).toEqual(["", "\x13", "\x11"]);
    expect(await ask("n")).toBe("600");
  });

  test("runs out of memory without a loss to the console", async () => {
    const { type, device } = await createPromptedBoard();
    device.interruptNext("memory");

    expect(await type("\x10print(1)\n")).toBe("1\r\n>");
  });

  test("that moves the console away for good is not to be spoken to", async () => {
    const { type, said } = await createPromptedBoard({
      ".bootcde": "E.setConsole(null, { force: true }); print(1);",
    });

    expect([said(), await type("print(1)\n")]).toEqual(["", ""]);
  });
});

describe("without power", () => {
  test("nothing is said, and nothing comes through", async () => {
    const { device, type } = createConsoleBoard();

    expect(await type("print(1)\n")).toBe("");
    device.powerOn();
    expect(await type("print(2)\n")).toBe("");
  });

  test("a line that was begun is lost", async () => {
    const { device, type, clock, said } = await createPromptedBoard();
    await type("\x10print(1");

    device.powerOff();
    expect(await type(")\n")).toBe("");
    device.powerOn();
    await clock.advance(1000);
    said();

    expect(await type("2\n")).toBe("2\r\n=2\r\n>");
  });

  test("a cut in a write of a line ends the line and all that follow", async () => {
    const { device, type, clock, said, ask } = await createPromptedBoard();
    device.cutPowerInFlash({ operation: 2, doneFraction: 0.5 });

    const answer = await type(
      `\x10require("Storage").write("f", "12345678"); print("no")\n\x10print("nor this")\n`,
    );
    expect([answer, device.isRunning]).toEqual(["", false]);
    device.powerOn();
    await clock.advance(1000);
    said();

    expect(await ask(`btoa(require("Storage").read("f"))`)).toBe(btoa("1234\xff\xff\xff\xff"));
  });

  test("a listener that has gone hears nothing", async () => {
    const { device, type } = await createPromptedBoard();
    let heard = "";
    const leave = device.console.onOutput((bytes) => {
      heard += bytes;
    });
    await type("1");
    leave();

    await type("2");

    expect(heard).toBe("1");
  });
});
