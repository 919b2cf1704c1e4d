/**
 * Storage where an update needs it: files in pieces, trash, compaction, torn headers. What is
 * expected here is what the real interpreter answered, built with the ESP32's flash.
 */
import { expect, test } from "vitest";
import { bootTestBoard, createTestBoard, linesOf } from "./test-board";

/** Tells each answer, or how it was refused; figures without the boot file. */
const PRELUDE = `var s = require("Storage"), start = s.getStats();
  function t(f) { try { print(JSON.stringify(f())); } catch (e) { print("! " + e.message); } }
  function figures() {
    var n = s.getStats();
    print(start.freeBytes - s.getFree(), n.fileBytes - start.fileBytes,
      n.fileCount - start.fileCount, n.trashBytes, n.trashCount);
  }`;

test("a file grows in pieces, and nothing is written twice", async () => {
  const lines = await linesOf(`${PRELUDE}
    t(function () { return s.write("p", "Hello", 0, 14); });
    t(function () { return s.read("p"); });
    t(function () { return s.write("p", " ", 5); });
    t(function () { return s.write("p", "World!!!", 6); });
    t(function () { return s.read("p"); });
    t(function () { return s.write("p", "World!!!", 6); });
    t(function () { return s.write("p", "Worle!!!", 6); });
    t(function () { return s.write("p", "World!!!x", 6); });
    t(function () { return s.write("q", "World", 6); });
    t(function () { return s.write("p", "x", -1); });`);

  expect(lines).toEqual([
    "true",
    '"Hello\\u00FF\\u00FF\\u00FF\\u00FF\\u00FF\\u00FF\\u00FF\\u00FF\\u00FF"',
    "true",
    "true",
    '"Hello World!!!"',
    "! File already written with different data",
    "! File already written with different data",
    "! Too much data for file size",
    "! Unable to find or create file",
    "false",
  ]);
});

test("a piece with offset 0 begins the file anew, unless it is still erased", async () => {
  const lines = await linesOf(`${PRELUDE}
    s.write("p", "Hello", 0, 14); s.write("p", "xy", 8);
    t(function () { return s.write("p", "Hello", 0, 14); });
    t(function () { return s.read("p", 8, 2); });
    figures();
    t(function () { return s.write("e", "", 0, 10); });
    t(function () { return s.write("e", "0123456789"); });
    figures();`);

  expect(lines).toEqual([
    "true",
    '"\\u00FF\\u00FF"',
    "96 48 1 48 1",
    "true",
    "true",
    "140 92 2 48 1",
  ]);
});

test("reading takes an offset and a length, and forgives both", async () => {
  const lines = await linesOf(`${PRELUDE}
    s.write("p", "Hello World!!!");
    [[6], [6, 3], [20, 3], [6, 100], [-3, 2], [2, 0], [2, -1]].forEach(function (a) {
      t(function () { return s.read("p", a[0], a[1]); });
    });
    t(function () { return s.read("nothing", 1, 2); });`);

  expect(lines).toEqual([
    '"World!!!"',
    '"Wor"',
    '""',
    '"World!!!"',
    '"He"',
    '"llo World!!!"',
    '"llo World!!!"',
    "null",
  ]);
});

test("what is not bytes is refused; an object becomes JSON", async () => {
  const lines = await linesOf(`${PRELUDE}
    t(function () { return s.write("a", ""); });
    t(function () { return s.write("a"); });
    t(function () { return s.write("a", null); });
    t(function () { return s.write("n", 65) + s.read("n"); });
    t(function () { return s.write("n", [65, 66]) + s.read("n"); });
    t(function () { return s.write("o", { a: 1 }, 5, 50) + s.read("o"); });`);

  expect(lines).toEqual([
    "! Can't create zero length file",
    "! Can't get pointer to data to write",
    "! Expecting Number or iterable, got null",
    '"trueA"',
    '"trueAB"',
    '"true{\\"a\\":1}"',
  ]);
});

test("data too long for the stack is refused, unless it is read from flash", async () => {
  const lines = await linesOf(`${PRELUDE}
    var x = "0123456789"; for (var i = 0; i < 1200; i++) x += "0123456789"; x += x;
    t(function () { return s.write("big", x); });
    x = x.substr(0, 10000); s.write("in", x, 0, 30000); s.write("in", x, 10000);
    s.write("in", x, 20000);
    t(function () { return btoa(require("crypto").SHA256(s.read("in"))); });
    t(function () { return s.write("copy", s.read("in")); });`);

  expect(lines).toEqual([
    "! Can't get pointer to data to write",
    '"JPdYXrpAQv91mb6cVag4oTPTXcuzsHFUjrOA6xDQwnw="',
    "true",
  ]);
});

test("data that does not fit the size leaves a file of that size", async () => {
  const lines = await linesOf(`${PRELUDE}
    t(function () { return s.write("p", "abcdef", 0, 3); });
    t(function () { return s.read("p"); });`);

  expect(lines).toEqual(["! Too much data for file size", '"\\u00FF\\u00FF\\u00FF"']);
});

test("erased files stay as trash, which the free bytes do not have", async () => {
  const lines = await linesOf(`${PRELUDE}
    s.write("a", "1234"); s.write("b", "12345"); figures();
    s.erase("a"); s.erase("nothing"); figures();
    s.write("b", "other"); figures(); print(s.list().pop());`);

  expect(lines).toEqual(["76 76 2 0 0", "76 40 1 36 1", "116 40 1 76 2", "b"]);
});

