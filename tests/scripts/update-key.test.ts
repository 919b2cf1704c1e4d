/** The key that decides what sensors run: made once, for its owner, never beside the broker. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import vectors from "../../protocol/test-vectors.json";
import { readUpdateMasterKey, updateKeyHexOf } from "../../scripts/update-key";

const folder = mkdtempSync(join(tmpdir(), "aed-key-"));
const data = join(folder, "data");
mkdirSync(data);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("is made with a clear message, readable by its owner only, and then stays", () => {
  const path = join(folder, "release", "update.key");
  const lines: string[] = [];

  const made = readUpdateMasterKey(path, data, (line) => lines.push(line));
  const again = readUpdateMasterKey(path, data, (line) => lines.push(line));

  expect(again).toEqual(made);
  expect(readFileSync(path)).toEqual(made);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(lines).toEqual([expect.stringContaining(path), expect.stringContaining("signed with it")]);
});

test("others may not read is refused when they may", () => {
  const path = join(folder, "open.key");
  writeFileSync(path, Buffer.alloc(32));
  chmodSync(path, 0o644);

  expect(() => readUpdateMasterKey(path, data, () => {})).toThrow(/chmod 600/);
});

test("is refused inside the broker's data folder, by whatever way it is named", () => {
  const link = join(folder, "elsewhere");
  symlinkSync(data, link);

  for (const inside of [data, link, join(folder, "x", "..", "data")]) {
    const path = join(inside, "deep", "update.key");
    expect(() => readUpdateMasterKey(path, data, () => {})).toThrow(/inside the broker's data/);
  }
  expect(() => readUpdateMasterKey(join(folder, "data-2.key"), data, () => {})).not.toThrow();
});

test("gives each sensor the key of the vectors", () => {
  const masterKey = Buffer.from(vectors.updateMasterKeyHex, "hex");

  expect(updateKeyHexOf(masterKey, "anyang-0042")).toBe(vectors.updateKeys[0]!.keyHex);
});
