/** What a host sends to a device comes out byte for byte as the vectors say, Korean included. */
import { describe, expect, test } from "vitest";
import { isAuthentic, splitFrame } from "../../protocol/frame";
import { createAuthenticator, deriveUpdateKey } from "../../protocol/host/authenticator";
import {
  byteStringOf,
  nextCommandNumber,
  signChunk,
  signCommand,
  signManifest,
  textOf,
} from "../../protocol/host/messages";
import { readCommand, readManifest, readReply, readUpdateGet } from "../../protocol/host/schemas";
import { APP_BYTES_MAX, COMMAND_BYTES_MAX, UPDATE_CHUNK_BYTES_MAX } from "../../protocol/limits";
import type { Command } from "../../protocol/messages";
import vectors from "../../protocol/test-vectors.json";

const authenticatorOf = (keyHex: string) => createAuthenticator(Buffer.from(keyHex, "hex"));
const vectorsOf = (kind: string) => vectors.messages.filter((message) => message.kind === kind);
const application = Buffer.from(
  Array.from({ length: vectors.application.bytes }, (_, index) => (index * 7 + 3) % 256),
);

describe("update keys", () => {
  const masterKey = Buffer.from(vectors.updateMasterKeyHex, "hex");

  test.each(vectors.updateKeys)("$id, version $version", ({ id, version, keyHex }) => {
    expect(deriveUpdateKey(masterKey, id, version).toString("hex")).toBe(keyHex);
  });

  test("a master key of another length is refused with both lengths named", () => {
    expect(() => deriveUpdateKey(Buffer.alloc(16), "abc", 1)).toThrow(/32 bytes, not 16/);
  });
});

describe("commands", () => {
  test.each(vectorsOf("command"))("$body", ({ body, keyHex, payload, topic }) => {
    const command = JSON.parse(body) as Command;

    const signed = signCommand(command, authenticatorOf(keyHex));

    expect(signed).toBe(byteStringOf(payload));
    expect(readCommand(body)).toEqual({ value: command });
    expect(isAuthentic(topic, splitFrame(signed)!, authenticatorOf(keyHex))).toBe(true);
  });

  test("Korean text goes out as its raw UTF-8 bytes, never escaped", () => {
    const settings = { version: 2, wifiSsid: "안양시청" };
    const command = { v: 1, id: "abc", n: 1, until: 1, do: "configure", settings } as const;

    const signed = signCommand(command, authenticatorOf("00".repeat(32)));

    expect(signed).toContain(Buffer.from("안양시청", "utf8").toString("latin1"));
    expect(signed).not.toContain("\\u");
    expect(textOf(splitFrame(signed)!.body)).toBe(JSON.stringify(command));
  });

  test.each([
    ["a control character", "line\u0001break"],
    ["half a character", "\ud800"],
    ["half a character after a backslash", "\\\ud800"],
  ])("%s, which would have to be escaped, is refused", (_name, wifiSsid) => {
    const settings = { version: 2, wifiSsid };
    const command = { v: 1, id: "abc", n: 1, until: 1, do: "configure", settings } as const;

    expect(() => signCommand(command, () => "")).toThrow(/which a device cannot read/);
  });

  test("a command larger than a device takes is refused with its size", () => {
    const settings = { version: 2, brokerHost: "x".repeat(COMMAND_BYTES_MAX) };
    const command = { v: 1, id: "abc", n: 1, until: 1, do: "configure", settings } as const;

    expect(() => signCommand(command, () => "m".repeat(22))).toThrow(/the limit is 1000/);
  });

  test.each([
    ["a command nobody knows", { do: "explode" }],
    ["an identify that never ends", { do: "identify", forS: 601 }],
    ["a member nobody knows", { loud: true }],
    ["a number of 0", { n: 0 }],
  ])("%s is never sent", (_name, change) => {
    const command = { v: 1, id: "abc", n: 1, until: 1, do: "reboot", ...change };

    expect(readCommand(JSON.stringify(command))).toHaveProperty("problem");
  });

  test("numbers rise with every command, and by the clock when the count was lost", () => {
    expect(nextCommandNumber(0, 1_795_333_366)).toBe(95_333_366);
    expect(nextCommandNumber(95_333_366, 1_795_333_366)).toBe(95_333_367);
    expect(nextCommandNumber(95_333_366, 1_000)).toBe(95_333_367);
    expect(nextCommandNumber(0, 0)).toBe(1);
  });
});

describe("updates", () => {
  test.each(vectorsOf("manifest"))("the manifest $body", ({ body, keyHex, payload }) => {
    const manifest = readManifest(body);

    expect(signManifest((manifest as { value: never }).value, authenticatorOf(keyHex))).toBe(
      payload,
    );
  });

  test.each(vectorsOf("update/chunk"))("the piece $body", ({ id, body, keyHex, payload }) => {
    const { at } = JSON.parse(body) as { at: number };
    const piece = { id, sha256: vectors.application.sha256, at };

    const signed = signChunk(piece, application, authenticatorOf(keyHex));

    expect(signed).toBe(payload);
    expect(signed.length).toBeLessThanOrEqual(UPDATE_CHUNK_BYTES_MAX);
  });

  test("the pieces put together are the application, the last one shorter", () => {
    const { sha256 } = vectors.application;
    const pieces = [0, 512, 1024, 1536].map((at) => {
      const signed = signChunk({ id: "abc", sha256, at }, application, () => "m".repeat(22));
      return Buffer.from(JSON.parse(signed).data, "base64");
    });

    expect(Buffer.concat(pieces)).toEqual(application);
    expect(pieces.map(({ length }) => length)).toEqual([512, 512, 276, 0]);
  });

  test.each([
    ["a version that is a text", { version: "1.2.3" }],
    ["an application larger than a device takes", { bytes: APP_BYTES_MAX + 1 }],
    ["half a hash", { sha256: "ab" }],
    ["a member nobody knows", { force: true }],
  ])("a manifest with %s is none", (_name, change) => {
    const good = JSON.parse(vectorsOf("manifest")[0]!.body) as object;

    expect(readManifest(JSON.stringify({ ...good, ...change }))).toHaveProperty("problem");
  });
});

describe("what devices answer", () => {
  test("the vectors' reply and request are read", () => {
    expect(readReply(vectorsOf("reply")[0]!.body)).toHaveProperty("value");
    expect(readUpdateGet(vectorsOf("update/get")[0]!.body)).toHaveProperty("value");
  });

  test.each([
    ["another result", { result: "maybe" }],
    ["a reason with a line break", { result: "refused", reason: "bad\nvalue" }],
    ["a detail without end", { detail: "x".repeat(401) }],
    ["a member nobody knows", { ready: true }],
  ])("a reply with %s is refused", (_name, change) => {
    const reply = { v: 1, id: "abc", boot: 1, n: 1, result: "done", ...change };

    expect(readReply(JSON.stringify(reply))).toHaveProperty("problem");
  });

  test.each([
    ["a whole hash", { sha: "ab".repeat(32) }],
    ["a place before the beginning", { at: -1 }],
    ["a place beyond any application", { at: APP_BYTES_MAX + 1 }],
  ])("a request with %s is refused", (_name, change) => {
    const request = { v: 1, id: "abc", sha: "0123456789abcdef", at: 0, ...change };

    expect(readUpdateGet(JSON.stringify(request))).toHaveProperty("problem");
  });
});
