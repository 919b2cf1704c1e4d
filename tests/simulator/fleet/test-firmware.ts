/** A tiny hand-written firmware, and settings for it: enough to see that a fleet lives. */
import { createHash } from "node:crypto";
import { completeSettings, type DeviceSettings } from "../../../protocol/settings";
import type { Firmware } from "../../../simulator/fleet/firmware-bundle";
import type { FleetCabinet } from "../../../simulator/fleet/fleet";

export const TINY_SOURCE = `(function () {
  var settings = JSON.parse(require("Storage").read("aed-settings"));
  print("boot " + settings.id + " door " + digitalRead(D27));
  function tell(pin, high, low) {
    setWatch(function (e) { print(e.state ? high : low); }, pin, { repeat: true });
  }
  tell(D27, "door opened", "door closed");
  tell(D26, "aed removed", "aed returned");
})();`;

/** Starts the application as the real loader does. */
export const TINY_LOADER = `(function () {
  eval(require("Storage").read("aed-app0"));
})();`;

export const TINY_DOORS = `require("TelnetServer").setOptions({ mode: "off" });`;

function recordOf(source: string) {
  const sha256 = createHash("sha256").update(source, "latin1").digest("hex");
  return { sha256, bytes: source.length };
}

export function tinyFirmware(source = TINY_SOURCE): Firmware {
  return {
    text: source,
    loader: TINY_LOADER,
    doors: TINY_DOORS,
    manifest: {
      version: "0.0.1",
      board: "espruino-esp32",
      ...recordOf(source),
      loader: recordOf(TINY_LOADER),
      doors: recordOf(TINY_DOORS),
      pins: {
        doorReed: "D27",
        aedPresent: "D26",
        padsContact: "D25",
        indicator: "D34",
        statusLed: "D23",
        microphone: "D33",
        supply: "D35",
        buzzer: "D32",
      },
    },
  };
}

export function settingsOf(id: string): DeviceSettings {
  return completeSettings({
    version: 1,
    id,
    firstBoot: 1,
    keyHex: "00".repeat(32),
    wifiSsid: "fleet",
    wifiPassword: "",
    brokerHost: "127.0.0.1",
    brokerPort: 1883,
    heartbeatS: 900,
    keepAliveS: 60,
    readyBlinkPeriodMs: 3000,
    faultBlinkPeriodMs: 0,
    batteryLowBlinkPeriodMs: 0,
    blinkTolerancePercent: 20,
    hasPadsContact: true,
  });
}

export function fleetCabinets(count: number): FleetCabinet[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `test-${String(index).padStart(4, "0")}`;
    return { id, aedModelId: "onsite", settings: settingsOf(id) };
  });
}
