/**
 * The boot program, `.bootcde`: starts the application in one of the two slots and disappears.
 * Written once by cable, never updated, so it is as small and as plain as it can be.
 */
import { DEVICE_STATE_PAGES } from "../core/flash-area";
import { chooseApp } from "./slot";

/** Under another name than `require`, which the build would take for an import. */
const boardModule: typeof require = require;
const PAGE_BYTES = 4096;
/** The raw partition of the ESP32 build begins at 0x310000. */
const STATE_ADDRESS = 0x310000 + DEVICE_STATE_PAGES[0] * PAGE_BYTES;
/** An application that hangs, or does not even parse, is restarted, and so runs out of trials. */
const WATCHDOG_S = 120;
const REBOOT_MS = 3600000;

const flash = boardModule("Flash");

function reboot(): void {
  E.reboot();
}

const text = chooseApp({
  pageBytes: PAGE_BYTES,
  pages: 2,
  crc32: function (bytes) {
    return E.CRC32(bytes);
  },
  read: function (offset, length) {
    return E.toString(flash.read(length, STATE_ADDRESS + offset));
  },
  write: function (offset, bytes) {
    flash.write(E.toUint8Array(bytes), STATE_ADDRESS + offset);
  },
  erasePage: function (offset) {
    flash.erasePage(STATE_ADDRESS + offset);
  },
  readApp: function (slot, length) {
    return boardModule("Storage").read("aed-app" + slot, 0, length);
  },
});
if (text) E.enableWatchdog(WATCHDOG_S, false);
else console.log("No application; provision again");
// From the idle loop: on an empty stack, with no scope around it, and the text stays in flash.
// Not `eval` as the argument itself: the minifier takes that for a call, after which no name is
// safe.
// biome-ignore lint/security/noGlobalEval: only eval runs a text where it lies, in flash.
setTimeout(text ? eval : reboot, text ? 0 : REBOOT_MS, text);
