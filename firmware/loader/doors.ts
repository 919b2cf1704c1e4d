/**
 * The first boot file, `.boot0`: closes what would let anybody nearby run programs on the sensor.
 * The interpreter opens telnet, a console over Bluetooth and an access point of its own by default.
 * Each step for itself: an interpreter that lacks a door must still close the others.
 */
import { SETTINGS_FILE } from "../../protocol/settings";

const boardModule: typeof require = require;
const PASSWORD_LENGTH = 16;

function attempt(step: () => void): void {
  try {
    step();
  } catch (_problem) {
    // Nothing to close.
  }
}

attempt(function () {
  boardModule("TelnetServer").setOptions({ mode: "off" });
});
attempt(function () {
  NRF.setServices({}, { uart: false });
});
attempt(function () {
  boardModule("Wifi").stopAP();
});
attempt(function () {
  // A board without settings, or with settings that nobody can read, stays open to the cable. The
  // other side of this rule is in protocol/host/console-password.ts.
  const settings = JSON.parse("" + boardModule("Storage").read(SETTINGS_FILE)) as {
    keyHex: string;
  };
  const digest = boardModule("crypto").SHA256("console\n" + settings.keyHex);
  E.setPassword(btoa(E.toString(digest)).substr(0, PASSWORD_LENGTH));
  E.lockConsole();
});
