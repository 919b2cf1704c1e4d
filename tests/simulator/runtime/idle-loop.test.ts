/**
 * The idle loop of the virtual board, where the conformance suite cannot reach: edges, power that
 * goes before what was written is sent, memory that follows what lives.
 */
import { describe, expect, test } from "vitest";
import { bootTestBoard, createTestBoard, type TestBoard } from "./test-board";

const ONLINE_MS = 5000;

/** A board that runs `source` once it is on the Wi-Fi, and what reaches the other side. */
async function talkingBoard(source: string): Promise<{ board: TestBoard; heard: string[] }> {
  const heard: string[] = [];
  const board = createTestBoard(`require("Wifi").connect("s", {}, function () {
    var s = require("net").connect({ host: "h", port: 1 }, function () { ${source} });
    s.on("drain", function () { print("drain"); }); });`);
  board.network.listen(1, (stream) => {
    stream.on("data", (bytes: Buffer) => heard.push(bytes.toString()));
  });
  board.device.powerOn();
  await board.clock.advance(ONLINE_MS);
  return { board, heard };
}

describe("what a program writes", () => {
  test("is sent when the turn is over", async () => {
    const { heard } = await talkingBoard(`s.write("a"); s.write("b");`);

    expect(heard).toEqual(["ab"]);
  });

  test("is lost when a later line of the turn restarts the board", async () => {
    const { board, heard } = await talkingBoard(`var storage = require("Storage");
      s.write("a");
      if (!storage.read("once")) { storage.write("once", "1"); E.reboot(); }`);

    expect(board.device.bootCount).toBe(2);
    expect(heard).toEqual(["a"]);
  });

  test("is taken while the buffer lasts, also when nothing gets through", async () => {
    const { board } = await talkingBoard(`setTimeout(function () {
      s.write("small"); setTimeout(function () { s.write("x".repeat(9000)); }, 100); }, 6000);`);
    board.network.isDown = true;

    await board.clock.advance(10_000);

    expect(board.lines).toEqual(["drain", "drain"]);
  });
});

describe("edges", () => {
  test("lastTime is that of the last edge, wanted or not", async () => {
    const board = await bootTestBoard(`setWatch(function (e) {
      print(e.time.toFixed(1), e.lastTime && e.lastTime.toFixed(1)); },
      D27, { repeat: true, edge: "falling" });`);

    for (const level of [0, 1, 0]) {
      await board.clock.advance(1000);
      board.device.wiring.drive(27, level);
    }

    expect(board.lines).toEqual(["1.0 undefined", "3.0 2.0"]);
  });

  test("of an edge and a timer that waited, the edge comes first", async () => {
    const board = await bootTestBoard(`
      setTimeout(function () { print("timer"); E.emit("x"); }, 6000);
      E.on("x", function () { print("event"); });
      setWatch(function () { print("edge"); E.emit("x"); }, D27, { repeat: true });
      require("Wifi").connect("s", {}, function () {
        try { require("net").connect({ host: "h", port: 1 }); } catch (e) { print("blocked"); }
      });`);
    board.network.isDown = true;
    await board.clock.advance(5000);
    board.device.wiring.drive(27, 0);

    await board.clock.advance(20_000);

    expect(board.lines.slice(-4)).toEqual(["edge", "timer", "event", "event"]);
  });
});

test("memory in use follows timers, watches and events that wait", async () => {
  const board = await bootTestBoard(`
    function used() { return process.memory().usage; }
    var none = used(); setTimeout(print, 9999); var timer = used();
    setWatch(print, D27, { repeat: true }); var watch = used();
    E.on("x", function () {}); E.emit("x"); var event = used();
    print(timer > none, watch > timer, event > watch);
    clearTimeout();
    clearWatch();
    setTimeout(function () { clearTimeout(); print(used() === none); }, 9);`);

  await board.clock.advance(100);

  expect(board.lines).toEqual(["true true true", "true"]);
});
