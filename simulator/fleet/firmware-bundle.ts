/**
 * The built firmware as the fleet gets it: its programs and their manifest from a folder, checked
 * against their hashes. Texts are byte strings, because that is what source code is on the board.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CABINET_PLACES, type CabinetPins } from "../cabinet/sensor-wires";
import { pinNumber } from "../runtime/pin-wiring";

/** What the manifest says about a program. */
interface ProgramRecord {
  readonly sha256: string;
  readonly bytes: number;
}

/** The record at its top is the application's. */
export interface FirmwareManifest extends ProgramRecord {
  readonly version: string;
  readonly board: string;
  readonly pins: CabinetPins;
  readonly loader: ProgramRecord;
  readonly doors: ProgramRecord;
}

export interface Firmware {
  /** The application, which the loader picks. */
  readonly text: string;
  /** The program that runs last at boot: `.bootcde`. */
  readonly loader: string;
  /** The program that runs first at boot: `.boot0`. */
  readonly doors: string;
  readonly manifest: FirmwareManifest;
}

const REMEDY = "Run: npm run build:firmware";

function readFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Error(`The firmware file ${path} cannot be read. ${REMEDY}`, { cause: error });
  }
}

function readManifest(path: string): FirmwareManifest {
  let manifest: FirmwareManifest;
  try {
    manifest = JSON.parse(readFile(path).toString("utf8")) as FirmwareManifest;
    for (const place of CABINET_PLACES) pinNumber(manifest.pins[place]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The firmware manifest ${path} is not usable: ${reason} ${REMEDY}`, {
      cause: error,
    });
  }
  return manifest;
}

/** The text of a program, if it is the one that the manifest tells of. */
function readProgram(path: string, record: ProgramRecord | undefined): string {
  const bytes = readFile(path);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (sha256 !== record?.sha256) {
    throw new Error(
      `The firmware program ${path} has sha256 ${sha256}, its manifest says ` +
        `${record?.sha256}. ${REMEDY}`,
    );
  }
  return bytes.toString("latin1");
}

/**
 * Reads `bundle.js`, `loader.js`, `doors.js` and `manifest.json` in `folder`. Throws what to do
 * when they do not fit.
 */
export function loadFirmware(folder: string): Firmware {
  const manifest = readManifest(join(folder, "manifest.json"));
  return {
    text: readProgram(join(folder, "bundle.js"), manifest),
    loader: readProgram(join(folder, "loader.js"), manifest.loader),
    doors: readProgram(join(folder, "doors.js"), manifest.doors),
    manifest,
  };
}
