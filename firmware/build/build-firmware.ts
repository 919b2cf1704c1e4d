/** Builds the firmware: bundle, check for what the interpreter lacks, size limit, manifest. */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PIN_NAMES } from "../boards/pins";
import { FIRMWARE_VERSION } from "../version";
import { bundleFirmware } from "./bundle";
import { requireFitting, sizeReport } from "./size-report";
import { requireSubset } from "./subset-check";

const ENTRY_FILE = join(__dirname, "../main.ts");
export const BUNDLE_FILE = "bundle.js";
export const MANIFEST_FILE = "manifest.json";

/** What a bundle is, for whoever installs or simulates it. */
export interface Manifest {
  readonly version: string;
  readonly board: string;
  /** Of the bundle's bytes, hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
  /** Which pin each part of the cabinet is wired to. */
  readonly pins: typeof PIN_NAMES;
}

export interface BuiltFirmware {
  readonly manifest: Manifest;
  /** Sizes by module, as text. */
  readonly report: string;
}

/**
 * Writes bundle and manifest into `outFolder`, which is made when it is missing. Throws when the
 * bundle uses what the interpreter lacks, or is too large.
 */
export async function buildFirmware(options: {
  readonly outFolder: string;
}): Promise<BuiltFirmware> {
  const { text, metafile } = await bundleFirmware(ENTRY_FILE);
  const bytes = Buffer.from(text, "utf8");
  requireSubset(BUNDLE_FILE, text);
  requireFitting(bytes.length);
  const manifest: Manifest = {
    version: FIRMWARE_VERSION,
    board: "espruino-esp32",
    sha256: createHash("sha256").update(bytes).digest("hex"),
    bytes: bytes.length,
    pins: PIN_NAMES,
  };
  mkdirSync(options.outFolder, { recursive: true });
  writeFileSync(join(options.outFolder, BUNDLE_FILE), bytes);
  writeFileSync(join(options.outFolder, MANIFEST_FILE), `${JSON.stringify(manifest)}\n`);
  return { manifest, report: sizeReport(bytes.length, metafile) };
}
