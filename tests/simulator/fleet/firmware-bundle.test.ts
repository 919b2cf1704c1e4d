/** Loading the built firmware: it must be there, whole, and fit its manifest. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadFirmware } from "../../../simulator/fleet/firmware-bundle";
import { tinyFirmware } from "./test-firmware";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "firmware-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function put(source: string, manifest: object): void {
  writeFileSync(join(folder, "bundle.js"), source, "latin1");
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
}

test("a bundle that fits its manifest is read byte by byte", () => {
  const firmware = tinyFirmware("print('\xec\x95\x88');");
  put(firmware.text, firmware.manifest);

  expect(loadFirmware(folder)).toEqual(firmware);
});

test("a missing bundle says how to build it", () => {
  expect(() => loadFirmware(folder)).toThrow(/cannot be read. Run: npm run build:firmware/);
});

test("a bundle that was changed is refused", () => {
  const firmware = tinyFirmware();
  put(`${firmware.text} `, firmware.manifest);

  expect(() => loadFirmware(folder)).toThrow(/manifest says .* Run: npm run build:firmware/);
});

test("a manifest with an impossible pin is refused", () => {
  const { text, manifest } = tinyFirmware();
  put(text, { ...manifest, pins: { ...manifest.pins, doorReed: "D99" } });

  expect(() => loadFirmware(folder)).toThrow(/Pin "D99" does not exist/);
});
