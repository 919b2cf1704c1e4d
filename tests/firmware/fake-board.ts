/**
 * A board for tests: a clock that moves when told, pins and a link that the test drives, flash in
 * memory. Hash functions are real.
 */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { Board } from "../../firmware/hal/board";
import type { Clock } from "../../firmware/hal/clock";
import type { Flash } from "../../firmware/hal/flash";
import type { Link, LinkEvents } from "../../firmware/hal/link";
import type { EdgeListener, LightSensor } from "../../firmware/hal/pins";
import type { Storage } from "../../firmware/hal/storage";
import type { FailureKind } from "../../firmware/hal/system";
import type { ByteString } from "../../protocol/frame";

interface Timer {
  readonly name: string;
  dueMs: number;
  readonly periodMs: number | undefined;
  readonly run: () => void;
}

/** Time passes only in `advance`; timers run in the order in which they are due. */
export class ManualClock implements Clock {
  nowMs = 0;
  private readonly timers = new Map<string, Timer>();

  uptimeMs = (): number => this.nowMs;

  after = (name: string, delayMs: number, run: () => void): void => {
    this.timers.set(name, { name, dueMs: this.nowMs + delayMs, periodMs: undefined, run });
  };

  every = (name: string, periodMs: number, run: () => void): void => {
    this.timers.set(name, { name, dueMs: this.nowMs + periodMs, periodMs, run });
  };

  cancel = (name: string): void => {
    this.timers.delete(name);
  };

  get names(): readonly string[] {
    return [...this.timers.keys()];
  }

  advance(durationMs: number): void {
    const endMs = this.nowMs + durationMs;
    for (let timer = this.nextDue(endMs); timer; timer = this.nextDue(endMs)) {
      this.nowMs = Math.max(this.nowMs, timer.dueMs);
      if (timer.periodMs === undefined) this.timers.delete(timer.name);
      else timer.dueMs += timer.periodMs;
      timer.run();
    }
    this.nowMs = Math.max(this.nowMs, endMs);
  }

  private nextDue(endMs: number): Timer | undefined {
    const due = [...this.timers.values()].filter(({ dueMs }) => dueMs <= endMs);
    return due.reduce<Timer | undefined>(
      (first, timer) => (first && first.dueMs <= timer.dueMs ? first : timer),
      undefined,
    );
  }
}

/** A pin whose level the test sets; brightness follows unless it is set. */
export class ManualPin implements LightSensor {
  private listener: EdgeListener = () => {};
  level = false;
  light: number | undefined;

  constructor(private readonly clock: Clock) {}

  isHigh = (): boolean => this.level;
  onEdge = (listener: EdgeListener): void => {
    this.listener = listener;
  };
  brightness = (): number => this.light ?? (this.level ? 0.7 : 0.05);

  set(isHigh: boolean): void {
    this.level = isHigh;
    this.listener(isHigh, this.clock.uptimeMs());
  }

  /** Edges that waited while the interpreter was blocked, as [time, level], oldest first. */
  tellLate(edges: readonly (readonly [number, boolean])[]): void {
    this.level = edges.at(-1)?.[1] ?? this.level;
    for (const [atMs, isHigh] of edges) this.listener(isHigh, atMs);
  }
}

/** What the firmware wrote since it was looked at last; the test plays the broker. */
export class ManualLink implements Link {
  written: ByteString[] = [];
  opens = 0;
  isOpen = false;
  private events: LinkEvents | undefined;

  open = (_target: { host: string; port: number }, events: LinkEvents): void => {
    this.opens += 1;
    this.events = events;
  };
  write = (bytes: ByteString): void => {
    if (this.isOpen) this.written.push(bytes);
  };
  close = (): void => {
    this.isOpen = false;
    this.events = undefined;
  };

  accept(): void {
    this.isOpen = true;
    this.events?.opened();
  }
  receive(bytes: ByteString): void {
    this.events?.received(bytes);
  }
  drop(): void {
    const events = this.events;
    this.close();
    events?.closed();
  }
  take(): ByteString[] {
    const written = this.written;
    this.written = [];
    return written;
  }
}

/** Two and more pages of NOR flash; `fail` is asked before each operation. */
export class MemoryFlash implements Flash {
  readonly pageBytes: number;
  readonly bytes: Buffer;
  fail: (operation: "write" | "erase") => void = () => {};

  constructor(pageBytes = 4096, pages = 2) {
    this.pageBytes = pageBytes;
    this.bytes = Buffer.alloc(pageBytes * pages, 0xff);
  }

