/** The session against a broker played by hand: every answer that fails to come ends it. */
import { beforeEach, describe, expect, test } from "vitest";
import { createKeyedHash } from "../../../firmware/core/keyed-hash";
import {
  ANSWER_TIMEOUT_MS,
  CONNECT_TIMEOUT_MS,
  GOOD_CONNECTION_MS,
  Session,
} from "../../../firmware/mqtt/session";
import { connectPassword, isAuthentic, splitFrame } from "../../../protocol/frame";
import { readWill } from "../../../protocol/host/schemas";
import { topicOf } from "../../../protocol/topics";
import { ManualClock, ManualLink, nodeCrypto } from "../fake-board";

const id = "anyang-0042";
const boot = 17;
const { authenticate } = createKeyedHash(nodeCrypto, "ab".repeat(32));
const bytes = (...codes: number[]) => String.fromCharCode(...codes);
const CONNACK = bytes(0x20, 2, 0, 0);
const PINGRESP = bytes(0xd0, 0);
const KEEP_ALIVE_S = 60;

let clock: ManualClock;
let link: ManualLink;
let events: string[];
let fraction: number;
let isNetworkUp: boolean;
let session: Session;

beforeEach(() => {
  clock = new ManualClock();
  link = new ManualLink();
  events = [];
  fraction = 0;
  isNetworkUp = true;
  session = new Session({
    topics: [topicOf(id, "time"), topicOf(id, "command")],
    clock,
    link,
    log: () => {},
    random: () => fraction,
    isNetworkUp: () => isNetworkUp,
    broker: { host: "broker.local", port: 1883, usesTls: false },
    id,
    boot,
    authenticate,
    keepAliveS: KEEP_ALIVE_S,
    events: {
      online: () => events.push("online"),
      offline: (isRefused) => events.push(isRefused ? "offline, refused" : "offline"),
      acknowledged: () => events.push("acknowledged"),
      received: (topic, payload) => events.push(`received ${topic.split("/").at(-1)} ${payload}`),
    },
  });
});

/** Answers the login and the subscription. */
function logIn(): void {
  clock.advance(1);
  link.accept();
  link.receive(CONNACK);
  const subscribe = link.take().at(-1)!;
  link.receive(bytes(0x90, 4, subscribe.charCodeAt(2), subscribe.charCodeAt(3), 1, 1));
}
function publish(isRepeat = false): void {
  session.publish({ topic: "t", payload: "x", isRepeat });
}
function acknowledgeLast(): void {
  const packet = link.take().at(-1)!;
  link.receive(bytes(0x40, 2) + packet.slice(5, 7));
}

function secondsToNextAttempt(): number {
  const startMs = clock.nowMs;
  const opens = link.opens;
  while (link.opens === opens) clock.advance(100);
  return Math.ceil((clock.nowMs - startMs) / 1000);
}
/** With the longest waits there are; ends in an attempt. */
function failAFewTimes(): void {
  fraction = 0.999;
  session.networkUp();
  for (let i = 0; i < 5; i++) {
    secondsToNextAttempt();
    link.drop();
  }
  secondsToNextAttempt();
}

