/** The built bundle: small enough, the same every time, and described by its manifest. */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { PIN_NAMES } from "../../../firmware/boards/pins";
import { buildFirmware } from "../../../firmware/build/build-firmware";
import { outsideNames } from "../../../firmware/build/outside-names";
import { withPlainVariables } from "../../../firmware/build/plain-variables";
import {
  BUNDLE_BYTES_MAX,
  DOORS_BYTES_MAX,
  LOADER_BYTES_MAX,
  requireFitting,
} from "../../../firmware/build/size-report";
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
    expect(report).toContain(`${manifest.bytes} of ${BUNDLE_BYTES_MAX}`);
  });

  test.each([
    ["bundle.js", BUNDLE_BYTES_MAX],
    ["loader.js", LOADER_BYTES_MAX],
    ["doors.js", DOORS_BYTES_MAX],
  ])("%s fits into %i bytes, and is refused when it does not", (name, bytesMax) => {
    expect(read(builtFolder, name).length).toBeLessThanOrEqual(bytesMax);
    expect(() => requireFitting(name, { bytes: bytesMax + 1, bytesMax })).toThrow(
      `The built ${name} has ${bytesMax + 1} bytes; the limit is ${bytesMax}`,
    );
  });

  test("says the version it was built as", async () => {
    const { manifest } = await buildFirmware({ outFolder: folder, version: "9.8.7" });

    expect(manifest.version).toBe("9.8.7");
    expect(read(folder, "bundle.js").toString("utf8")).toContain('"9.8.7"');
    expect(read(folder, "bundle.js").toString("utf8")).not.toContain(`"${FIRMWARE_VERSION}"`);
  });

  test("the loader and the application write the same names into flash", () => {
    for (const name of ["bundle.js", "loader.js"]) {
      const text = read(builtFolder, name).toString("utf8");
      for (const member of ["fallback", "trial", "slot", "apps", "update"]) {
        expect(text).toContain(member);
      }
    }
  });

  test("keeps the names it shares with the world, and no comment or strict mode", () => {
    const text = read(builtFolder, "bundle.js").toString("utf8");

    for (const name of ["freeVarsMin", "batteryLowBlinkPeriodMs", "enableWatchdog", "keyHex"]) {
      expect(text).toContain(name);
    }
    expect(text).not.toMatch(/use strict|\/\*|__assign|__spread/);
  });
});

test("the manifest describes the files beside it", () => {
  const manifest = JSON.parse(read(builtFolder, "manifest.json").toString("utf8"));
  const digestOf = (name: string) => {
    const bytes = read(builtFolder, name);
    return { sha256: createHash("sha256").update(bytes).digest("hex"), bytes: bytes.length };
  };

  expect(manifest).toEqual({
    version: FIRMWARE_VERSION,
    board: "espruino-esp32",
    ...digestOf("bundle.js"),
    loader: digestOf("loader.js"),
    doors: digestOf("doors.js"),
    pins: PIN_NAMES,
  });
});

describe("steps of the pipeline", () => {
  test("const and let become var", () => {
    const text = withPlainVariables(
      "const a = 1; for (let i = 0; i < a; i++) { let b = i; c(b); }",
    );

    expect(text.replace(/\s+/g, " ").trim()).toBe(
      "var a = 1; for (var i = 0; i < a; i++) { var b = i; c(b); }",
    );
  });

  test.each([
    ["{ const a = 1; { const a = 2; } }", "a is declared again in an inner block"],
    ["(b) => { if (b) { const b = 2; } }", "b is declared again in an inner block"],
    ["for (const a of b) c(() => a);", "a function is made in a loop"],
  ])("%s would then mean something else, and is refused", (text, problem) => {
    expect(() => withPlainVariables(text)).toThrow(problem);
  });

  test("a name may be used again where the first one is not seen", () => {
    const text = "{ const a = 1; b(a); } { const a = 2; b(a); } (a) => a;";

    expect(() => withPlainVariables(text)).not.toThrow();
  });

  test("names of messages, settings and the interpreter are never shortened", () => {
    const names = outsideNames();

    for (const name of ["seq", "wifiSsid", "erasePage", "charCodeAt", "prototype"]) {
      expect(names).toContain(name);
    }
    expect(names).not.toContain("sendingSeq");
  });
});
