/** Loading the built firmware: it must be there, whole, and fit its manifest. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Firmware, loadFirmware } from "../../../simulator/fleet/firmware-bundle";
import { tinyFirmware } from "./test-firmware";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "firmware-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const FILES = { "bundle.js": "text", "loader.js": "loader", "doors.js": "doors" } as const;

function put(firmware: Firmware, manifest: object = firmware.manifest): void {
  for (const [file, part] of Object.entries(FILES)) {
    writeFileSync(join(folder, file), firmware[part], "latin1");
  }
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
}

test("a bundle that fits its manifest is read byte by byte", () => {
  const firmware = tinyFirmware("print('\xec\x95\x88');");
  put(firmware);

  expect(loadFirmware(folder)).toEqual(firmware);
});

test("a missing bundle says how to build it", () => {
  expect(() => loadFirmware(folder)).toThrow(/cannot be read. Run: npm run build:firmware/);
});

test.each(["text", "loader", "doors"] as const)("a changed %s is refused", (part) => {
  const firmware = tinyFirmware();
  put({ ...firmware, [part]: `${firmware[part]} ` });

  expect(() => loadFirmware(folder)).toThrow(/manifest says .* Run: npm run build:firmware/);
});

test("a manifest with an impossible pin is refused", () => {
  const firmware = tinyFirmware();
  const pins = { ...firmware.manifest.pins, doorReed: "D99" };
  put(firmware, { ...firmware.manifest, pins });

  expect(() => loadFirmware(folder)).toThrow(/Pin "D99" does not exist/);
});
