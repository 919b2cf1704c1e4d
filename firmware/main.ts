/**
 * Composition root: the one place where board, settings, drivers and application meet. A sensor
 * that cannot work says why on its console and with a quick blinking light, stays silent on the
 * network, so that the broker shows it as unknown, and restarts every hour.
 */
import { App, WATCHDOG_S } from "./app";
import { createBoard } from "./boards/espruino-esp32";
import { type ClaimedBoot, claimBoot, lastBoot, leaveNote } from "./core/boot-log";
import type { DeviceState } from "./core/device-state";
import {
  BOOT_LOG_PAGES,
  DEVICE_STATE_PAGES,
  type FlashArea,
  OUTBOX_PAGES,
} from "./core/flash-area";
import { createKeyedHash } from "./core/keyed-hash";
import { napNote, napOf, planNaps } from "./core/nap";
import { createOutbox, REFUSALS_MAX, REFUSALS_MAX_SOON } from "./core/outbox";
import type { Board } from "./hal/board";
import { SLEEP_MS_MAX } from "./hal/system";
import { createDrivers } from "./sensors";
import { createSigns } from "./signs";
import { contactLevels, sleepS } from "./sleeper";
import { type FoundState, findState } from "./state";

const NO_BOOT_NUMBER =
  "No boot number: the boot log in flash is destroyed or cannot be written. " +
  "Erase the flash and provision again; if it comes back, replace this sensor.";
/** A flash or a file that failed once may work then. */
const PROBLEM_REBOOT_MS = 3600000;
const PROBLEM_LINE_MS = 10000;
const PROBLEM_BLINK_MS = 250;
/** Boots in a row without success: told, and from the second figure on only link and update run. */
export const RESTART_LOOP_BOOTS = 3;
export const SAFE_MODE_BOOTS = 6;

/** The pages of the raw partition that belong to one part; see core/flash-area.ts. */
function areaOf(board: Board, range: readonly [number, number]): FlashArea {
  const flash = board.flash;
  const pageBytes = flash.pageBytes;
  const base = range[0] * pageBytes;
  return {
    pageBytes: pageBytes,
    pages: range[1],
    crc32: board.crypto.crc32,
    read: function (offset, length) {
      return flash.read(base + offset, length);
    },
    write: function (offset, bytes) {
      flash.write(base + offset, bytes);
    },
    erasePage: function (offset) {
      flash.erasePage(base + offset);
    },
  };
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
    board.pins.statusLed.drive(isLit);
  });
  board.clock.after("problem reboot", PROBLEM_REBOOT_MS, board.system.reboot);
  say();
}

function tryToClaimBoot(flash: FlashArea, firstBoot: number): ClaimedBoot | undefined {
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

/** True when this boot is only one nap of a longer sleep, and the next one has begun. */
function sleepsOn(board: Board, bootLog: FlashArea, state: DeviceState): boolean {
  if (!state.settings.isBatteryPowered) return false;
  try {
    const last = lastBoot(bootLog);
    const nap = napOf(last.note);
    if (!nap || nap.napsLeft === 0 || nap.levels !== contactLevels(board)) return false;
    const left = { napsLeft: nap.napsLeft - 1, levels: nap.levels };
    // Without a note the chain would never end.
    if (!leaveNote(bootLog, last, napNote(left, last.note % 16))) return false;
  } catch (_problem) {
    return false;
  }
  board.system.deepSleep(planNaps(sleepS(state.settings.heartbeatS) * 1000, SLEEP_MS_MAX).napMs);
  return true;
}

/** Everything that runs until the next restart. */
function startApp(board: Board, found: FoundState): void {
  const state = found.state;
  const bootLog = areaOf(board, BOOT_LOG_PAGES);
  if (sleepsOn(board, bootLog, state)) return;
  const claimed = tryToClaimBoot(bootLog, state.settings.firstBoot);
  if (!claimed) {
    halt(board, NO_BOOT_NUMBER);
    return;
  }
  const hash = createKeyedHash(board.crypto, state.settings.keyHex);
  board.random.seed(seedOf(hash.digest("seed\n" + claimed.boot)));
  const isSafeMode = claimed.failedBoots >= SAFE_MODE_BOOTS;
  const faults = found.faults;
  if (claimed.isFlashFailing) faults.push("flash-failing");
  if (claimed.failedBoots >= RESTART_LOOP_BOOTS) faults.push("restart-loop");
  if (isSafeMode) faults.push("safe-mode");
  new App({
    board: board,
    state: state,
    saveState: found.save,
    hash: hash,
    claimed: claimed,
    bootLog: bootLog,
    outbox: createOutbox(
      areaOf(board, OUTBOX_PAGES),
      state.settings.isBatteryPowered ? REFUSALS_MAX_SOON : REFUSALS_MAX,
    ),
    drivers: isSafeMode ? [] : createDrivers(board, state.settings),
    signs: createSigns({
      clock: board.clock,
      led: board.pins.statusLed,
      buzzer: board.pins.buzzer,
      hasBuzzer: state.settings.hasBuzzer,
    }),
    faults: faults,
    isSafeMode: isSafeMode,
  }).start();
}

function start(board: Board): void {
  // First: what goes wrong from here on, and nobody catches, ends in a restart.
  board.system.enableWatchdog(WATCHDOG_S);
  const found = findState(board, areaOf(board, DEVICE_STATE_PAGES), areaOf(board, OUTBOX_PAGES));
  if ("problem" in found) halt(board, found.problem);
  else startApp(board, found);
}

start(createBoard());
