/** The wall clock is what the broker signs in answer to our own question, and nothing else. */
import { describe, expect, test } from "vitest";
import {
  acceptTime,
  askTime,
  type ClockSync,
  createClockSync,
  wallS,
} from "../../../firmware/core/clock-sync";
import { createKeyedHash } from "../../../firmware/core/keyed-hash";
import { sealFrame } from "../../../protocol/frame";
import { readHello } from "../../../protocol/host/schemas";
import { NONCE_LENGTH, TIME_ANSWER_TIMEOUT_S } from "../../../protocol/limits";
import { topicOf } from "../../../protocol/topics";
import { nodeCrypto } from "../fake-board";

const id = "anyang-0042";
const hash = createKeyedHash(nodeCrypto, "ab".repeat(32));
const AT = 1_795_333_366;

function createSync(boot = 7): ClockSync {
  return createClockSync({ id, boot, hash });
}
function answer(changes: object, options: { topic?: string; keyHex?: string } = {}): string {
  const body = JSON.stringify({ v: 1, id, nonce: "", at: AT, ...changes });
  const key = options.keyHex ? createKeyedHash(nodeCrypto, options.keyHex) : hash;
  return sealFrame(options.topic ?? topicOf(id, "time"), body, key.authenticate);
}

describe("the question", () => {
  test("is a hello with a nonce of the wire's length", () => {
    const hello = askTime(createSync(), 12);

    expect(readHello(JSON.stringify(hello))).toEqual({ value: hello });
    expect(hello.nonce).toHaveLength(NONCE_LENGTH);
  });

  test("has another nonce each time and in every boot", () => {
    const nonces = [7, 8].flatMap((boot) => {
      const sync = createSync(boot);
      return [1, 2, 3].map((uptimeS) => askTime(sync, uptimeS).nonce);
    });

    expect(new Set(nonces).size).toBe(6);
  });
});

describe("the answer", () => {
  test("sets the clock, which runs on with the time since boot", () => {
    const sync = createSync();
    const { nonce } = askTime(sync, 100);

    expect(wallS(sync, 100)).toBe(0);
    expect(acceptTime(sync, answer({ nonce }), 100.5)).toBe(true);
    expect(wallS(sync, 100.5)).toBe(AT);
    expect(wallS(sync, 160.7)).toBe(AT + 60);
  });

  test.each<[string, (nonce: string) => string]>([
    ["to another nonce", () => answer({ nonce: "AAAAAAAAAAAAAAAA" })],
    ["for another cabinet", (nonce) => answer({ nonce, id: "anyang-0043" })],
    ["signed for another topic", (nonce) => answer({ nonce }, { topic: topicOf(id, "hello") })],
    ["signed with another key", (nonce) => answer({ nonce }, { keyHex: "cd".repeat(32) })],
    ["without a signature", (nonce) => JSON.stringify({ v: 1, id, nonce, at: AT })],
    ["with a time that is no number", (nonce) => answer({ nonce, at: "now" })],
    ["with a time before 1970", (nonce) => answer({ nonce, at: -5 })],
    ["that is no object", () => sealFrame(topicOf(id, "time"), "[1}", hash.authenticate)],
  ])("%s is ignored", (_name, forge) => {
    const sync = createSync();
    const { nonce } = askTime(sync, 100);

    expect(acceptTime(sync, forge(nonce), 101)).toBe(false);
    expect(wallS(sync, 101)).toBe(0);
  });

  test("that comes too late is ignored", () => {
    const sync = createSync();
    const { nonce } = askTime(sync, 100);

    expect(acceptTime(sync, answer({ nonce }), 100.1 + TIME_ANSWER_TIMEOUT_S)).toBe(false);
  });

  test("counts once: a replay changes nothing", () => {
    const sync = createSync();
    const { nonce } = askTime(sync, 100);
    acceptTime(sync, answer({ nonce }), 101);

    expect(acceptTime(sync, answer({ nonce }), 105)).toBe(false);
    expect(wallS(sync, 105)).toBe(AT + 4);
  });

  test("to an earlier question is ignored once another was asked", () => {
    const sync = createSync();
    const first = askTime(sync, 100).nonce;
    askTime(sync, 101);

    expect(acceptTime(sync, answer({ nonce: first }), 101)).toBe(false);
  });
});
