/** A release holds the application and a manifest that each sensor, and no other, believes. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { isAuthentic, splitFrame } from "../../protocol/frame";
import { createAuthenticator } from "../../protocol/host/authenticator";
import vectors from "../../protocol/test-vectors.json";
import { MANIFEST_PURPOSE } from "../../protocol/update";
import { readRelease, writeRelease } from "../../scripts/release-folder";

const folder = mkdtempSync(join(tmpdir(), "aed-release-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("is read as it was written, signed for each sensor with its own key", () => {
  const bytes = Buffer.from("print(1)");
  const updateMasterKey = Buffer.from(vectors.updateMasterKeyHex, "hex");
  const cabinetIds = ["anyang-0042", "abc"];

  writeRelease(folder, { version: "1.2.3", bytes }, { updateMasterKey, cabinetIds });
  const { application, manifests, sha256 } = readRelease(folder);

  expect(application).toEqual(bytes);
  expect(sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
  expect(Object.keys(manifests)).toEqual(cabinetIds);
  const frame = splitFrame(manifests.abc!)!;
  expect(JSON.parse(frame.body)).toEqual({
    v: 1,
    id: "abc",
    version: 1_002_003,
    bytes: 8,
    sha256,
    loader: 1,
  });
  const believes = vectors.updateKeys.map(({ id, version, keyHex }) => {
    const authenticate = createAuthenticator(Buffer.from(keyHex, "hex"));
    return [id, version, isAuthentic(MANIFEST_PURPOSE, frame, authenticate)];
  });
  expect(believes).toEqual([
    ["anyang-0042", 1, false],
    ["anyang-0042", 2, false],
    ["abc", 1, true],
  ]);
});

test("a folder that is none is told with the way to make one", () => {
  expect(() => readRelease(join(folder, "none"))).toThrow(/is no release .* npm run release/);
});
