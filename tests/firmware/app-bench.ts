/**
 * The application on a board in the test's hands, and the broker it talks to, played to the
 * millisecond. `resetBench` before each test.
 */
import { expect } from "vitest";
import { App } from "../../firmware/app";
import { type BootLogFlash, type ClaimedBoot, claimBoot } from "../../firmware/core/boot-log";
import { createKeyedHash } from "../../firmware/core/keyed-hash";
import type { AedDriver, Finding, FindingListener } from "../../firmware/drivers/aed-driver";
import { isAuthentic, sealFrame, splitFrame } from "../../protocol/frame";
import { readReport, type WireReport } from "../../protocol/host/schemas";
import { topicOf } from "../../protocol/topics";
import { createFakeBoard, nodeCrypto } from "./fake-board";
import { goodSettings } from "./good-settings";

export const AT = 1_795_333_366;
const id = goodSettings.id;
const hash = createKeyedHash(nodeCrypto, goodSettings.keyHex);
export const bytes = (...codes: number[]) => String.fromCharCode(...codes);

class ManualDriver implements AedDriver {
  checks = 0;
  restarts = 0;
  private listener: FindingListener = () => {};
  constructor(private readonly first: readonly Finding[]) {}

  start(listener: FindingListener): void {
    this.listener = listener;
    for (const finding of this.first) listener(finding);
  }
  check(): void {
    this.checks += 1;
  }
  restart(): void {
    this.restarts += 1;
  }
  find(finding: Finding): void {
    this.listener(finding);
  }
}

export let fake: ReturnType<typeof createFakeBoard>;
export let driver: ManualDriver;
let bootLog: BootLogFlash;
export let reports: { report: WireReport; isRepeat: boolean }[];
export let asked: number;

export function startApp(changes: Partial<ClaimedBoot> = {}): void {
  const { pageBytes, read, write, erasePage } = fake.flash;
  bootLog = { pageBytes, read, write, erasePage, crc32: nodeCrypto.crc32 };
  new App({
    board: fake.board,
    settings: goodSettings,
    hash,
    claimed: { ...claimBoot(bootLog, 17)!, ...changes },
    bootLog,
    drivers: [driver],
  }).start();
}

/** Another board with the same flash: a restart, seen from outside. */
export function restartBoard(): void {
  const { flash } = fake;
  fake = createFakeBoard();
  flash.bytes.copy(fake.flash.bytes);
}

/** What the cabinet is like when the application starts. */
export function findFirst(...first: Finding[]): void {
  driver = new ManualDriver(first);
}

export function resetBench(): void {
  fake = createFakeBoard();
  reports = [];
  asked = 0;
  findFirst({ kind: "door", door: "closed" }, { kind: "presence", present: true });
}

function timeAnswer(nonce: string): string {
  const topic = topicOf(id, "time");
  const body = JSON.stringify({ v: 1, id, nonce, at: AT + Math.floor(fake.clock.nowMs / 1000) });
  const payload = sealFrame(topic, body, hash.authenticate);
  const length = topic.length + payload.length + 4;
  const head = bytes(0x32, (length & 127) | 128, length >> 7, 0, topic.length);
  return head + topic + bytes(0, 9) + payload;
}

export interface BrokerHabits {
  /** Reports; a question for the time always is. */
  readonly acknowledges?: boolean;
  readonly tellsTime?: boolean;
}

/** Reads one PUBLISH of the device and answers it. */
export function answer(
  packet: string,
  { acknowledges = true, tellsTime = true }: BrokerHabits,
): void {
  const topicAt = packet.charCodeAt(2) > 127 ? 4 : packet.charCodeAt(1) > 127 ? 3 : 2;
  const topicEnd = topicAt + 2 + packet.charCodeAt(topicAt + 1);
  const topic = packet.slice(topicAt + 2, topicEnd);
  const payload = packet.slice(topicEnd + 2);
  const frame = splitFrame(payload)!;
  expect(isAuthentic(topic, frame, hash.authenticate)).toBe(true);
  const isHello = topic === topicOf(id, "hello");
  if (isHello) {
    asked += 1;
    if (tellsTime) fake.link.receive(timeAnswer(JSON.parse(frame.body).nonce));
  } else {
    const read = readReport(frame.body);
    if ("problem" in read) throw new Error(read.problem);
    reports.push({ report: read.value, isRepeat: (packet.charCodeAt(0) & 8) !== 0 });
  }
  if (isHello || acknowledges)
    fake.link.receive(bytes(0x40, 2) + packet.slice(topicEnd, topicEnd + 2));
}

/** Lets the time pass and answers like a broker, to the millisecond. */
export function serve(durationMs: number, habits: BrokerHabits = {}): void {
  const endMs = fake.clock.nowMs + durationMs;
  for (;;) {
    for (const packet of fake.link.take()) {
      const type = packet.charCodeAt(0) >> 4;
      if (type === 1) fake.link.receive(bytes(0x20, 2, 0, 0));
      if (type === 8) fake.link.receive(bytes(0x90, 3) + packet.slice(2, 4) + bytes(1));
      if (type === 3) answer(packet, habits);
      if (type === 12) fake.link.receive(bytes(0xd0, 0));
    }
    if (fake.clock.nowMs >= endMs) return;
    fake.clock.advance(Math.min(100, endMs - fake.clock.nowMs));
  }
}
export function connect(habits: BrokerHabits = {}): void {
  const { opens } = fake.link;
  while (fake.link.opens === opens) fake.clock.advance(100);
  fake.link.accept();
  serve(500, habits);
}
export const causes = () => reports.map(({ report }) => report.why);
export const last = () => reports.at(-1)!.report;
