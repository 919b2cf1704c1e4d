/** ESP32: restart and deep sleep. */
import { expect, test } from "vitest";
import { BOOT_MS } from "../../../simulator/runtime/virtual-espruino";
import { bootTestBoard } from "./test-board";

const SAY = `print("boot", ESP32.getWakeupCause(), getTime(), typeof kept);`;

test("a sleeping board does nothing, and boots anew when its time has come", async () => {
  const { device, clock, lines } = await bootTestBoard(`${SAY}
    require("Storage").write("n", "x");
    setInterval(function () { print("tick"); }, 1000);
    setWatch(print, D27, { repeat: true });
    if (ESP32.getWakeupCause() === 0) {
      setTimeout(function () { try { ESP32.deepSleep(60e6); } catch (e) {} print("never"); }, 1500);
    }`);
  await clock.advance(1500);
  const asleep = [device.isAsleep, device.isRunning];
  device.wiring.drive(27, 0);

  await clock.advance(60_000 + BOOT_MS - 1);
  const before = [...lines];
  await clock.advance(1);

  expect(asleep).toEqual([true, false]);
  expect(before).toEqual(["boot 0 0 undefined", "tick"]);
  expect(lines.slice(2)).toEqual(["boot 4 0 undefined"]);
  expect([device.isAsleep, device.isRunning, device.bootCount]).toEqual([false, true, 2]);
  expect(device.storage.read("n")).toBe("x");
});

test.each([3e9, 2 ** 31])("a sleep of %d us does not fit, and does not end", async (us) => {
  const { device, clock } = await bootTestBoard(`ESP32.deepSleep(${us});`);

  await clock.advance(365 * 86_400_000);

  expect([device.isAsleep, device.bootCount]).toEqual([true, 1]);
});

test("the longest sleep is some 35 minutes", async () => {
  const { device, clock } = await bootTestBoard(
    `if (!ESP32.getWakeupCause()) ESP32.deepSleep(${2 ** 31 - 1});`,
  );

  await clock.advance(2_147_000);
  const asleep = device.isAsleep;
  await clock.advance(1000);

  expect([asleep, device.isAsleep, device.bootCount]).toEqual([true, false, 2]);
});

test("power and the reset button wake it, and it does not take that for a timer", async () => {
  const { device, clock, lines } = await bootTestBoard(
    `${SAY} setTimeout(function () { ESP32.deepSleep(60e6); }, 100);`,
  );

  await clock.advance(200);
  device.reboot();
  await clock.advance(BOOT_MS);
  await clock.advance(200);
  device.powerOff();
  device.powerOn();
  await clock.advance(BOOT_MS);

  expect(lines).toEqual(Array(3).fill("boot 0 0 undefined"));
});

test("a board whose power fails in its sleep stays off", async () => {
  const { device, clock } = await bootTestBoard("ESP32.deepSleep(1e6);");

  device.powerOff();
  await clock.advance(60_000);

  expect([device.isAsleep, device.isRunning, device.bootCount]).toEqual([false, false, 1]);
});

test("ESP32.reboot restarts like E.reboot", async () => {
  const { clock, lines } = await bootTestBoard(
    `${SAY} setTimeout(function () { ESP32.reboot(); }, 1000);`,
  );

  await clock.advance(1000 + BOOT_MS);

  expect(lines).toEqual(Array(2).fill("boot 0 0 undefined"));
});
