/** A cable brings another application: what the sensor knows of itself stays, the old one goes. */
import { expect, test } from "vitest";
import { claimBoot } from "../../../firmware/core/boot-log";
import { createDeviceStateStore, type DeviceState } from "../../../firmware/core/device-state";
import { forgetAppsOperations, notedBoot, notedState } from "../../../scripts/board/noted";
import { freshState } from "../../firmware/app-bench";
import { PowerCutFlash } from "../../firmware/core/power-cut-flash";
import { goodSettings } from "../../firmware/good-settings";

const BOOT_LOG_BYTES = 2 * 4096;
const APP = { version: 1_001_000, bytes: 50_000, crc: 7 };

function flashWith(...states: readonly DeviceState[]): PowerCutFlash {
  const flash = new PowerCutFlash(2);
  const store = createDeviceStateStore(flash);
  store.load();
  for (const state of states) expect(store.save(state)).toBe(true);
  return flash;
}

/** A board's raw pages: a boot log, then the device state on `flash`. */
function notedOn(flash: PowerCutFlash, bootLog = new PowerCutFlash(2)): string {
  return bootLog.read(0, BOOT_LOG_BYTES) + flash.read(0, 2 * flash.pageBytes);
}

function replay(flash: PowerCutFlash, count = Number.POSITIVE_INFINITY): void {
  for (const operation of forgetAppsOperations(notedOn(flash)).slice(0, count)) {
    const offset = operation.offset - BOOT_LOG_BYTES;
    if (operation.kind === "erase") flash.erasePage(offset);
    else flash.write(offset, operation.bytes);
  }
}

const stateOn = (flash: PowerCutFlash) => createDeviceStateStore(flash).load().state;

test("commands taken, settings and the reply that is owed stay; applications do not", () => {
  const told = { n: 12, reason: null };
  const flash = flashWith(freshState({ command: 12, slot: 1, apps: [APP, APP], told }));

  replay(flash);

  expect(stateOn(flash)).toEqual(freshState({ command: 12, slot: 0, apps: [null, null], told }));
});

test("an update or settings on trial end with it", () => {
  const tried = { ...goodSettings, brokerHost: "elsewhere" };
  const update = { n: 3, version: 2, bytes: 1, sha256: "ab", slot: 1 as const };
  const trial = { slot: 1 as const, trial: 2, update, fallback: goodSettings, settings: tried };
  const flash = flashWith(freshState({ ...trial, apps: [APP, APP] }));

  replay(flash);

  expect(stateOn(flash)).toEqual(freshState({ apps: [null, null] }));
});

test("a cable that is pulled between two operations leaves the state before or after", () => {
  // So many that the newest snapshot ends near the end of a page, and the other one is needed.
  const many = Array.from({ length: 40 }, (_, index) => freshState({ command: index + 1 }));
  for (let saved = 1; saved <= many.length; saved++) {
    for (const count of [0, 1, 2]) {
      const flash = flashWith(...many.slice(0, saved));
      replay(flash, count);

      expect(stateOn(flash)).toMatchObject({ command: saved });
    }
  }
});

test("a board without a state has nothing to forget, is no sensor and has not booted", () => {
  const bare = "\xff".repeat(4 * 4096);

  expect(forgetAppsOperations(bare)).toEqual([]);
  expect([notedState(bare), notedBoot(bare)]).toEqual([undefined, 0]);
});

test("a sensor whose settings file is gone still knows who it is, and its newest boot", () => {
  const bootLog = new PowerCutFlash(2);
  for (let boot = 0; boot < 3; boot++) claimBoot(bootLog, 17);
  const noted = notedOn(flashWith(freshState()), bootLog);

  expect(notedState(noted)?.settings.keyHex).toBe(goodSettings.keyHex);
  expect(notedBoot(noted)).toBe(19);
});
