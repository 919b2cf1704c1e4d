/** E, process, crypto, watchdog and restarts of the virtual board (espruino.md 3, 5 and 7). */
import { createHash, createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { BOOT_MS } from "../../../simulator/runtime/virtual-espruino";
import { bootTestBoard, createTestBoard, linesOf } from "./test-board";

describe("E", () => {
  test("CRC32 is the one of IEEE 802.3", async () => {
    const lines = await linesOf(`
      print(E.CRC32("123456789").toString(16), E.CRC32(new Uint8Array([0])).toString(16));`);

    expect(lines).toEqual(["cbf43926 d202ef8d"]);
  });

  test("toUint8Array and toString take text, numbers, arrays and buffers", async () => {
    const lines = await linesOf(`
      print(E.toUint8Array("a", 66, [67, "d"]).length, E.toString(new Uint8Array([72, 105])));
      print(E.toString([72, [105]], new Uint8Array([33]).buffer));`);

    expect(lines).toEqual(["4 Hi", "Hi!"]);
  });

  test("error flags are raised once, with an event", async () => {
    const board = await bootTestBoard(`
      E.on("errorFlag", function (f) { print(f.join()); print(E.getErrorFlags().join());
        print(E.getErrorFlags().length); });`);

    board.device.raiseErrorFlags(["LOW_MEMORY", "MEMORY"]);

    expect(board.lines).toEqual(["LOW_MEMORY,MEMORY", "LOW_MEMORY,MEMORY", "0"]);
  });

  test("every listener runs, even if one throws and takes itself out", async () => {
    const board = await bootTestBoard(`
      function first() { E.removeListener("errorFlag", first); throw new Error("first"); }
      E.on("errorFlag", first); E.on("errorFlag", function () { print("second"); });`);

    board.device.raiseErrorFlags(["CALLBACK"]);
    board.device.raiseErrorFlags(["MEMORY"]);

    expect(board.lines).toEqual(["second", "Uncaught Error: first", "second"]);
  });

  test("emit takes four arguments at most", async () => {
    const lines = await linesOf(`
      try { E.emit("x", 1, 2, 3, 4, 5); } catch (e) { print("refused"); }`);

    expect(lines).toEqual(["refused"]);
  });
});

describe("crypto", () => {
  test("hashes are ArrayBuffers of the right bytes", async () => {
    const lines = await linesOf(`
      var c = require("crypto"); print(c.SHA256("abc") instanceof ArrayBuffer);
      print(btoa(c.SHA256("abc"))); print(btoa(c.SHA256(new Uint8Array([97, 98, 99]))));`);

    const expected = createHash("sha256").update("abc").digest("base64");
    expect(lines).toEqual(["true", expected, expected]);
  });

  test("there is no HMAC, but one can be made of SHA256 as on the board", async () => {
    const lines = await linesOf(`
      function hmac(k, m) { var c = require("crypto"), a = new Uint8Array(64);
        a.set(E.toUint8Array(k));
        return c.SHA256(E.toString(a.map(function (x) { return x ^ 92; })) + E.toString(c.SHA256(
          E.toString(a.map(function (x) { return x ^ 54; })) + m))); }
      print(typeof require("crypto").HMAC, btoa(hmac("key", "message")));`);

    const expected = createHmac("sha256", "key").update("message").digest("base64");
    expect(lines).toEqual([`undefined ${expected}`]);
  });

  test("the other hashes of the board are there too", async () => {
    const lines = await linesOf(`var c = require("crypto");
      ["SHA1", "SHA224", "SHA384", "SHA512"].forEach(function (n) { print(btoa(c[n]("abc"))); });`);

    const expected = ["sha1", "sha224", "sha384", "sha512"].map((name) => {
      return createHash(name).update("abc").digest("base64");
    });
    expect(lines).toEqual(expected);
  });

  test("data too long for the interpreter's stack is refused", async () => {
    const lines = await linesOf(`
      try { require("crypto").SHA256(new Uint8Array(30000)); } catch (e) { print(e.message); }`);

    expect(lines).toEqual(["Not enough stack memory for data"]);
  });
});

describe("restarts", () => {
  test("E.reboot ends the program at once and starts it again, clock at zero", async () => {
    const board = await bootTestBoard(`
      print("boot at " + getTime());
      setTimeout(function () { try { E.reboot(); } catch (e) {} print("never"); }, 1000);`);

    await board.clock.advance(1400);

    expect(board.lines).toEqual(["boot at 0", "boot at 0"]);
    expect(board.device.bootCount).toBe(2);
  });

  test("a device that loses its power while it restarts stays off", async () => {
    const board = await bootTestBoard("setTimeout(function () { E.reboot(); }, 1000);");
    await board.clock.advance(1100);

    board.device.powerOff();
    await board.clock.advance(60_000);

    expect([board.device.isRunning, board.device.bootCount]).toEqual([false, 1]);
  });

  test("E.reboot of code whose power is gone does not disturb the boot that follows", async () => {
    const board = await bootTestBoard(`setTimeout(function () {
      try { digitalWrite(D23, 1); } catch (e) {} E.reboot(); }, 1000);`);
    const { clock, device } = board;
    device.wiring.setOutput = () => {
      device.wiring.setOutput = () => {};
      device.powerOff();
      device.powerOn();
      clock.block(100);
    };

    await clock.advance(1000);
    await clock.advance(BOOT_MS - 100);

    expect([device.isRunning, device.bootCount]).toEqual([true, 2]);
  });

  test("code that goes on after a power cut cannot restart the device, now or later", async () => {
    const board = createTestBoard(`print("boot");
      try { require("Storage").write("f", "x"); } catch (e) {
        try { E.enableWatchdog(5, false); } catch (e) {}
        E.reboot(); }`);
    board.device.cutPowerInFlash({ operation: 1, doneFraction: 0 });
    board.device.powerOn();

    await board.clock.advance(1000);
    const linesWithoutPower = [...board.lines];
    board.device.powerOn();
    await board.clock.advance(60_000);

    expect([linesWithoutPower, board.lines]).toEqual([["boot"], ["boot", "boot"]]);
  });

  test("a watchdog that is not kicked restarts the device", async () => {
    const board = await bootTestBoard("E.enableWatchdog(60, false); print('boot');");

    await board.clock.advance(61_000);

    expect(board.lines).toEqual(["boot", "boot"]);
  });

  test("a watchdog that is kicked does not", async () => {
    const board = await bootTestBoard(`E.enableWatchdog(60, false); print("boot");
      setInterval(function () { E.kickWatchdog(); }, 40000);`);

    await board.clock.advance(600_000);

    expect(board.lines).toEqual(["boot"]);
  });

  test("the automatic watchdog is happy whatever the program does", async () => {
    const board = await bootTestBoard("E.enableWatchdog(5); print('boot');");

    await board.clock.advance(600_000);

    expect(board.lines).toEqual(["boot"]);
  });

  test("without power nothing runs, and everything in memory is lost", async () => {
    const board = await bootTestBoard(`
      var n = 0; setInterval(function () { print(++n); }, 1000);
      setWatch(function () { print("door"); }, D27, true);`);
    await board.clock.advance(2000);

    board.device.powerOff();
    board.device.wiring.drive(27, 0);
    await board.clock.advance(10_000);
    board.device.powerOn();
    await board.clock.advance(1300);

    expect(board.lines).toEqual(["1", "2", "1"]);
  });

  test("process says that the board is virtual and how many variables are free", async () => {
    const lines = await linesOf(`
      var m = process.memory(); print(process.env.BOARD, process.env.SERIAL);
      print(m.free + m.usage === m.total, m.total);`);

    expect(lines).toEqual(["VIRTUAL test-board", "true 5000"]);
  });
});
