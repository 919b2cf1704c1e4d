/**
 * The application on a board in the test's hands, and the broker it talks to, played to the
 * millisecond. `resetBench` before each test.
 */
import { expect } from "vitest";
import { App } from "../../firmware/app";
import { type ClaimedBoot, claimBoot } from "../../firmware/core/boot-log";
import { createDeviceStateStore, type DeviceState } from "../../firmware/core/device-state";
import {
  BOOT_LOG_PAGES,
  DEVICE_STATE_PAGES,
  type FlashArea,
  OUTBOX_PAGES,
} from "../../firmware/core/flash-area";
import { createKeyedHash } from "../../firmware/core/keyed-hash";
import { createOutbox, REFUSALS_MAX } from "../../firmware/core/outbox";
import type { AedDriver, Finding, FindingListener } from "../../firmware/drivers/aed-driver";
import { createSigns } from "../../firmware/signs";
import type { DeviceFaultCode } from "../../protocol/faults";
import { isAuthentic, sealFrame, splitFrame } from "../../protocol/frame";
import {
  readReply,
  readReport,
  readUpdateGet,
  type WireReply,
  type WireReport,
} from "../../protocol/host/schemas";
import type { Command } from "../../protocol/messages";
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
export let reports: { report: WireReport; isRepeat: boolean }[];
export let replies: WireReply[];
/** Where the device asked for a piece of an update. */
export let wantedPieces: { readonly sha: string; readonly at: number }[];
export let asked: number;
export let state: DeviceState;

function areaOf([first, pages]: readonly [number, number]): FlashArea {
  const { pageBytes, read, write, erasePage } = fake.flash;
  const base = first * pageBytes;
  return {
    pageBytes,
    pages,
    crc32: nodeCrypto.crc32,
    read: (offset, length) => read(base + offset, length),
    write: (offset, bytes) => write(base + offset, bytes),
    erasePage: (offset) => erasePage(base + offset),
  };
}

/** The state of a device that was provisioned and has never been told anything. */
export function freshState(changes: Partial<DeviceState> = {}): DeviceState {
  const apps = { apps: [{ version: 1_000_000, bytes: 3, crc: 1 }, null] as DeviceState["apps"] };
  const nothing = { fallback: null, trial: 0, update: null, told: null } as const;
  const settings = goodSettings;
  return { v: 1, command: 0, source: 1, settings, slot: 0, ...apps, ...nothing, ...changes };
}

export interface StartChanges extends Partial<ClaimedBoot> {
  readonly state?: Partial<DeviceState>;
  readonly faults?: readonly DeviceFaultCode[];
  readonly isSafeMode?: boolean;
}

/** Starts the application on the board of the test, as `main.ts` does. */
export function startApp(changes: StartChanges = {}): void {
  const { state: stateChanges, faults = [], isSafeMode = false, ...claimedChanges } = changes;
  const store = createDeviceStateStore(areaOf(DEVICE_STATE_PAGES));
  state = store.load().state ?? freshState(stateChanges);
  const bootLog = areaOf(BOOT_LOG_PAGES);
  new App({
    board: fake.board,
    state,
    saveState: () => store.save(state),
    hash,
    claimed: { ...claimBoot(bootLog, 17)!, ...claimedChanges },
    bootLog,
    outbox: createOutbox(areaOf(OUTBOX_PAGES), REFUSALS_MAX),
    drivers: [driver],
    signs: createSigns({
      clock: fake.clock,
      led: fake.board.pins.statusLed,
      buzzer: fake.board.pins.buzzer,
      hasBuzzer: state.settings.hasBuzzer,
    }),
    faults,
    isSafeMode,
  }).start();
}

/** What the next boot of this board would find in the boot log. */
export function claimNext(): ClaimedBoot {
  return claimBoot(areaOf(BOOT_LOG_PAGES), 17)!;
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
  replies = [];
  wantedPieces = [];
  asked = 0;
  findFirst({ kind: "door", door: "closed" }, { kind: "presence", present: true });
}

/** A PUBLISH of the broker at QoS 1, sealed for its topic. */
export function published(name: "time" | "command" | "update/chunk", body: unknown): string {
  const topic = topicOf(id, name);
  const text = Buffer.from(JSON.stringify(body), "utf8").toString("latin1");
  const payload = sealFrame(topic, text, hash.authenticate);
  const length = topic.length + payload.length + 4;
  const head = bytes(0x32, (length & 127) | 128, length >> 7, 0, topic.length);
  return head + topic + bytes(0, 9) + payload;
}

function timeAnswer(nonce: string): string {
  return published("time", { v: 1, id, nonce, at: AT + Math.floor(fake.clock.nowMs / 1000) });
}

/** The broker sends a command now; it holds for a minute. */
export function command(n: number, rest: Partial<Command>): void {
  const until = AT + Math.floor(fake.clock.nowMs / 1000) + 60;
  fake.link.receive(published("command", { v: 1, id, n, until, ...rest }));
}

export interface BrokerHabits {
  /** Reports; a question for the time always is. */
  readonly acknowledges?: boolean;
  readonly tellsTime?: boolean;
  /** Replies; false = it acknowledges none. */
  readonly takesReplies?: boolean;
}

/** Reads one PUBLISH of the device and answers it. */
export function answer(
  packet: string,
  { acknowledges = true, tellsTime = true, takesReplies = true }: BrokerHabits,
): void {
  const topicAt = packet.charCodeAt(2) > 127 ? 4 : packet.charCodeAt(1) > 127 ? 3 : 2;
  const topicEnd = topicAt + 2 + packet.charCodeAt(topicAt + 1);
  const topic = packet.slice(topicAt + 2, topicEnd);
  const payload = packet.slice(topicEnd + 2);
  const frame = splitFrame(payload)!;
  expect(isAuthentic(topic, frame, hash.authenticate)).toBe(true);
  const name = topic.slice(topicOf(id, "time").length - "time".length);
  const acknowledgement = bytes(0x40, 2) + packet.slice(topicEnd, topicEnd + 2);
  if (name === "hello") {
    asked += 1;
    if (tellsTime) fake.link.receive(timeAnswer(JSON.parse(frame.body).nonce));
  } else if (name === "reply") {
    replies.push(checked(readReply(frame.body)));
    if (!takesReplies) return;
  } else if (name === "update/get") wantedPieces.push(checked(readUpdateGet(frame.body)));
  else {
    const report = checked(readReport(frame.body));
    reports.push({ report, isRepeat: (packet.charCodeAt(0) & 8) !== 0 });
    if (!acknowledges) return;
  }
  fake.link.receive(acknowledgement);
}

function checked<Value>(read: { value: Value } | { problem: string }): Value {
  if ("problem" in read) throw new Error(read.problem);
  return read.value;
}

/** Lets the time pass and answers like a broker, to the millisecond. */
export function serve(durationMs: number, habits: BrokerHabits = {}): void {
  const endMs = fake.clock.nowMs + durationMs;
  for (;;) {
    for (const packet of fake.link.take()) {
      const type = packet.charCodeAt(0) >> 4;
      if (type === 1) fake.link.receive(bytes(0x20, 2, 0, 0));
      if (type === 8) fake.link.receive(bytes(0x90, 5) + packet.slice(2, 4) + bytes(1, 1, 1));
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
