/** Storage and raw flash, with power cuts (espruino.md section 4). */
import { describe, expect, test } from "vitest";
import { bootTestBoard, createTestBoard, linesOf } from "./test-board";

const FLASH = `var f = require("Flash"), at = 0x310000;`;

describe("raw flash", () => {
  test("is erased to ones, and bits go from 1 to 0 only", async () => {
    const lines = await linesOf(`${FLASH}
      print(f.read(2, at)[0]); f.write([0xf0], at); f.write([0x3f], at); print(f.read(1, at)[0]);`);

    expect(lines).toEqual(["255", "48"]);
  });

  test("erasing a page leaves the next one alone", async () => {
    const lines = await linesOf(`${FLASH}
      f.write([1], at + 4095); f.write([2], at + 4096); f.erasePage(at + 100);
      print(f.read(1, at + 4095)[0], f.read(1, at + 4096)[0], f.getPage(at + 5000).addr - at);`);

    expect(lines).toEqual(["255 2 4096"]);
  });

  test("an address outside the partition is an error", async () => {
    const lines = await linesOf(`${FLASH}
      try { f.write([1], at + 65536); } catch (e) { print(e.message.substr(0, 22)); }`);

    expect(lines).toEqual(["Flash address 0x320000"]);
  });

  test.each([
    { doneFraction: 0, bytes: "255 255 255 255" },
    { doneFraction: 0.5, bytes: "1 2 255 255" },
    { doneFraction: 1, bytes: "1 2 3 4" },
  ])("power cut in a write: $doneFraction of it is done", async ({ doneFraction, bytes }) => {
    const board = createTestBoard(`${FLASH}
      print([].slice.call(f.read(4, at)).join(" ")); f.write([1, 2, 3, 4], at); print("on");`);
    board.device.cutPowerInFlash({ operation: 1, doneFraction });

    board.device.powerOn();
    await board.clock.advance(1000);
    const isRunning = board.device.isRunning;
    board.device.powerOn();
    await board.clock.advance(1000);

    expect(isRunning).toBe(false);
    expect(board.lines.slice(1)).toEqual([bytes, "on"]);
  });
});

const STORAGE = `var s = require("Storage");`;

describe("Storage", () => {
  test("keeps files without power, in 8-bit characters", async () => {
    const board = await bootTestBoard(`${STORAGE}
      print(s.read("a")); s.write("a", "x" + String.fromCharCode(200)); print(s.list().length);`);

    board.device.powerOff();
    board.device.powerOn();
    await board.clock.advance(1000);

    expect(board.lines).toEqual(["undefined", "2", "x\xc8", "2"]);
  });

  test("identical data costs no flash operation, other data up to four", async () => {
    const board = await bootTestBoard(`${STORAGE} s.write("a", "1");`);
    const counts = [board.device.flashOperations];

    board.device.storage.write("a", "1");
    counts.push(board.device.flashOperations);
    board.device.storage.write("a", "2");
    counts.push(board.device.flashOperations);
    board.device.storage.write("a", "123456");
    counts.push(board.device.flashOperations);

    expect(counts).toEqual([2, 2, 5, 9]);
  });

  test.each([
    { operation: 1, file: "undefined" },
    { operation: 2, file: "undefined" },
    { operation: 3, file: "ne\xff\xff" },
  ])("power cut in operation $operation of a write loses the old file", async (cut) => {
    const board = createTestBoard(`${STORAGE} print(s.read("a")); s.write("a", "next");`);
    board.device.storage.provision("a", "before");
    board.device.cutPowerInFlash({ operation: cut.operation, doneFraction: 0.5 });

    board.device.powerOn();
    await board.clock.advance(1000);
    board.device.powerOn();
    await board.clock.advance(1000);

    expect(board.lines).toEqual(["before", cut.file]);
  });

  test("a full Storage throws, and the old file is gone already", async () => {
    const lines = await linesOf(`${STORAGE}
      s.write("a", "old");
      try { s.write("a", "x", 0, 1000000); } catch (e) { print(e.message); } print(s.read("a"));`);

    expect(lines).toEqual(["Unable to find or create file", "undefined"]);
  });

  test("an empty file and undefined are refused; long names are cut", async () => {
    const lines = await linesOf(`${STORAGE}
      try { s.write("a", ""); } catch (e) { print(e.message); }
      try { s.write("a"); } catch (e) { print(e.message); }
      s.write("a-name-of-more-than-28-characters", "1"); print(s.list()[1].length);`);

    expect(lines).toEqual([
      "Can't create zero length file",
      "Can't get pointer to data to write",
      "28",
    ]);
  });

  test("firmware that swallows the power loss changes nothing more", async () => {
    const board = createTestBoard(`${STORAGE}
      try { s.write("a", "1"); } catch (e) { try { s.write("b", "2"); } catch (e2) {} }
      print("dead"); digitalWrite(D23, 1);`);
    board.device.cutPowerInFlash({ operation: 1, doneFraction: 0 });

    board.device.powerOn();
    await board.clock.advance(1000);

    expect([board.lines, board.device.storage.list()]).toEqual([[], [".bootcde"]]);
    expect(board.device.wiring.output(23)).toBeUndefined();
  });
});
