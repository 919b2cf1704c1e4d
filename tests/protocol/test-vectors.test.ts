/**
 * The wire against vectors that were made without our code: whoever follows the design and gets
 * these bytes interoperates. The firmware's own implementation reads the same file in
 * tests/firmware.
 */
import { describe, expect, test } from "vitest";
import {
  connectPassword,
  isAttemptAuthentic,
  isAuthentic,
  sealFrame,
  splitFrame,
} from "../../protocol/frame";
import { createAuthenticator, deriveDeviceKey } from "../../protocol/host/authenticator";
import vectors from "../../protocol/test-vectors.json";

const masterKey = Buffer.from(vectors.masterKeyHex, "hex");
const bytesOf = (text: string) => Buffer.from(text, "utf8").toString("latin1");
const authenticatorOf = (keyHex: string) => createAuthenticator(Buffer.from(keyHex, "hex"));

describe("device keys", () => {
  test.each(vectors.deviceKeys)("$id, version $version", ({ id, version, keyHex }) => {
    expect(deriveDeviceKey(masterKey, id, version).toString("hex")).toBe(keyHex);
  });

  test("a master key of another length is refused with both lengths named", () => {
    expect(() => deriveDeviceKey(Buffer.alloc(31), "abc", 1)).toThrow(/32 bytes, not 31/);
  });
});

describe("signed frames", () => {
  test.each(vectors.frames)("sealing for $topic gives the vector's payload", (vector) => {
    const payload = sealFrame(vector.topic, bytesOf(vector.body), authenticatorOf(vector.keyHex));

    expect(payload).toBe(bytesOf(vector.payload));
  });

  test.each(vectors.frames)("the vector's payload for $topic verifies", (vector) => {
    const frame = splitFrame(bytesOf(vector.payload));

    expect(frame).toEqual({ body: bytesOf(vector.body), mac: vector.mac });
    expect(isAuthentic(vector.topic, frame!, authenticatorOf(vector.keyHex))).toBe(true);
  });

  test.each(vectors.frames)("no single changed byte of $topic verifies", (vector) => {
    const payload = bytesOf(vector.payload);
    const authenticate = authenticatorOf(vector.keyHex);
    const accepted: number[] = [];

    for (let at = 0; at < payload.length; at++) {
      const flipped = String.fromCharCode(payload.charCodeAt(at) ^ 1);
      const frame = splitFrame(payload.slice(0, at) + flipped + payload.slice(at + 1));
      if (frame && isAuthentic(vector.topic, frame, authenticate)) accepted.push(at);
    }

    expect(accepted).toEqual([]);
  });

  test("a frame of one cabinet or purpose is not authentic for another topic", () => {
    const { keyHex, payload } = vectors.frames[0]!;
    const frame = splitFrame(bytesOf(payload))!;

    expect(isAuthentic("aed/1/anyang-0042/will", frame, authenticatorOf(keyHex))).toBe(false);
    expect(isAuthentic("aed/1/anyang-0043/report", frame, authenticatorOf(keyHex))).toBe(false);
  });

  test.each(["", "{}", '{"mac":"short"}', `{"v":1}${',"mac":"AAAAAAAAAAAAAAAAAAAAAA"'}`])(
    "text without a whole tail is no frame: %s",
    (text) => {
      expect(splitFrame(text)).toBeUndefined();
    },
  );
});

describe("connect passwords", () => {
  test.each(vectors.passwords)("$id boot $boot attempt $n", ({ id, keyHex, boot, n, password }) => {
    const authenticate = authenticatorOf(keyHex);
    const mac = password.split(".")[2]!;

    expect(connectPassword({ id, boot, n }, authenticate)).toBe(password);
    expect(isAttemptAuthentic({ id, boot, n }, mac, authenticate)).toBe(true);
    expect(isAttemptAuthentic({ id, boot, n: n - 1 }, mac, authenticate)).toBe(false);
  });
});
