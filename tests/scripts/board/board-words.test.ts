/** What the installer reads when a board, a port or a password is not what it has to be. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { identityProblem } from "../../../scripts/board/board-flash";
import { boardImage, HEADER_BYTES, RAW_BYTES } from "../../../scripts/board/board-image";
import { portProblem } from "../../../scripts/board/byte-line";
import { readWifiPassword } from "../../../scripts/secret-input";
import { brokerAddress, unprovenReadiness } from "../../../scripts/sensor-options";
import { goodSettings } from "../../firmware/good-settings";

const MODULES = ["Flash", "Storage", "net", "crypto", "Wifi"];

describe("a board", () => {
  test.each(["2v25", "2v29.277", "3v00"])("with interpreter %s is good", (version) => {
    const identity = { board: "ESP32", version, modules: MODULES };

    expect(identityProblem(identity, ["ESP32"])).toBeUndefined();
  });

  test.each([
    ["2v24", "the firmware needs 2v25 or newer"],
    ["2v08.105", "the firmware needs 2v25 or newer"],
    ["1v99", "the firmware needs 2v25 or newer"],
    ["", "the firmware needs 2v25 or newer"],
  ])("with interpreter %j is too old", (version, sentence) => {
    const identity = { board: "ESP32", version, modules: MODULES };

    expect(identityProblem(identity, ["ESP32"])).toContain(sentence);
  });

  test("of another kind is named, with the way out", () => {
    const identity = { board: "PICO_R1_3", version: "2v25", modules: MODULES };

    expect(identityProblem(identity, ["ESP32"])).toMatch(/a board "PICO_R1_3".*--board/);
  });

  test("whose build lacks what the firmware needs is refused by name", () => {
    const identity = { board: "ESP32", version: "2v25", modules: ["Flash", "net"] };

    expect(identityProblem(identity, ["ESP32"])).toContain("lacks Storage, crypto");
  });
});

test.each([
  ["Error: No such file or directory, cannot open /dev/ttyUSB9", "There is no port"],
  ["Error: Permission denied, cannot open /dev/ttyUSB0", "usermod -aG dialout"],
  ["Error Resource temporarily unavailable Cannot lock port", "in use by another program"],
  ["connect ECONNREFUSED 127.0.0.1:3", "Nothing answers"],
  ["something new", "cannot be used (something new)"],
])("a port that says %j", (reason, sentence) => {
  expect(portProblem("/dev/ttyUSB0", reason)).toContain(sentence);
});

describe("the Wi-Fi password", () => {
  const nowhere = { environment: {}, ask: undefined };
  const none = { "wifi-password-file": undefined, "wifi-open": false };

  test("comes from a file, without the line's end and with its blanks", async () => {
    const folder = mkdtempSync(join(tmpdir(), "aed-secret-"));
    const path = join(folder, "password");
    writeFileSync(path, " correct horse \r\n");

    const password = await readWifiPassword({ ...none, "wifi-password-file": path }, nowhere);
    rmSync(folder, { recursive: true });

    expect(password).toBe(" correct horse ");
  });

  test("comes from the environment, or from whoever sits there", async () => {
    const environment = { AED_WIFI_PASSWORD: "from the environment" };
    const ask = async () => "typed";

    expect(await readWifiPassword(none, { environment, ask })).toBe("from the environment");
    expect(await readWifiPassword(none, { environment: {}, ask })).toBe("typed");
  });

  test("is none where that is said, and is demanded where nothing is said", async () => {
    expect(await readWifiPassword({ ...none, "wifi-open": true }, nowhere)).toBe("");
    await expect(readWifiPassword(none, nowhere)).rejects.toThrow("--wifi-open");
  });
});

describe("the broker's address", () => {
  test("may leave the port out", () => {
    expect(brokerAddress("aed.example.org")).toEqual({ host: "aed.example.org", port: 1883 });
    expect(brokerAddress("192.0.2.10:8883")).toEqual({ host: "192.0.2.10", port: 8883 });
  });

  test.each([undefined, "", "mqtt://host", "host:0", "host:70000", "a b"])("%j is none", (text) => {
    expect(() => brokerAddress(text)).toThrow("HOST or HOST:PORT");
  });
});

test("an image has each file behind its header, on multiples of four", () => {
  const image = boardImage([
    { name: "first", content: "abcde" },
    { name: "second", content: "\xec\x95\x88" },
  ]);

  const secondAt = RAW_BYTES + HEADER_BYTES + 8;
  expect(image.length % 4096).toBe(0);
  expect(image.readUInt32LE(RAW_BYTES)).toBe(5);
  expect(image.toString("latin1", RAW_BYTES + 4, RAW_BYTES + 10)).toBe("first\0");
  expect(image.readUInt32LE(secondAt)).toBe(3);
  expect(image.subarray(secondAt + HEADER_BYTES, secondAt + HEADER_BYTES + 4)).toEqual(
    Buffer.from([0xec, 0x95, 0x88, 0xff]),
  );
});

test("a sensor that nothing can prove ready is said to be so", () => {
  const light = { ...goodSettings, readyBlinkPeriodMs: 3000, serialBaud: 0 };
  const blind = { ...light, readyBlinkPeriodMs: 0 };

  expect(unprovenReadiness(blind)).toContain("--ready-blink-ms");
  expect(unprovenReadiness(light)).toBeUndefined();
  expect(unprovenReadiness({ ...blind, serialBaud: 9600 })).toBeUndefined();
});
