/** The built bundle: small enough, the same every time, and described by its manifest. */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { buildFirmware } from "../../../firmware/build/build-firmware";
import { withHelpers } from "../../../firmware/build/es5-helpers";
import { flattenClasses } from "../../../firmware/build/flat-classes";
import { outsideNames } from "../../../firmware/build/outside-names";
import { BUNDLE_BYTES_MAX, requireFitting } from "../../../firmware/build/size-report";
import { FIRMWARE_VERSION } from "../../../firmware/version";

const builtFolder = join(__dirname, "../../../dist/firmware");
const read = (folder: string, name: string) => readFileSync(join(folder, name));

describe("the bundle", () => {
  const folder = mkdtempSync(join(tmpdir(), "firmware-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("is the same bytes whenever it is built from the same source", async () => {
    await buildFirmware({ outFolder: folder });

    expect(read(folder, "bundle.js").equals(read(builtFolder, "bundle.js"))).toBe(true);
    expect(read(folder, "manifest.json").equals(read(builtFolder, "manifest.json"))).toBe(true);
  });

  test("comes with a size report that adds up to it", async () => {
    const { report, manifest } = await buildFirmware({ outFolder: folder });

    expect(report).toContain("firmware/mqtt/session.ts");
    expect(report).toContain(`${manifest.bytes}  of ${BUNDLE_BYTES_MAX}`);
  });

  test("fits the device, and is refused when it does not", () => {
    expect(read(builtFolder, "bundle.js").length).toBeLessThanOrEqual(BUNDLE_BYTES_MAX);
    expect(() => requireFitting(BUNDLE_BYTES_MAX + 1)).toThrow(/24577 bytes; the limit is 24576/);
  });

  test("keeps the names it shares with the world, and no comment or strict mode", () => {
    const text = read(builtFolder, "bundle.js").toString("utf8");

    for (const name of ["freeVarsMin", "batteryLowBlinkPeriodMs", "enableWatchdog", "keyHex"]) {
      expect(text).toContain(name);
    }
    expect(text).not.toMatch(/use strict|\/\*|__assign|__spread/);
  });
});

test("the manifest describes the bundle beside it", () => {
  const manifest = JSON.parse(read(builtFolder, "manifest.json").toString("utf8"));
  const bundle = read(builtFolder, "bundle.js");

  expect(manifest).toEqual({
    version: FIRMWARE_VERSION,
    board: "espruino-esp32",
    sha256: createHash("sha256").update(bundle).digest("hex"),
    bytes: bundle.length,
    pins: {
      doorReed: "D27",
      aedPresent: "D26",
      padsContact: "D25",
      indicator: "D34",
      statusLed: "D23",
    },
  });
});

describe("steps of the pipeline", () => {
  test("a plain class becomes a function and its prototype", () => {
    const text = flattenClasses("var A = class { constructor(a) { this.a = a; } b(c) { d(c); } };");

    expect(text.replace(/\s+/g, " ")).toBe(
      "function A(a) { this.a = a; } A.prototype = { b: function (c) { d(c); } }; ",
    );
  });

  test("a class with more than that is left to TypeScript", () => {
    expect(flattenClasses("class A extends B {\n}\n")).toContain("class A extends B");
    expect(flattenClasses("class A {\n    static a() { }\n}\n")).toContain("class A {");
  });

  test("only helpers that are called are put in front", () => {
    expect(withHelpers("a();")).toBe("a();");
    expect(withHelpers("__assign({}, a);")).toMatch(/^var __assign = .*__assign\({}, a\);$/s);
  });

  test("names of messages, settings and the interpreter are never shortened", () => {
    const names = outsideNames();

    for (const name of ["seq", "wifiSsid", "erasePage", "charCodeAt", "prototype"]) {
      expect(names).toContain(name);
    }
    expect(names).not.toContain("sendingSeq");
  });
});
