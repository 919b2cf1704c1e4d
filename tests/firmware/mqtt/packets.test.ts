/** MQTT 3.1.1 on the bytes: literal packets, every way of cutting them, and what is refused. */
import mqttPacket from "mqtt-packet";
import { describe, expect, test } from "vitest";
import {
  createParser,
  encodeConnect,
  encodeDisconnect,
  encodePingreq,
  encodePuback,
  encodePublish,
  encodeSubscribe,
  feed,
  PACKET_BYTES_MAX,
} from "../../../firmware/mqtt/packets";

const bytes = (...codes: number[]) => String.fromCharCode(...codes);

/** What an independent implementation reads. */
function readBack(packet: string): mqttPacket.Packet {
  const parser = mqttPacket.parser({ protocolVersion: 4 });
  const found: mqttPacket.Packet[] = [];
  parser.on("packet", (one) => found.push(one));
  parser.parse(Buffer.from(packet, "latin1"));
  expect(found).toHaveLength(1);
  return found[0]!;
}

describe("what we send", () => {
  test("CONNECT: clean session, will at QoS 1 not retained, user name = client id", () => {
    const packet = encodeConnect({
      clientId: "abc",
      password: "1.1.mac",
      keepAliveS: 60,
      willTopic: "aed/1/abc/will",
      willPayload: '{"v":1}',
    });

    expect(packet).toBe(
      `${bytes(0x10, 54, 0, 4)}MQTT${bytes(4, 0xce, 0, 60, 0, 3)}abc` +
        `${bytes(0, 14)}aed/1/abc/will${bytes(0, 7)}{"v":1}` +
        `${bytes(0, 3)}abc${bytes(0, 7)}1.1.mac`,
    );
    expect(readBack(packet)).toMatchObject({
      cmd: "connect",
      clean: true,
      clientId: "abc",
      username: "abc",
      will: { topic: "aed/1/abc/will", qos: 1, retain: false },
    });
  });

  test("PUBLISH: QoS 1, DUP only when it is a repetition", () => {
    const message = { topic: "t/u", payload: "hi", packetId: 0x1234 };

    expect(encodePublish({ ...message, isRepeat: false })).toBe(
      `${bytes(0x32, 9, 0, 3)}t/u${bytes(0x12, 0x34)}hi`,
    );
    expect(encodePublish({ ...message, isRepeat: true }).charCodeAt(0)).toBe(0x3a);
  });

  test.each([0, 100, 122, 123, 700, 16_376, 16_377, 20_000])(
    "a payload of %i bytes has the right length field",
    (length) => {
      const payload = "x".repeat(length);

      const packet = encodePublish({ topic: "t", payload, packetId: 1, isRepeat: false });

      expect(readBack(packet)).toMatchObject({ cmd: "publish", messageId: 1 });
      expect(String((readBack(packet) as mqttPacket.IPublishPacket).payload)).toBe(payload);
    },
  );

  test("the small ones", () => {
    expect(encodeSubscribe(2, ["t"])).toBe(`${bytes(0x82, 6, 0, 2, 0, 1)}t${bytes(1)}`);
    expect(encodePuback(0x0102)).toBe(bytes(0x40, 2, 1, 2));
    expect(encodePingreq()).toBe(bytes(0xc0, 0));
    expect(encodeDisconnect()).toBe(bytes(0xe0, 0));
  });
});

const CONNACK = bytes(0x20, 2, 0, 0);
const SUBACK = bytes(0x90, 3, 0, 1, 1);
const PUBACK = bytes(0x40, 2, 0, 9);
const PINGRESP = bytes(0xd0, 0);
const longText = "y".repeat(300);
const PUBLISH_QOS_1 = `${bytes(0x32, 0xb3, 2, 0, 3)}t/u${bytes(0, 7)}${longText}`;
const PUBLISH_QOS_0 = `${bytes(0x30, 7, 0, 3)}t/uhi`;
const STREAM = CONNACK + SUBACK + PUBLISH_QOS_1 + PUBACK + PINGRESP + PUBLISH_QOS_0;
const PACKETS = [
  { kind: "connack", isAccepted: true, code: 0 },
  { kind: "suback", isAccepted: true, topics: 1 },
  { kind: "publish", topic: "t/u", payload: longText, packetId: 7 },
  { kind: "puback", packetId: 9 },
  { kind: "pingresp" },
  { kind: "publish", topic: "t/u", payload: "hi", packetId: 0 },
];

describe("what we receive", () => {
  test("many packets in one piece", () => {
    expect(feed(createParser(), STREAM)).toEqual(PACKETS);
  });

  test("one piece a byte", () => {
    const parser = createParser();

    expect([...STREAM].flatMap<unknown>((byte) => feed(parser, byte))).toEqual(PACKETS);
  });

  test("cut in two at every place", () => {
    for (let at = 0; at <= STREAM.length; at++) {
      const parser = createParser();
      const first = feed(parser, STREAM.slice(0, at));

      expect([...first, ...feed(parser, STREAM.slice(at))]).toEqual(PACKETS);
    }
  });

  test("refusals are told apart from acceptance", () => {
    expect(feed(createParser(), bytes(0x20, 2, 0, 5))).toEqual([
      { kind: "connack", isAccepted: false, code: 5 },
    ]);
    expect(feed(createParser(), bytes(0x90, 3, 0, 1, 0x80))).toEqual([
      { kind: "suback", isAccepted: false, topics: 1 },
    ]);
  });
});

describe("what closes the connection", () => {
  test.each([
    ["a packet only a server receives", bytes(0x10, 0)],
    ["CONNACK of another length", bytes(0x20, 3, 0, 0, 0)],
    ["CONNACK with flags", bytes(0x21, 2, 0, 0)],
    ["PUBACK of another length", bytes(0x40, 1, 0)],
    ["PINGRESP with a body", bytes(0xd0, 1, 0)],
    ["PUBLISH at QoS 2", `${bytes(0x34, 6, 0, 1)}t${bytes(0, 1)}x`],
    ["PUBLISH at QoS 3", `${bytes(0x36, 6, 0, 1)}t${bytes(0, 1)}x`],
    ["PUBLISH without a topic", bytes(0x30, 2, 0, 0)],
    ["PUBLISH whose topic is longer than itself", `${bytes(0x30, 3, 0, 9)}t`],
    ["PUBLISH without room for its packet id", `${bytes(0x32, 4, 0, 1)}t${bytes(0)}`],
    ["PUBLISH with packet id 0", `${bytes(0x32, 5, 0, 1)}t${bytes(0, 0)}`],
    ["PUBLISH of one byte", bytes(0x30, 1, 0)],
    ["a length of five bytes", bytes(0x30, 0x80, 0x80, 0x80, 0x80, 1)],
    ["random bytes", bytes(0x00, 0x7f, 0x13)],
  ])("%s", (_name, packet) => {
    expect(feed(createParser(), packet)).toBe("malformed");
  });

  test("a packet above the limit, as soon as its length is known", () => {
    const length = PACKET_BYTES_MAX + 1;
    const header = bytes(0x30, (length & 127) | 128, length >> 7);

    expect(feed(createParser(), header)).toBe("malformed");
  });

  test("a good packet before a bad one does not hide it", () => {
    expect(feed(createParser(), CONNACK + bytes(0x10, 0))).toBe("malformed");
  });
});
