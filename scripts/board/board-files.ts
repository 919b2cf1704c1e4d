/**
 * What belongs onto a board, in the order in which it is written: nothing starts before all of it
 * is there. The names are those of the memory map in firmware/docs/boot-and-flash.md.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type DeviceSettings, SETTINGS_FILE } from "../../protocol/settings";

export interface BoardFile {
  readonly name: string;
  /** 8-bit characters. */
  readonly content: string;
}

/** Starts the application: written last, and removed first. */
export const LOADER_FILE = ".bootcde";
export const APP_FILE = "aed-app0";
/** The slot of an update, which would be started instead of what the cable brings. */
export const OTHER_APP_FILE = "aed-app1";
/** Programs that the interpreter would run besides ours. */
export const FOREIGN_BOOT_FILES = [
  ".boot1",
  ".boot2",
  ".boot3",
  ".bootrst",
  ".bootPowerOn",
  ".varimg",
] as const;

function built(folder: string, name: string): string {
  return readFileSync(join(folder, name), "latin1");
}

/** The files of one sensor; `firmwareFolder` holds what the build made. */
export function boardFiles(firmwareFolder: string, settings: DeviceSettings): BoardFile[] {
  return [
    { name: APP_FILE, content: built(firmwareFolder, "bundle.js") },
    { name: SETTINGS_FILE, content: JSON.stringify(settings) },
    { name: ".boot0", content: built(firmwareFolder, "doors.js") },
    { name: LOADER_FILE, content: built(firmwareFolder, "loader.js") },
  ];
}
