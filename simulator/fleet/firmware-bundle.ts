/**
 * The built firmware as the fleet gets it: text and manifest from a folder, checked against its
 * hash. The text is a byte string, because that is what source code is on the board.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CABINET_PLACES, type CabinetPins } from "../cabinet/cabinet";
import { pinNumber } from "../runtime/pin-wiring";

export interface FirmwareManifest {
  readonly version: string;
  readonly board: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly pins: CabinetPins;
}

export interface Firmware {
  readonly text: string;
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

/** Reads `bundle.js` and `manifest.json` in `folder`. Throws what to do when they do not fit. */
export function loadFirmware(folder: string): Firmware {
  const bytes = readFile(join(folder, "bundle.js"));
  const manifest = readManifest(join(folder, "manifest.json"));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (sha256 !== manifest.sha256) {
    throw new Error(
      `The firmware bundle in ${folder} has sha256 ${sha256}, its manifest says ` +
        `${manifest.sha256}. ${REMEDY}`,
    );
  }
  return { text: bytes.toString("latin1"), manifest };
}
