/**
 * What a sensor's Storage holds when it leaves the workbench: the programs of its boot, the
 * application in the first of its two slots, and its settings.
 */
import { type DeviceSettings, SETTINGS_FILE } from "../../protocol/settings";
import type { VirtualEspruino } from "../runtime/virtual-espruino";
import type { Firmware } from "./firmware-bundle";

const DOORS_FILE = ".boot0";
const LOADER_FILE = ".bootcde";
const APPLICATION_FILE = "aed-app0";

/** Fills the Storage of a new device, by cable. */
export function provisionDevice(
  device: VirtualEspruino,
  firmware: Firmware,
  settings: DeviceSettings,
): void {
  const { storage } = device;
  const settingsText = Buffer.from(JSON.stringify(settings), "utf8").toString("latin1");
  storage.provision(DOORS_FILE, firmware.doors);
  storage.provision(LOADER_FILE, firmware.loader);
  storage.provision(APPLICATION_FILE, firmware.text);
  storage.provision(SETTINGS_FILE, settingsText);
}