describe("logging in", () => {
  test("shows the one-time password and leaves a signed will of this attempt", () => {
    session.networkUp();
    clock.advance(1);
    link.accept();

    const [connect] = link.take();
    const will = splitFrame(connect!.slice(connect!.indexOf("{"), connect!.indexOf("}") + 1))!;

    expect(connect).toContain(connectPassword({ id, boot, n: 1 }, authenticate));
    expect(isAuthentic(topicOf(id, "will"), will, authenticate)).toBe(true);
    expect(readWill(will.body)).toEqual({ value: { v: 1, id, boot, n: 1 } });
  });

  test("is done when the subscriptions are granted", () => {
    session.networkUp();
    clock.advance(1);
    link.accept();
    link.take();
    link.receive(CONNACK);

    const time = bytes(0, 22) + topicOf(id, "time") + bytes(1);
    const command = bytes(0, 25) + topicOf(id, "command") + bytes(1);
    expect(link.take()).toEqual([bytes(0x82, 55, 0, 1) + time + command]);
    expect(events).toEqual([]);
    link.receive(bytes(0x90, 4, 0, 1, 1, 1));
    expect(events).toEqual(["online"]);
  });

  test("never uses a password twice", () => {
    session.networkUp();
    const passwords = [1, 2, 3].map((n) => {
      clock.advance(1);
      link.accept();
      const used = link.take()[0]!.endsWith(connectPassword({ id, boot, n }, authenticate));
      link.drop();
      return used;
    });

    expect(passwords).toEqual([true, true, true]);
  });

  test.each<[string, () => void]>([
    ["the connection cannot be made", () => link.drop()],
    ["nobody answers", () => clock.advance(CONNECT_TIMEOUT_MS)],
    ["the login is refused", () => link.receive(bytes(0x20, 2, 0, 5))],
    ["more is granted than was asked", () => link.receive(CONNACK + bytes(0x90, 3, 0, 1, 1))],
    ["the subscription is refused", () => link.receive(CONNACK + bytes(0x90, 4, 0, 1, 1, 0x80))],
    ["the answer is no MQTT", () => link.receive("HTTP/1.1 400 Bad Request")],
  ])("is tried again when %s", (_name, fail) => {
    session.networkUp();
    clock.advance(1);
    link.accept();

    fail();
    clock.advance(1000);

    expect(link.opens).toBe(2);
    expect(events).toEqual([]);
  });

  test("takes nothing of an answer that broke off with the connection before", () => {
    session.networkUp();
    clock.advance(1);
    link.accept();
    link.receive(CONNACK.slice(0, 2));
    link.drop();
    logIn();

    expect(events).toEqual(["online"]);
  });

  test("has its whole time even when opening the connection took longer", () => {
    const open = link.open;
    link.open = (target, listeners) => {
      open(target, listeners);
      clock.nowMs += 2 * CONNECT_TIMEOUT_MS;
    };
    session.networkUp();
    clock.advance(1);
    clock.advance(CONNECT_TIMEOUT_MS - 1000);
    logIn();

    expect([events, link.opens]).toEqual([["online"], 1]);
  });

  test.each<[string, string]>([
    ["the login was refused", bytes(0x20, 2, 0, 5)],
    ["the subscription was refused", CONNACK + bytes(0x90, 4, 0, 1, 1, 0x80)],
  ])("after %s the rest of the same piece is not read", (_name, refusal) => {
    session.networkUp();
    clock.advance(1);
    link.accept();
    const topic = topicOf(id, "time");
    const length = topic.length + 6;

    link.receive(`${refusal + bytes(0x32, length, 0, topic.length) + topic + bytes(0, 5)}hi`);

    expect(events).toEqual([]);
  });

  test("is done once, however often the subscription is granted", () => {
    session.networkUp();
    logIn();
    link.receive(bytes(0x90, 4, 0, 1, 1, 1));

    expect(events).toEqual(["online"]);
  });

  test("is tried soon when the network is back, however often it failed without", () => {
    failAFewTimes();
    link.drop();

    session.networkUp();

    expect(secondsToNextAttempt()).toBe(1);
  });

  test("waits longer and longer while it fails", () => {
    fraction = 0.999;
    session.networkUp();

    const waits = Array.from({ length: 12 }, () => {
      const waitS = secondsToNextAttempt();
      link.drop();
      return waitS;
    });

    expect(waits).toEqual([1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  });

  test("a connection that breaks soon does not make the next wait short", () => {
    failAFewTimes();
    logIn();
    clock.advance(GOOD_CONNECTION_MS / 2);

    link.drop();

    expect(secondsToNextAttempt()).toBe(32);
  });

  test("a connection that lasted does", () => {
    failAFewTimes();
    logIn();
    clock.advance(GOOD_CONNECTION_MS);

    link.drop();

    expect(secondsToNextAttempt()).toBe(1);
  });

  test("waits for the network, and takes a new one as a reason to begin anew", () => {
    isNetworkUp = false;
    session.networkUp();
    clock.advance(600_000);
    expect(link.opens).toBe(0);

    isNetworkUp = true;
    session.networkUp();
    logIn();
    session.networkUp();
    clock.advance(1);

    expect(events).toEqual(["online", "offline"]);
    expect(link.opens).toBe(2);
  });
});

describe("publishing", () => {
  beforeEach(() => {
    session.networkUp();
    logIn();
    events = [];
    link.take();
  });

  test("one message at a time, until its own PUBACK", () => {
    expect(session.isFree()).toBe(true);
    publish();
    expect(session.isFree()).toBe(false);
    link.receive(bytes(0x40, 2, 0x77, 0x77));
    expect(session.isFree()).toBe(false);

    acknowledgeLast();

    expect(session.isFree()).toBe(true);
    expect(events).toEqual(["acknowledged"]);
  });

  test("a second PUBACK for the same message is nothing", () => {
    publish();
    const packetId = link.take()[0]!.slice(5, 7);
    link.receive(bytes(0x40, 2) + packetId);
    link.receive(bytes(0x40, 2) + packetId);

    expect(events).toEqual(["acknowledged"]);
  });

  test("without PUBACK the connection ends and a new one begins", () => {
    publish();

    clock.advance(ANSWER_TIMEOUT_MS - 1);
    expect(events).toEqual([]);
    clock.advance(1);

    expect(events).toEqual(["offline"]);
    expect(session.isFree()).toBe(false);
    clock.advance(1);
    expect(link.opens).toBe(2);
  });

  test("a repetition carries DUP", () => {
    publish(true);

    expect(link.take()[0]!.charCodeAt(0)).toBe(0x3a);
  });

  test("messages for us are acknowledged and passed on; others only acknowledged", () => {
    const message = (topic: string) =>
      `${bytes(0x32, topic.length + 6, 0, topic.length)}${topic}${bytes(0, 5)}hi`;
    link.receive(message(topicOf(id, "time")));
    link.receive(message("other/topic"));

    expect(link.take()).toEqual([bytes(0x40, 2, 0, 5), bytes(0x40, 2, 0, 5)]);
    expect(events).toEqual(["received time hi"]);
  });
});

describe("staying alive", () => {
  beforeEach(() => {
    session.networkUp();
    logIn();
    link.take();
  });

  test("a broker that lives and does not acknowledge has refused the message", () => {
    publish();
    link.take();
    clock.advance(ANSWER_TIMEOUT_MS / 2);
    expect(link.take()).toEqual([bytes(0xc0, 0)]);
    link.receive(PINGRESP);
    clock.advance(ANSWER_TIMEOUT_MS / 2 - 1);
    expect(events).toEqual(["online"]);
    clock.advance(1);

    expect(events).toEqual(["online", "offline, refused"]);
  });

  test("so has one that closes instead", () => {
    publish();
    link.drop();

    expect(events).toEqual(["online", "offline, refused"]);
  });

  test("a sign of life from before the message proves nothing", () => {
    link.receive(PINGRESP);
    publish();
    clock.advance(ANSWER_TIMEOUT_MS);

    expect(events).toEqual(["online", "offline"]);
  });

  test("nor does one that belonged to the message before", () => {
    publish();
    const packetId = link.take()[0]!.slice(5, 7);
    clock.advance(ANSWER_TIMEOUT_MS / 2);
    link.receive(PINGRESP);
    link.receive(bytes(0x40, 2) + packetId);
    publish();
    clock.advance(ANSWER_TIMEOUT_MS);

    expect(events).toEqual(["online", "acknowledged", "offline"]);
  });

  test("a new network in the middle proves nothing", () => {
    publish();
    session.networkUp();

    expect(events).toEqual(["online", "offline"]);
  });

  test("it pings within the keep-alive and lives while answers come", () => {
    for (let i = 0; i < 20; i++) {
      clock.advance(KEEP_ALIVE_S * 1000 * 0.75);
      expect(link.take()).toEqual([bytes(0xc0, 0)]);
      link.receive(PINGRESP);
    }

    expect(events).toEqual(["online"]);
  });

  test("a peer that answers no ping is dead", () => {
    clock.advance(KEEP_ALIVE_S * 1000 * 0.75 + ANSWER_TIMEOUT_MS);

    expect(events).toEqual(["online", "offline"]);
  });

  test("a closed connection is told once and made again", () => {
    link.drop();
    clock.advance(1);

    expect(events).toEqual(["online", "offline"]);
    expect(link.opens).toBe(2);
  });

  test("what arrives behind rubbish in the same piece is not believed", () => {
    publish();
    const packetId = link.take()[0]!.slice(5, 7);
    link.receive(bytes(0x40, 2) + packetId + bytes(0x00, 0x00));

    expect(events).toEqual(["online", "offline"]);
  });
});

test("stopping says goodbye, so that no will is sent, and is for good", () => {
  session.networkUp();
  logIn();
  link.take();

  session.stop();
  session.networkUp();
  clock.advance(3_600_000);

  expect(link.written).toEqual([bytes(0xe0, 0)]);
  expect(link.opens).toBe(1);
  expect(events).toEqual(["online", "offline"]);
});
