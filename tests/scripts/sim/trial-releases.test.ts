/** Releases made of the built application's text, for runs. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Applications } from "../../../broker/commands/applications";
import { SHA_LENGTH, versionNumber } from "../../../protocol/update";
import { builtFirmware } from "../../../scripts/sim/laboratory";
import { createTrialReleases } from "../../../scripts/sim/trial-releases";
import { createRandom } from "../../../simulator/fleet/random";

const folder = mkdtempSync(join(tmpdir(), "aed-releases-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const firmware = builtFirmware();
const made = () => createTrialReleases(firmware, createRandom(1));

/** What the broker of the folder would send for a manifest. */
function servedFor(manifest: string): { readonly version: number; readonly text: string } {
  const { version, sha256 } = JSON.parse(manifest.slice(manifest.indexOf("{"))) as {
    version: number;
    sha256: string;
  };
  const bytes = new Applications(folder).find(sha256.slice(0, SHA_LENGTH));
  expect(
    createHash("sha256")
      .update(bytes ?? "")
      .digest("hex"),
  ).toBe(sha256);
  return { version, text: bytes?.toString("latin1") ?? "" };
}

test("a good one is the application under the next version, and the next round is higher", () => {
  const first = servedFor(made().offer(folder, { kind: "good", round: 1 }, "a"));
  const second = servedFor(made().offer(folder, { kind: "good", round: 2 }, "a"));

  const built = versionNumber(firmware.manifest.version);
  expect(first.version).toBeGreaterThan(built);
  expect(second.version).toBeGreaterThan(first.version);
  expect(first.text.length).toBe(firmware.text.length);
  expect(first.text).not.toBe(firmware.text);
});

test("a crashing one throws first of all, a mute one has no network", () => {
  const crashing = servedFor(made().offer(folder, { kind: "crashing", round: 1 }, "a"));
  const mute = servedFor(made().offer(folder, { kind: "mute", round: 1 }, "a"));

  expect(() => new Function(crashing.text)()).toThrow("bad release");
  expect([firmware.text.includes('"net"'), mute.text.includes('"net"')]).toEqual([true, false]);
});

test("each sensor has a signature of its own, the same in every run with the seed", () => {
  const release = { kind: "good", round: 1 } as const;

  expect(made().offer(folder, release, "a")).toBe(made().offer(folder, release, "a"));
  expect(made().updateKeyHexOf("a")).not.toBe(made().updateKeyHexOf("b"));
  const other = createTrialReleases(firmware, createRandom(2));
  expect(other.offer(folder, release, "a")).not.toBe(made().offer(folder, release, "a"));
});
