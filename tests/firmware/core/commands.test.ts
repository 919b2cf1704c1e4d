/** Commands: only the broker's, for this device, in time, and once; and ten thousand lies. */
import { describe, expect, test } from "vitest";
import { createCommandJudge, replyBody } from "../../../firmware/core/commands";
import { createKeyedHash } from "../../../firmware/core/keyed-hash";
import { sealFrame } from "../../../protocol/frame";
import { REPLY_BYTES_MAX, REPLY_DETAIL_LENGTH_MAX } from "../../../protocol/limits";
import type { Command } from "../../../protocol/messages";
import { topicOf } from "../../../protocol/topics";
import { createRandom } from "../../../simulator/fleet/random";
import { nodeCrypto } from "../fake-board";
import { goodSettings } from "../good-settings";

const NOW_S = 1_795_333_366;
const { id } = goodSettings;
const hash = createKeyedHash(nodeCrypto, goodSettings.keyHex);
const asBytes = (text: string) => Buffer.from(text, "utf8").toString("latin1");

function command(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { v: 1, id, n: 8, until: NOW_S + 60, do: "report-now", ...changes };
}
function seal(body: unknown, topic = topicOf(id, "command"), authenticate = hash.authenticate) {
  return sealFrame(topic, asBytes(JSON.stringify(body)), authenticate);
}
function judge(payload: string, context: { lastN?: number; wallS?: number } = {}) {
  const { lastN = 7, wallS = NOW_S } = context;
  return createCommandJudge({ id, hash, lastN, wallS, settings: goodSettings }).judge(payload);
}

describe("a command is taken", () => {
  test.each(["report-now", "self-test", "reboot", "log", "drill"])("%s", (name) => {
    const verdict = judge(seal(command({ do: name as Command["do"] })));

    expect(verdict).toEqual({ kind: "taken", n: 8, order: { do: name } });
  });

  test("identify, with how long", () => {
    const verdict = judge(seal(command({ do: "identify", forS: 30 })));

    expect(verdict).toEqual({ kind: "taken", n: 8, order: { do: "identify", forS: 30 } });
  });

  test("configure, with all settings as they will be", () => {
    const settings = { version: 4, wifiSsid: "안양시청", heartbeatS: 600 };

    const verdict = judge(seal(command({ do: "configure", settings })));

    const wanted = { ...goodSettings, ...settings, wifiSsid: asBytes("안양시청") };
    expect(verdict).toEqual({ kind: "taken", n: 8, order: { do: "configure", settings: wanted } });
  });

  test("update, with its manifest untouched", () => {
    const manifest = '{"v":1,"mac":"x"}';

    const verdict = judge(seal(command({ do: "update", manifest })));

    expect(verdict).toEqual({ kind: "taken", n: 8, order: { do: "update", manifest } });
  });
});

describe("a command is refused", () => {
  test.each([
    ["an older one", { n: 6 }, "replayed", false],
    ["one whose time is over", { until: NOW_S - 1 }, "expired", false],
    ["one that would hold for ever", { until: NOW_S + 604_861 }, "expired", false],
    ["one without an end", { until: undefined }, "expired", false],
    ["one nobody knows", { do: "explode" }, "unknown-command", true],
    ["identify without a time", { do: "identify" }, "bad-value", true],
    ["identify for ever", { do: "identify", forS: 601 }, "bad-value", true],
    ["update without a manifest", { do: "update" }, "bad-value", true],
    ["configure without settings", { do: "configure" }, "bad-value", true],
  ])("%s", (_name, changes, reason, isTaken) => {
    const verdict = judge(seal(command(changes as Partial<Command>)));

    expect(verdict).toMatchObject({ kind: "refused", reason, isTaken });
  });

  test("one that comes before the time is known", () => {
    const verdict = judge(seal(command()), { wallS: 0 });

    expect(verdict).toMatchObject({ kind: "refused", reason: "clock-unsynced", isTaken: false });
  });

  test.each([
    ["heartbeatS", 5, "10 to 86400"],
    ["wifiSsid", "", "1 to 32"],
    ["wifiSsid", "안".repeat(11), "1 to 32"],
    ["brokerPort", "1883", "whole number"],
    ["flavour", 1, "unknown setting"],
    ["id", "other-0001", "by cable only"],
    ["keyHex", "00".repeat(32), "by cable only"],
    ["updateKeyHex", "00".repeat(32), "by cable only"],
    ["firstBoot", 9, "by cable only"],
    ["version", 3, "running is 3"],
  ])("configure with %s = %j", (name, value, rule) => {
    const settings = { version: 4, [name]: value };

    const verdict = judge(seal(command({ do: "configure", settings })));

    expect(verdict).toMatchObject({ kind: "refused", reason: "bad-value", isTaken: true });
    expect((verdict as { detail: string }).detail).toContain(rule);
  });
});

