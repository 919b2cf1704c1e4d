/** The ways into a board: open after each boot, until the firmware closes them. */
import { expect, test } from "vitest";
import { bootTestBoard, linesOf } from "./test-board";

const CLOSE = `require("TelnetServer").setOptions({ mode: "off" });
  E.setPassword("secret"); E.lockConsole(); E.setConsole(null, { force: true });
  NRF.setServices({}, { uart: false }); require("Wifi").stopAP();`;

test("all doors are open after boot", async () => {
  const { device } = await bootTestBoard("print(1);");

  expect(device.doors).toMatchObject({
    isTelnetOn: true,
    isBleUartOn: true,
    isAccessPointOn: true,
    hasConsole: true,
    isConsoleLocked: false,
  });
  expect(device.doors?.password).toBeUndefined();
});

test("the firmware can close them all", async () => {
  const { device, lines } = await bootTestBoard(CLOSE);

  expect(lines).toEqual([]);
  expect(device.doors).toEqual({
    isTelnetOn: false,
    isBleUartOn: false,
    isAccessPointOn: false,
    hasConsole: false,
    isConsoleLocked: true,
    password: "secret",
  });
});

test("a restart opens them again, and without power there are none", async () => {
  const { device, clock } = await bootTestBoard(
    `if (!require("Storage").read("x")) { require("Storage").write("x", "1"); ${CLOSE} }`,
  );

  device.reboot();
  await clock.advance(1000);
  expect(device.doors?.isTelnetOn).toBe(true);
  device.powerOff();
  expect(device.doors).toBeUndefined();
});

test("a console without a password cannot be locked", async () => {
  const { device } = await bootTestBoard(`E.setPassword("x"); E.setPassword(); E.lockConsole();`);

  expect(device.doors).toMatchObject({ isConsoleLocked: false, password: undefined });
});

test("a console that is not forced to nowhere comes back", async () => {
  const { device } = await bootTestBoard("E.setConsole(null);");

  expect(device.doors?.hasConsole).toBe(true);
});

test("nonsense is refused as the interpreter refuses it", async () => {
  const lines = await linesOf(`
    function t(f) { try { f(); print("ok"); } catch (e) { print(e.message); } }
    var telnet = require("TelnetServer");
    t(function () { telnet.setOptions({ mode: "x" }); });
    t(function () { telnet.setOptions("off"); });
    t(function () { telnet.setOptions({}); });
    t(function () { NRF.setServices(5); });`);

  expect(lines).toEqual([
    "Unknown mode value",
    "Expecting Object, got String",
    "ok",
    "Expecting Object or undefined, got Number",
  ]);
});

test("the access point's end calls back", async () => {
  const lines = await linesOf(`var w = require("Wifi"); print(w.getStatus().ap);
    w.stopAP(function () { print("off", w.getStatus().ap); }); print("first");`);

  expect(lines).toEqual(["enabled", "first", "off disabled"]);
});
