/** The console's password, and what ends a program from there: reset, load and reboot. */
import { describe, expect, test } from "vitest";
import { createPromptedBoard } from "./console-board";

const BANNER = /[^ -~]\[\?7l\r\n[^>]* 2v29 VIRTUAL\r\n\r\n/;
const LOCK = `E.setPassword("secret");E.lockConsole()`;
const FILES = {
  ".boot0": `print("zero"); ${LOCK};`,
  ".bootcde": `print("program"); setInterval(function () { print("tick"); }, 60000);`,
};

/** Output with a sign for the banner. */
function brief(output: string): string {
  return output.replace(BANNER, "BANNER ");
}

describe("a locked console", () => {
  test("asks for the password until it is right", async () => {
    const { type } = await createPromptedBoard();

    expect(await type(`${LOCK}\n`)).toBe(`${LOCK}\r\n=undefined\r\npassword>`);
    expect(await type("wrong\n")).toBe("\r\n  Invalid password\r\npassword>");
    expect(await type("sec")).toBe("");
    expect(await type("ret\n")).toBe("\r\n  Logged in.\r\n>");
    expect(await type("1\n")).toBe("1\r\n=1\r\n>");
  });

  test("takes control characters for a part of the password", async () => {
    const { type } = await createPromptedBoard({ ".boot0": LOCK });

    expect(await type("\x03secret\n")).toMatch(/Invalid password/);
    expect(await type("\x10secret\n")).toMatch(/Invalid password/);
    expect(await type("secret\n")).toMatch(/Logged in/);
  });

  test("runs nothing and obeys no Ctrl-C", async () => {
    const { type, device } = await createPromptedBoard({ ".boot0": LOCK });

    await type("\x10require('Storage').write('a', 'b')\n");

    expect(await type("secret\x03\n")).toMatch(/Invalid password/);
    expect(device.storage.list()).toEqual([".boot0"]);
  });

  test("keeps twenty characters of what is typed, no more", async () => {
    const { type } = await createPromptedBoard({
      ".boot0": `E.setPassword("${"x".repeat(20)}"); E.lockConsole();`,
    });
    const { type: typeToOther } = await createPromptedBoard({
      ".boot0": `E.setPassword("${"x".repeat(21)}"); E.lockConsole();`,
    });

    expect(await type(`${"x".repeat(20)}\n`)).toMatch(/Logged in/);
    expect(await typeToOther(`${"x".repeat(21)}\n`)).toMatch(/Invalid password/);
  });

  test("still lets the program speak", async () => {
    const { type, clock, said } = await createPromptedBoard();
    await type(`\x10setTimeout(function () { print("T"); }, 1000); ${LOCK}\n`);

    await type("ab");
    await clock.advance(1000);

    expect(said()).toBe("\r\x1b[JT\r\npassword>ab\x1b[D\x1b[D");
  });

  test("opens for its own password, not for none", async () => {
    const { type, device } = await createPromptedBoard();

    await type("\x10E.lockConsole()\n");
    expect(device.doors?.isConsoleLocked).toBe(false);
    await type(`\x10${LOCK}; E.setPassword()\n`);

    expect(await type("\n")).toMatch(/Invalid password/);
    expect(await type("secret\n")).toMatch(/Invalid password/);
  });
});

describe("reset()", () => {
  test("begins anew without the program but with the boot files, which lock it again", async () => {
    const { type, clock, said } = await createPromptedBoard(FILES);
    await type("secret\n");

    expect(brief(await type("reset()\n"))).toBe(
      "reset()\r\n=undefined\r\nzero\r\nBANNER password>",
    );
    await clock.advance(600_000);
    expect(said()).toBe("");
  });

  test("forgets variables, timers and watches, not Storage, flash and clock", async () => {
    const { type, ask, clock, device, said } = await createPromptedBoard();
    await type(`\x10a = 1; setInterval(print, 1000); setWatch(print, D27, true)\n`);
    await type(`\x10require("Storage").write("f", "1"); require("Flash").write("ab", 0x310000)\n`);
    await clock.advance(5000);

    await type("\x10reset()\n");
    device.wiring.drive(27, 0);
    await clock.advance(5000);

    expect(brief(said())).toBe("");
    const read = `require("Storage").read("f"), require("Flash").read(2, 0x310000)`;
    expect(await ask(`typeof a, ${read}, getTime() > 10`)).toBe(
      "undefined 1 new Uint8Array([97, 98]) true",
    );
    expect(device.bootCount).toBe(1);
  });

  test("waits until all lines that have come are done", async () => {
    const { type } = await createPromptedBoard();

    const answer = await type("\x10a = 1; reset(); print('same')\n\x10print('next ' + a)\n");

    expect(brief(answer)).toBe("same\r\nnext 1\r\nBANNER >");
  });

  test("loses no byte that comes while it is under way", async () => {
    const { type, device, clock, said } = await createPromptedBoard();
    device.console.write("\x10reset()\n");
    await clock.advance(1);

    device.console.write("\x10print(5)\n");
    await clock.advance(100);

    expect(brief(said())).toBe("BANNER 5\r\n>");
    expect(await type("1\n")).toBe("1\r\n=1\r\n>");
  });

  test("leaves a locked console locked, for good where no boot file sets a password", async () => {
    const { type } = await createPromptedBoard();

    expect(brief(await type(`\x10${LOCK}; reset()\n`))).toBe("BANNER password>");

    expect(await type("secret\n")).toMatch(/Invalid password/);
  });

  test("with an argument erases the program for good", async () => {
    const { type, device } = await createPromptedBoard({ ".bootcde": "1;", keep: "2" });

    expect(brief(await type("\x10reset(true)\n"))).toBe("Erasing saved code.\r\nDone!\r\nBANNER >");
    expect(device.storage.list()).toEqual(["keep"]);
  });

  test("keeps a watchdog, which restarts the board unless it is made automatic", async () => {
    const { type, clock, device } = await createPromptedBoard();
    await type("\x10E.enableWatchdog(60, false)\n");

    await type("\x10reset()\n");
    await type("\x10E.enableWatchdog(60, true)\n");
    await clock.advance(600_000);
    expect(device.bootCount).toBe(1);

    await type("\x10E.enableWatchdog(60, false); reset()\n");
    await clock.advance(65_000);
    expect(device.bootCount).toBe(2);
  });

  test("keeps the Wi-Fi link, also one that is being made", async () => {
    const { type, clock, ask } = await createPromptedBoard();
    await type(`\x10require("Wifi").connect("net", {})\n`);

    await type("\x10reset()\n");
    await clock.advance(5000);
    await type("\x10reset()\n");

    const status = `require("Wifi").getStatus().station, require("Wifi").getDetails().ssid`;
    expect(await ask(status)).toBe("connected net");
  });

  test("in a boot file does it again and again, and power ends it", async () => {
    const { clock, device, said } = await createPromptedBoard({ ".boot0": "print(1); reset();" });

    await clock.advance(1000);
    device.powerOff();
    said();
    await clock.advance(1000);

    expect(said()).toBe("");
  });
});

describe("other beginnings", () => {
  test("load() runs the program again, without a banner", async () => {
    const { type } = await createPromptedBoard(FILES);
    await type("secret\n");

    expect(await type("load()\n")).toBe("load()\r\n=undefined\r\nzero\r\nprogram\r\npassword>");
  });

  test("load with a name runs that file instead of the program", async () => {
    const { type } = await createPromptedBoard({ ".bootcde": "print(1)", other: "print('other')" });

    expect(brief(await type("\x10load('other')\n"))).toBe("BANNER other\r\n>");
  });

  test("E.reboot starts everything, loses what waits and says no more", async () => {
    const { type, clock, said, device } = await createPromptedBoard(FILES);
    await type("secret\n");

    expect(await type("\x10E.reboot(); print(1)\n\x10print(2)\n")).toBe("");
    await clock.advance(1000);

    expect(brief(said())).toBe("\r\x1b[Jzero\r\nprogram\r\nBANNER password>");
    expect(device.bootCount).toBe(2);
  });

  test(".bootrst runs in the place of the program, and after reset() too", async () => {
    const files = { ".bootrst": "print('rst');", ".bootcde": "print('program');" };
    const { type } = await createPromptedBoard(files);

    expect(brief(await type("\x10reset()\n"))).toBe("\r\x1b[Jrst\r\nBANNER >");
    expect(await type("\x10load()\n")).toBe("\r\x1b[Jrst\r\n>");
  });

  test("a board whose programs share their variables shows them to the console", async () => {
    const { device, type, ask } = await createPromptedBoard({
      ".boot0": "var a = 1;",
      ".bootcde": "b = a + 1;",
    });
    device.sharesGlobals = true;

    await type("\x10load()\n");

    expect(await ask("a, b")).toBe("1 2");
  });
});

test("a whole program goes over the cable into Storage and runs", async () => {
  const { type, ask, device, clock, said } = await createPromptedBoard();
  const program = `print("flashed ${"-".repeat(5000)}");`;
  await type("\x10reset();\n");
  await type(`\x10var s = require("Storage"); s.eraseAll();\n`);

  for (let at = 0; at < program.length; at += 512) {
    const piece = btoa(program.slice(at, at + 512));
    const call = `s.write(".bootcde", atob("${piece}"), ${at}, ${program.length})`;
    expect(await ask(call)).toBe("true");
  }
  expect(await ask(`E.CRC32(s.read(".bootcde")) === E.CRC32(s.readArrayBuffer(".bootcde"))`)).toBe(
    "true",
  );
  device.reboot();
  await clock.advance(1000);

  expect(said()).toContain("flashed -----");
});
