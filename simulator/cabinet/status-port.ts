/**
 * The status port of an AED or OEM module that tells of itself: one line a minute, and at once when
 * something changed, as the sensor's documentation describes it. Costs one event a minute, so only
 * cabinets that are asked for have one. Without its AED, or with a flat one, the wire is silent.
 */
import { crc32 } from "node:zlib";
import type { Cancel, SimulatorClock } from "../runtime/clock";
import type { SerialInput } from "../runtime/pin-wiring";
import type { AedUnit } from "./aed-unit";

export interface StatusPortWire {
  /** The sensor's pin that it comes in on, e.g. 16. */
  readonly pin: number;
  readonly baud: number;
}

export interface StatusPortOptions {
  readonly clock: SimulatorClock;
  readonly wire: StatusPortWire;
  readonly wiring: { serialInput(input: SerialInput): void };
}

const PERIOD_MS = 60_000;
const SECOND_MS = 1000;

/** What an AED says of itself now, without beginning and checksum; undefined = it is dead. */
function contentOf(aed: AedUnit, nowMs: number): string | undefined {
  const shows = aed.shows(nowMs);
  if (shows === "nothing") return undefined;
  return [
    `indicator=${shows === "ready" ? "ready" : "fault"}`,
    `battery=${shows === "battery-low" ? "low" : "ok"}`,
    `percent=${Math.floor(aed.charge(nowMs) * 100)}`,
    `pads=${aed.arePadsConnected ? "ok" : "disconnected"}`,
    `selftest=${shows === "fault" ? "fail" : "pass"}`,
    `age=${Math.max(0, Math.floor((nowMs - aed.lastSelfTestMs(nowMs)) / SECOND_MS))}`,
  ].join();
}

function lineOf(content: string): Uint8Array {
  const text = `AED,1,${content}`;
  const sum = crc32(Buffer.from(text, "latin1")).toString(16).toUpperCase().padStart(8, "0");
  return Buffer.from(`$${text}*${sum}\r\n`, "latin1");
}

export class StatusPort {
  private aed: AedUnit | undefined;
  private cancel: Cancel | undefined;

  constructor(private readonly options: StatusPortOptions) {}

  /** It is plugged into this AED, or out of any; something may have changed. */
  tell(aed: AedUnit | undefined): void {
    this.aed = aed;
    this.send();
  }

  /** No timer is left. */
  remove(): void {
    this.aed = undefined;
    this.cancel?.();
    this.cancel = undefined;
  }

  private readonly send = (): void => {
    const { clock, wire, wiring } = this.options;
    this.cancel?.();
    this.cancel = undefined;
    const content = this.aed && contentOf(this.aed, clock.wallMs());
    if (content === undefined) return;
    wiring.serialInput({ pin: wire.pin, baud: wire.baud, bytes: lineOf(content) });
    this.cancel = clock.after("status line", PERIOD_MS, this.send);
  };
}