test("the last command once more is told apart, so that its answer can be told again", () => {
  expect(judge(seal(command({ n: 7 })))).toEqual({ kind: "repeated", n: 7 });
});

describe("nothing is taken that the broker did not make for this device and purpose", () => {
  const otherHash = createKeyedHash(nodeCrypto, "00".repeat(32));

  test.each([
    ["signed with another key", seal(command(), topicOf(id, "command"), otherHash.authenticate)],
    ["made for another device", seal(command(), topicOf("other-0001", "command"))],
    ["made for another topic", seal(command(), topicOf(id, "time"))],
    ["naming another device", seal(command({ id: "other-0001" }))],
    ["without a number", seal(command({ n: undefined }))],
    ["with a number that is none", seal(command({ n: 8.5 }))],
    ["with a text for a number", seal(command({ n: "8" as unknown as number }))],
    ["that is a list", seal([1])],
    ["without a signature", asBytes(JSON.stringify(command()))],
    ["empty", ""],
  ])("%s", (_name, payload) => {
    expect(judge(payload)).toEqual({ kind: "forged" });
  });

  test("ten thousand mutations of a good command", () => {
    const random = createRandom(3);
    const good = seal(command({ do: "configure", settings: { version: 4, wifiSsid: "안양" } }));
    for (let round = 0; round < 10_000; round++) {
      const bytes = Buffer.from(good, "latin1");
      const at = random.integer(0, bytes.length - 1);
      bytes[at] = (bytes[at]! + random.integer(1, 255)) & 255;
      const cut = random.integer(0, 9) === 0 ? random.integer(0, bytes.length) : bytes.length;

      expect(judge(bytes.toString("latin1", 0, cut))).toEqual({ kind: "forged" });
    }
  });
});

describe("a reply", () => {
  test("is ASCII within its limit, whatever it tells", () => {
    const detail = '안"\\\n'.repeat(200);
    const body = replyBody({
      id: "a".repeat(32),
      boot: 2 ** 31 - 1,
      n: 2 ** 31 - 1,
      reason: "settings-reverted",
      detail,
    });

    const payload = sealFrame(topicOf("a".repeat(32), "reply"), body, hash.authenticate);

    expect(payload).toMatch(/^[\x20-\x7e]*$/);
    expect(payload.length).toBeLessThanOrEqual(REPLY_BYTES_MAX);
    expect(JSON.parse(body).detail).toHaveLength(REPLY_DETAIL_LENGTH_MAX);
  });

  test("says done, or why not", () => {
    const parts = { id, boot: 17, n: 8, detail: "" };

    const done = JSON.parse(replyBody({ ...parts, reason: undefined }));
    const refused = JSON.parse(replyBody({ ...parts, reason: "expired" }));

    expect(done).toEqual({ v: 1, id, boot: 17, n: 8, result: "done" });
    expect(refused).toEqual({ v: 1, id, boot: 17, n: 8, result: "refused", reason: "expired" });
  });
});
