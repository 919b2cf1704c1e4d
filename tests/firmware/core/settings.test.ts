/** Which settings hold: the device's own, until a cable brings others; without any it says why. */
import { describe, expect, test } from "vitest";
import type { DeviceState } from "../../../firmware/core/device-state";
import { chooseSettings } from "../../../firmware/core/settings";
import { nodeCrypto } from "../fake-board";
import { goodSettings } from "../good-settings";

const { crc32 } = nodeCrypto;
const text = JSON.stringify(goodSettings);
const known: DeviceState = {
  v: 1,
  command: 41,
  source: crc32(text),
  settings: { ...goodSettings, version: 9, heartbeatS: 600 },
  fallback: null,
  slot: 1,
  apps: [null, { version: 1_002_000, bytes: 30_000, crc: 7 }],
  trial: 0,
  update: null,
  told: { n: 41, reason: null },
};

describe("a device that knows nothing", () => {
  test("takes the settings of its file", () => {
    const chosen = chooseSettings({ text, state: undefined, crc32 });

    expect(chosen).toMatchObject({ isNew: true });
    expect(chosen).toMatchObject({
      state: { command: 0, source: crc32(text), settings: goodSettings, slot: 0, told: null },
    });
  });

  test("takes a file from before there were as many settings", () => {
    const { hasBuzzer: _, usesTls: __, updateKeyHex: ___, ...older } = goodSettings;

    const chosen = chooseSettings({ text: JSON.stringify(older), state: undefined, crc32 });

    expect(chosen).toMatchObject({
      state: { settings: { hasBuzzer: false, usesTls: false, updateKeyHex: "" } },
    });
  });

  test.each([
    [undefined, "No settings: file aed-settings is missing. Provision this sensor again."],
    ["{", "Bad settings: the settings are not a JSON object. Provision this sensor again."],
    [
      JSON.stringify({ ...goodSettings, heartbeatS: 5 }),
      "Bad settings: heartbeatS is 5; it must be a whole number, 10 to 86400. " +
        "Provision this sensor again.",
    ],
  ])("with file %s says what is wrong and what to do", (file, problem) => {
    expect(chooseSettings({ text: file, state: undefined, crc32 })).toEqual({ problem });
  });
});

describe("a device that has worked before", () => {
  test("keeps what it was told since, while the file is the same", () => {
    expect(chooseSettings({ text, state: known, crc32 })).toEqual({ state: known, isNew: false });
  });

  test.each([undefined, "{", text.slice(0, 100)])("needs no file: %s", (file) => {
    const chosen = chooseSettings({ text: file, state: known, crc32 });

    expect(chosen).toEqual({ state: known, isNew: false });
  });

  test("takes other settings that a cable brought, and stays in its slot", () => {
    const other = { ...goodSettings, wifiSsid: "annex" };

    const chosen = chooseSettings({ text: JSON.stringify(other), state: known, crc32 });

    expect(chosen).toMatchObject({ isNew: true, state: { slot: 1, apps: known.apps } });
    expect(chosen).toMatchObject({ state: { settings: other, command: 41, told: known.told } });
  });

  test("with another key is another device: old commands and replies are void", () => {
    const other = { ...goodSettings, keyHex: "00".repeat(32) };

    const chosen = chooseSettings({ text: JSON.stringify(other), state: known, crc32 });

    expect(chosen).toMatchObject({ state: { command: 0, told: null } });
  });

  test("does not confirm a new application by the way", () => {
    const update = { n: 41, version: 1_002_000, bytes: 30_000, sha256: "00", slot: 1 as const };
    const tried = { ...known, update, trial: 1, told: null };
    const other = JSON.stringify({ ...goodSettings, wifiSsid: "annex" });

    expect(chooseSettings({ text: other, state: tried, crc32 })).toMatchObject({
      state: { update, trial: 1 },
    });
  });
});
