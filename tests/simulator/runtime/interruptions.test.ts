/**
 * Out of memory and too deep a recursion: no exceptions, but the end of a callback, and of its
 * interval. The order of what is told is the real interpreter's.
 */
import { expect, test } from "vitest";
import { bootTestBoard } from "./test-board";

const HANDLERS = `
  process.on("uncaughtException", function (e) { print("exception " + e.message); });
  E.on("errorFlag", function (flags) { print("flags " + flags.join()); });`;

const RECURSION = "exception Too much recursion - the stack is about to overflow";

test("too deep a recursion in an interval is told, and the interval is gone", async () => {
  const { device, clock, lines } = await bootTestBoard(`${HANDLERS}
    setInterval(function () { print("tick"); }, 1000);`);
  await clock.advance(1000);

  device.interruptNext("recursion");
  await clock.advance(10_000);

  expect(lines).toEqual(["tick", RECURSION, "flags CALLBACK"]);
});

test("no memory in an interval raises flags only, and the interval is gone", async () => {
  const { device, clock, lines } = await bootTestBoard(`${HANDLERS}
    setInterval(function () { print("tick"); }, 1000);
    setInterval(function () { print("other"); }, 4000);`);

  device.interruptNext("memory");
  await clock.advance(4000);

  expect(lines).toEqual(["flags CALLBACK,LOW_MEMORY,MEMORY", "other"]);
});

test("a timeout is over anyway: no flag for it", async () => {
  const { device, clock, lines } = await bootTestBoard(`${HANDLERS}
    setTimeout(function () { print("never"); }, 1000);
    setTimeout(function () { print("next"); }, 2000);`);

  device.interruptNext("recursion");
  await clock.advance(2000);

  expect(lines).toEqual([RECURSION, "next"]);
});

test("a watch that repeats is removed, its pin stays unseen", async () => {
  const { device, lines } = await bootTestBoard(`${HANDLERS}
    setWatch(function (e) { print("door " + e.state); }, D27, { repeat: true });`);

  device.interruptNext("memory");
  device.wiring.drive(27, 0);
  device.wiring.drive(27, 1);

  expect(lines).toEqual(["flags CALLBACK,LOW_MEMORY,MEMORY"]);
});

test("an interrupted event takes the others that wait with it", async () => {
  const { device, clock, lines } = await bootTestBoard(`${HANDLERS}
    E.on("x", function (n) { print("x" + n); });
    setTimeout(function () {
      E.emit("x", 1); E.emit("x", 2); digitalWrite(D23, 1); print("emitted");
    }, 1000);
    setTimeout(function () { E.emit("x", 3); }, 3000);`);
  device.wiring.setOutput = () => {
    device.wiring.setOutput = () => {};
    device.interruptNext("recursion");
  };

  await clock.advance(3000);

  expect(lines).toEqual(["emitted", RECURSION, "x3"]);
});

test("flags are told once, until they are taken down", async () => {
  const { device, lines } = await bootTestBoard(`${HANDLERS}`);

  device.raiseErrorFlags(["MEMORY"]);
  device.raiseErrorFlags(["MEMORY", "CALLBACK"]);
  device.raiseErrorFlags(["MEMORY"]);

  expect(lines).toEqual(["flags MEMORY", "flags CALLBACK"]);
});

test("without a handler the exception is printed", async () => {
  const { device, clock, lines } = await bootTestBoard("setTimeout(print, 1000, 'never');");

  device.interruptNext("recursion");
  await clock.advance(1000);

  expect(lines).toEqual(["Uncaught Error: Too much recursion - the stack is about to overflow"]);
});

test("a device that does not run cannot be interrupted", async () => {
  const { device } = await bootTestBoard("print(1);");
  device.powerOff();

  expect(() => device.interruptNext("memory")).toThrow(/does not run/);
});