  read = (offset: number, length: number): ByteString =>
    this.bytes.toString("latin1", offset, offset + length);
  write = (offset: number, bytes: ByteString): void => {
    this.fail("write");
    this.program(offset, Buffer.from(bytes, "latin1"));
  };
  erasePage = (offset: number): void => {
    this.fail("erase");
    this.bytes.fill(0xff, offset, offset + this.pageBytes);
  };

  program(offset: number, bytes: Buffer): void {
    bytes.forEach((byte, i) => {
      this.bytes[offset + i] = (this.bytes[offset + i] ?? 0) & byte;
    });
  }
}

const latin1 = (bytes: ByteString): Buffer => Buffer.from(bytes, "latin1");

/** The board's hash functions by Node's own. */
export const nodeCrypto = {
  sha256: (bytes: ByteString) =>
    createHash("sha256").update(latin1(bytes)).digest().toString("latin1"),
  crc32: (bytes: ByteString) => crc32(latin1(bytes)),
  toBase64: (bytes: ByteString) => latin1(bytes).toString("base64"),
  fromBase64: (text: string) => Buffer.from(text, "base64").toString("latin1"),
};

/** Named files; a piece can be written once, as on the board. */
export class MemoryStorage implements Storage {
  readonly files = new Map<string, Buffer>();
  freeBytesLeft = 500_000;
  /** Asked before each piece; false = the flash does not take it. */
  takes: () => boolean = () => true;

  read = (name: string): ByteString | undefined => this.files.get(name)?.toString("latin1");
  readPart = (name: string, offset: number, length: number): ByteString =>
    this.files.get(name)?.toString("latin1", offset, offset + length) ?? "";
  write = (name: string, bytes: ByteString, offset: number, size: number): boolean => {
    if (!this.takes()) return false;
    const isBlank = (file: Buffer) => file.every((byte) => byte === 0xff);
    const old = this.files.get(name);
    const known = old && (offset > 0 || isBlank(old)) ? old : undefined;
    if (!known) this.freeBytesLeft -= size;
    const file = known ?? Buffer.alloc(size, 0xff);
    this.files.set(name, file);
    if (file.subarray(offset, offset + bytes.length).some((byte) => byte !== 0xff)) return false;
    file.write(bytes, offset, "latin1");
    return true;
  };
  freeBytes = (): number => this.freeBytesLeft;
}

/** The application's share of the raw partition. */
export const PARTITION_PAGES = 16;

/** Everything the application needs, in the hands of the test. */
export function createFakeBoard() {
  const clock = new ManualClock();
  const link = new ManualLink();
  const flash = new MemoryFlash(4096, PARTITION_PAGES);
  const storage = new MemoryStorage();
  const pin = () => new ManualPin(clock);
  const pins = {
    doorReed: pin(),
    aedPresent: pin(),
    padsContact: pin(),
    indicator: pin(),
    microphone: pin(),
  };
  const seen = {
    lines: [] as string[],
    wifiAttempts: 0,
    isWifiUp: true,
    isLit: false,
    isSounding: false,
    supplyLevel: 0.5,
    sleeps: [] as number[],
    kicks: 0,
    reboots: 0,
    freeVars: 4000,
    rssiDbm: -61,
    onUp: () => {},
    fail: (_kind: FailureKind, _message: string) => {},
  };
  const board: Board = {
    clock,
    link,
    flash,
    crypto: nodeCrypto,
    log: (line) => seen.lines.push(line),
    memory: { freeVars: () => seen.freeVars },
    pins: {
      ...pins,
      statusLed: {
        drive: (isHigh) => {
          seen.isLit = isHigh;
        },
      },
      buzzer: {
        drive: (isHigh) => {
          seen.isSounding = isHigh;
        },
      },
      supply: { level: () => seen.supplyLevel },
    },
    random: { seed: () => {}, fraction: () => 0.5 },
    storage,
    i2c: {
      write: () => {
        throw new Error("no device");
      },
      read: () => {
        throw new Error("no device");
      },
    },
    serialPort: { open: () => {} },
    system: {
      isRealBoard: false,
      enableWatchdog: () => {},
      kickWatchdog: () => {
        seen.kicks += 1;
      },
      reboot: () => {
        seen.reboots += 1;
      },
      deepSleep: (sleepMs) => {
        seen.sleeps.push(sleepMs);
      },
      onFailure: (listener) => {
        seen.fail = listener;
      },
    },
    wifi: {
      connect: () => {
        seen.wifiAttempts += 1;
      },
      isUp: () => seen.isWifiUp,
      onUp: (listener) => {
        seen.onUp = listener;
      },
      rssiDbm: () => seen.rssiDbm,
    },
  };
  return { board, clock, link, flash, storage, pins, seen };
}
