/**
 * Builds all that runs in a cabinet: the application, the loader that starts it and the file that
 * closes the doors before. Each is checked for what the interpreter lacks and for its size; the
 * manifest describes them.
 */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PIN_NAMES } from "../boards/pins";
import { FIRMWARE_VERSION } from "../version";
import { bundleFirmware } from "./bundle";
import {
  BUNDLE_BYTES_MAX,
  DOORS_BYTES_MAX,
  LOADER_BYTES_MAX,
  requireFitting,
  sizeReport,
} from "./size-report";
import { requireSubset } from "./subset-check";

export const BUNDLE_FILE = "bundle.js";
export const LOADER_FILE = "loader.js";
export const DOORS_FILE = "doors.js";
export const MANIFEST_FILE = "manifest.json";

/** What the loader knows a whole application by when it knows nothing else of it. */
const APP_END = ");\n";

interface Part {
  readonly file: string;
  readonly entryFile: string;
  readonly bytesMax: number;
  readonly isResident: boolean;
}

const APP: Part = {
  file: BUNDLE_FILE,
  entryFile: join(__dirname, "../main.ts"),
  bytesMax: BUNDLE_BYTES_MAX,
  isResident: true,
};
const LOADER: Part = {
  file: LOADER_FILE,
  entryFile: join(__dirname, "../loader/loader.ts"),
  bytesMax: LOADER_BYTES_MAX,
  isResident: false,
};
const DOORS: Part = {
  file: DOORS_FILE,
  entryFile: join(__dirname, "../loader/doors.ts"),
  bytesMax: DOORS_BYTES_MAX,
  isResident: false,
};

/** A file by its bytes; `sha256` is hexadecimal. */
export interface FileDigest {
  readonly sha256: string;
  readonly bytes: number;
}

/** What was built, for whoever installs or simulates it. The digest is the application's. */
export interface Manifest extends FileDigest {
  readonly version: string;
  readonly board: string;
  /** Goes into `.bootcde`. */
  readonly loader: FileDigest;
  /** Goes into `.boot0`. */
  readonly doors: FileDigest;
  /** Which pin each part of the cabinet is wired to. */
  readonly pins: typeof PIN_NAMES;
}

export interface BuiltFirmware {
  readonly manifest: Manifest;
  /** Sizes by module, as text. */
  readonly report: string;
}

interface BuiltPart {
  readonly text: Buffer;
  readonly digest: FileDigest;
  readonly report: string;
}

async function buildPart(part: Part, version: string): Promise<BuiltPart> {
  const { text, metafile } = await bundleFirmware({ ...part, version });
  const bytes = Buffer.from(text, "utf8");
  const size = { bytes: bytes.length, bytesMax: part.bytesMax };
  requireSubset(part.file, text);
  requireFitting(part.file, size);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return {
    text: bytes,
    digest: { sha256, bytes: bytes.length },
    report: sizeReport(part.file, size, metafile),
  };
}

/** Throws when the loader would take a whole application for a part, or a part for a whole. */
export function requireEnd(text: string): void {
  const at = text.indexOf(APP_END);
  if (at >= 0 && at === text.length - APP_END.length) return;
  throw new Error(
    `In the built ${BUNDLE_FILE} of ${text.length} bytes ${JSON.stringify(APP_END)} comes first ` +
      `at ${at}; the loader knows the end of an application by it. Let the entry file end in a ` +
      "call, and keep line breaks out of it.",
  );
}

/**
 * Writes the three files and the manifest into `outFolder`, which is made when it is missing.
 * `version` replaces the one in the source, for tests of updates. Throws when a file uses what
 * the interpreter lacks, or is too large.
 */
export async function buildFirmware(options: {
  readonly outFolder: string;
  readonly version?: string;
}): Promise<BuiltFirmware> {
  const version = options.version ?? FIRMWARE_VERSION;
  const app = await buildPart(APP, version);
  const loader = await buildPart(LOADER, version);
  const doors = await buildPart(DOORS, version);
  requireEnd(app.text.toString("latin1"));
  const manifest: Manifest = {
    version,
    board: "espruino-esp32",
    ...app.digest,
    loader: loader.digest,
    doors: doors.digest,
    pins: PIN_NAMES,
  };
  const write = (file: string, content: string | Buffer) =>
    writeFileSync(join(options.outFolder, file), content);
  mkdirSync(options.outFolder, { recursive: true });
  write(BUNDLE_FILE, app.text);
  write(LOADER_FILE, loader.text);
  write(DOORS_FILE, doors.text);
  write(MANIFEST_FILE, `${JSON.stringify(manifest)}\n`);
  return { manifest, report: [app.report, loader.report, doors.report].join("\n") };
}
