/** What goes first when several things wait for the broker. */
import { expect, test } from "vitest";
import { createKeyedHash } from "../../firmware/core/keyed-hash";
import { createOutbox, REFUSALS_MAX } from "../../firmware/core/outbox";
import { Uplink } from "../../firmware/uplink";
import { DEVICE_TOPICS, topicOf } from "../../protocol/topics";
import { PowerCutFlash } from "./core/power-cut-flash";
import { createFakeBoard, nodeCrypto } from "./fake-board";
import { goodSettings } from "./good-settings";

const bytes = (...codes: number[]) => String.fromCharCode(...codes);
const CONNACK = bytes(0x20, 2, 0, 0);

test("after the question for the time a reply, then reports, then the piece of an update", () => {
  const { board, clock, link } = createFakeBoard();
  const delivered: string[] = [];
  const uplink = new Uplink({
    board,
    settings: goodSettings,
    boot: 17,
    hash: createKeyedHash(nodeCrypto, goodSettings.keyHex),
    outbox: createOutbox(new PowerCutFlash(5), REFUSALS_MAX),
    onConnected: () => {},
    onLink: () => {},
    onProven: () => {},
    onCommand: () => {},
    onChunk: () => {},
  });
  uplink.post("update/get", "piece", () => delivered.push("piece"));
  uplink.send({ why: "heartbeat", body: "heartbeat" });
  uplink.send({ why: "door-opened", body: "door" });
  uplink.post("reply", "old reply", () => delivered.push("old reply"));
  uplink.post("reply", "reply", () => delivered.push("reply"));

  uplink.networkUp();
  clock.advance(1000);
  link.accept();
  const sent: string[] = [];
  for (let i = 0; i < 20; i++) {
    for (const packet of link.take()) {
      const type = packet.charCodeAt(0) >> 4;
      if (type === 1) link.receive(CONNACK);
      if (type === 8) link.receive(bytes(0x90, 5) + packet.slice(2, 4) + bytes(1, 1, 1));
      if (type !== 3) continue;
      const topic = DEVICE_TOPICS.find((name) => packet.includes(topicOf(goodSettings.id, name)))!;
      const idAt = packet.indexOf(topic) + topic.length;
      sent.push(topic);
      link.receive(bytes(0x40, 2) + packet.slice(idAt, idAt + 2));
    }
    clock.advance(100);
  }

  expect(sent).toEqual(["hello", "reply", "report", "report", "update/get"]);
  expect(delivered).toEqual(["reply", "piece"]);
  expect(uplink.isIdle()).toBe(true);
});
