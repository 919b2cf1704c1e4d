/**
 * Composition root: the one place where board, settings, drivers and application meet. A sensor
 * that cannot work says why on its console and with a quick blinking light, stays silent on the
 * network, so that the broker shows it as unknown, and restarts every hour.
 */
import type { DeviceSettings } from "../protocol/settings";
import { SETTINGS_FILE } from "../protocol/settings";
import { App, WATCHDOG_S } from "./app";
import { createBoard } from "./boards/espruino-esp32";
import { type BootLogFlash, type ClaimedBoot, claimBoot } from "./core/boot-log";
import { createDebounce, observe } from "./core/debounce";
import { createKeyedHash } from "./core/keyed-hash";
import { readSettings } from "./core/settings";
import type { AedDriver, Finding } from "./drivers/aed-driver";
import { Contact } from "./drivers/contact";
import { StatusLight } from "./drivers/status-light";
import type { Board } from "./hal/board";
import type { DigitalInput } from "./hal/pins";

const NO_BOOT_NUMBER =
  "No boot number: the boot log in flash is destroyed or cannot be written. " +
  "Erase the flash and provision again; if it comes back, replace this sensor.";
/** A flash or a file that failed once may work then. */
const PROBLEM_REBOOT_MS = 3600000;
const PROBLEM_LINE_MS = 10000;
const PROBLEM_BLINK_MS = 250;

interface ContactWiring {
  readonly name: string;
  readonly input: DigitalInput;
  readonly whenLow: Finding;
  readonly whenHigh: Finding;
  readonly whenUnsettled: Finding;
}

function contact(board: Board, wiring: ContactWiring): AedDriver {
  return new Contact({
    name: wiring.name,
    input: wiring.input,
    whenLow: wiring.whenLow,
    whenHigh: wiring.whenHigh,
    whenUnsettled: wiring.whenUnsettled,
    clock: board.clock,
    filter: { create: createDebounce, observe: observe },
  });
}

function createDrivers(board: Board, settings: DeviceSettings): readonly AedDriver[] {
  const drivers = [
    contact(board, {
      name: "door",
      input: board.pins.doorReed,
      whenLow: { kind: "door", door: "closed" },
      whenHigh: { kind: "door", door: "open" },
      whenUnsettled: { kind: "door", door: "unknown" },
    }),
    contact(board, {
      name: "presence",
      input: board.pins.aedPresent,
      whenLow: { kind: "presence", present: true },
      whenHigh: { kind: "presence", present: false },
      whenUnsettled: { kind: "presence", present: "unknown" },
    }),
    new StatusLight({
      sensor: board.pins.indicator,
      clock: board.clock,
      readyBlinkPeriodMs: settings.readyBlinkPeriodMs,
      faultBlinkPeriodMs: settings.faultBlinkPeriodMs,
      batteryLowBlinkPeriodMs: settings.batteryLowBlinkPeriodMs,
      blinkTolerancePercent: settings.blinkTolerancePercent,
    }),
  ];
  if (settings.hasPadsContact) {
    drivers.push(
      contact(board, {
        name: "pads",
        input: board.pins.padsContact,
        whenLow: { kind: "pads", pads: "ok" },
        whenHigh: { kind: "pads", pads: "disconnected" },
        whenUnsettled: { kind: "pads", pads: "unknown" },
      }),
    );
  }
  return drivers;
}

/** The sensor cannot work: says so until somebody helps, and tries again now and then. */
function halt(board: Board, problem: string): void {
  let isLit = false;
  function say(): void {
    board.log(problem);
    board.system.kickWatchdog();
  }
  board.clock.every("problem line", PROBLEM_LINE_MS, say);
  board.clock.every("problem blink", PROBLEM_BLINK_MS, function () {
    isLit = !isLit;
    board.pins.statusLed.set(isLit);
  });
  board.clock.after("problem reboot", PROBLEM_REBOOT_MS, board.system.reboot);
  say();
}

function tryToClaimBoot(flash: BootLogFlash, firstBoot: number): ClaimedBoot | undefined {
  try {
    return claimBoot(flash, firstBoot);
  } catch (_problem) {
    return undefined;
  }
}

/** 31 bits out of the device key, different in every boot. */
function seedOf(digest: string): number {
  const low = digest.charCodeAt(0) + digest.charCodeAt(1) * 256;
  return low + digest.charCodeAt(2) * 65536 + (digest.charCodeAt(3) & 127) * 16777216;
}

function start(board: Board): void {
  // First: what goes wrong from here on, and nobody catches, ends in a restart.
  board.system.enableWatchdog(WATCHDOG_S);
  const read = readSettings(board.storage.read(SETTINGS_FILE));
  if ("problem" in read) {
    halt(board, read.problem);
    return;
  }
  const flash = board.flash;
  const bootLog: BootLogFlash = {
    pageBytes: flash.pageBytes,
    crc32: board.crypto.crc32,
    read: flash.read,
    write: flash.write,
    erasePage: flash.erasePage,
  };
  const claimed = tryToClaimBoot(bootLog, read.settings.firstBoot);
  if (!claimed) {
    halt(board, NO_BOOT_NUMBER);
    return;
  }
  const hash = createKeyedHash(board.crypto, read.settings.keyHex);
  board.random.seed(seedOf(hash.digest("seed\n" + claimed.boot)));
  new App({
    board: board,
    settings: read.settings,
    hash: hash,
    claimed: claimed,
    bootLog: bootLog,
    drivers: createDrivers(board, read.settings),
  }).start();
}

start(createBoard());
