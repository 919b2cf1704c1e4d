/** The firmware's own HMAC, over vectors made without our code. */
import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createKeyedHash } from "../../../firmware/core/keyed-hash";
import { connectPassword, isAuthentic, sealFrame, splitFrame } from "../../../protocol/frame";
import vectors from "../../../protocol/test-vectors.json";
import { nodeCrypto } from "../fake-board";

const bytesOf = (text: string) => Buffer.from(text, "utf8").toString("latin1");
const hashOf = (keyHex: string) => createKeyedHash(nodeCrypto, keyHex);

describe("against the wire's test vectors", () => {
  test.each(vectors.frames)("seals and verifies $topic", ({ topic, keyHex, body, payload }) => {
    const { authenticate } = hashOf(keyHex);

    expect(sealFrame(topic, bytesOf(body), authenticate)).toBe(bytesOf(payload));
    expect(isAuthentic(topic, splitFrame(bytesOf(payload))!, authenticate)).toBe(true);
  });

  test.each(vectors.passwords)("password of $id $boot.$n", ({ id, keyHex, boot, n, password }) => {
    expect(connectPassword({ id, boot, n }, hashOf(keyHex).authenticate)).toBe(password);
  });
});

test("the digest is HMAC-SHA256, for keys shorter than a block and of a whole block", () => {
  for (const keyHex of ["00ff", "ab".repeat(32), "7f".repeat(64)]) {
    const expected = createHmac("sha256", Buffer.from(keyHex, "hex")).update("nonce").digest();

    expect(Buffer.from(hashOf(keyHex).digest("nonce"), "latin1")).toEqual(expected);
  }
});

test("text is base64url of the first bytes, without padding", () => {
  const hash = hashOf("00".repeat(32));

  for (let i = 0; i < 50; i++) {
    const expected = Buffer.from(hash.digest(`${i}`), "latin1").toString("base64url", 0, 12);
    expect(hash.text(`${i}`, 12)).toBe(expected);
  }
});