test("a file that fits only without the trash brings a compaction", async () => {
  const board = await bootTestBoard(`${PRELUDE}
    s.write("a", "x", 0, 500000); s.write("b", "y", 0, 300000); s.erase("a");
    print(s.getFree() < 200000); s.write("c", "z", 0, 400000); figures();
    print(s.read("b", 0, 1) + s.read("c", 0, 1));`);

  expect(board.lines).toEqual(["true", "700064 700064 2 0 0", "yz"]);
  expect(board.device.storage.compactions).toBe(1);
});

test("without trash there is none, however big the file", async () => {
  const board = await bootTestBoard(`${PRELUDE}
    t(function () { return s.write("a", "x", 0, 2000000); });`);

  expect(board.lines).toEqual(["! Unable to find or create file"]);
  expect(board.device.storage.compactions).toBe(0);
});

test("a power cut in a compaction leaves an empty Storage: the board is dead", async () => {
  const board = createTestBoard(`var s = require("Storage"); print("on");
    s.write("b", "y", 0, 900000);`);
  board.device.storage.provision("a", "x".repeat(900_000));
  board.device.storage.provision("aed-settings", "{}");
  board.device.powerOn();
  await board.clock.advance(299);
  board.device.storage.provision(".boot0", `require("Storage").erase("a");`);
  board.device.cutPowerInFlash({ operation: 2, doneFraction: 0.5 });

  await board.clock.advance(1000);
  board.device.powerOn();
  await board.clock.advance(1000);

  expect([board.lines, board.device.storage.list()]).toEqual([["on"], []]);
});

/** As the real one with power cut in the n-th operation; the file had the text "before". */
test.each([
  { cut: [1, 0], list: ["abcdefgh"], text: "before", figures: [40, 1, 0] },
  { cut: [1, 0.5], list: [""], text: undefined, figures: [40, 1, 0] },
  { cut: [1, 1], list: [], text: undefined, figures: [0, 0, 1] },
  { cut: [2, 0.5], list: ["abcdefgh"], text: undefined, figures: [48, 1, 1] },
  { cut: [3, 0.5], list: ["abcdefgh"], text: "012345\xff\xff\xff\xff\xff\xff\xff\xff" },
  { cut: [4, 0.5], list: ["abcdefgh"], text: "0123456789ABCD", figures: [48, 1, 1] },
])("power cut in operation $cut.0, $cut.1 of it done, leaves $list", async (row) => {
  const [operation = 0, doneFraction = 0] = row.cut;
  const { device } = await bootTestBoard(`print("no boot file");`);
  const { storage } = device;
  const bootSpace = storage.getStats().fileBytes;
  storage.provision("abcdefgh", "before");
  device.cutPowerInFlash({ operation, doneFraction });

  expect(() => storage.write("abcdefgh", "0123456789ABCD")).toThrow("no power");

  const { fileBytes, fileCount, trashCount } = storage.getStats();
  expect([storage.list().slice(1), storage.read("abcdefgh")]).toEqual([row.list, row.text]);
  expect([fileBytes - bootSpace, fileCount - 1, trashCount]).toEqual(row.figures ?? [48, 1, 1]);
});

test.each([
  { pieces: [["Hello", 0, 14]], operations: 3 },
  {
    pieces: [
      ["Hello", 0, 14],
      [" ", 5],
    ],
    operations: 4,
  },
  {
    pieces: [
      ["", 0, 8],
      ["12345678", 0],
    ],
    operations: 2,
  },
  {
    pieces: [
      ["", 0, 14],
      ["World", 6],
    ],
    operations: 3,
  },
  {
    pieces: [
      ["", 0, 20],
      ["0123456789", 3],
    ],
    operations: 4,
  },
])("writing $pieces takes $operations flash operations", async ({ pieces, operations }) => {
  const { device } = await bootTestBoard(`print("no boot file");`);

  for (const [text, offset, size] of pieces) device.storage.write("p", text, offset, size);

  expect(device.flashOperations).toBe(operations);
});

test("files are listed by pattern, and their hash tells of any change", async () => {
  const lines = await linesOf(`${PRELUDE} s.write("a.json", "1"); s.write("b.txt", "2");
    t(function () { return s.list(/json$/); });
    t(function () { return new Uint8Array(s.readArrayBuffer("a.json"))[0]; });
    t(function () { return s.readArrayBuffer("nix") === undefined; });
    var all = s.hash(), json = s.hash(/json$/);
    t(function () { return all === s.hash() && all !== json; });
    s.write("b.txt", "3");
    t(function () { return all !== s.hash() && json === s.hash(/json$/); });`);

  expect(lines).toEqual(['["a.json"]', "49", "true", "true", "true"]);
});

test("compaction on demand takes the trash out, erasing everything leaves nothing", async () => {
  const lines = await linesOf(`${PRELUDE} s.write("a", "1"); s.write("a", "2"); figures();
    s.compact(); figures(); s.compact(); t(function () { return s.read("a"); });
    s.eraseAll(); t(function () { return [s.list(), s.getFree() === s.getStats().totalBytes]; });`);

  expect(lines).toEqual(["72 36 1 36 1", "36 36 1 0 0", '"2"', "[[],true]"]);
});

test.each([
  [0, [".bootcde"]],
  [0.1, []],
])("erasing everything, cut after %d of it", async (doneFraction, files) => {
  const board = createTestBoard(`require("Storage").eraseAll();`);
  board.device.cutPowerInFlash({ operation: 1, doneFraction });
  board.device.powerOn();

  await board.clock.advance(1000);

  expect(board.device.storage.list()).toEqual(files);
});
