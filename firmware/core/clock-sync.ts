/**
 * The wall clock as an offset to the time since boot, told by the broker's signed answer to our
 * nonce. The interpreter's own clock is never set: its timers do not survive that.
 */
import { type ByteString, isAuthentic, splitFrame } from "../../protocol/frame";
import { TIME_ANSWER_TIMEOUT_S } from "../../protocol/limits";
import type { Hello, Time } from "../../protocol/messages";
import { topicOf } from "../../protocol/topics";
import type { KeyedHash } from "./keyed-hash";

/** Bytes of a nonce: 16 characters of base64url. */
const NONCE_BYTES = 12;

export interface ClockSync {
  readonly id: string;
  readonly boot: number;
  readonly hash: KeyedHash;
  /** Server time minus time since boot, in seconds; undefined until the first answer. */
  offsetS: number | undefined;
  /** The question that waits for its answer. */
  nonce: string | undefined;
  askedS: number;
  /** Questions asked since boot; makes each nonce new. */
  asked: number;
}

export function createClockSync(identity: {
  readonly id: string;
  readonly boot: number;
  readonly hash: KeyedHash;
}): ClockSync {
  return {
    id: identity.id,
    boot: identity.boot,
    hash: identity.hash,
    offsetS: undefined,
    nonce: undefined,
    askedS: 0,
    asked: 0,
  };
}

/** The next question, asked at `uptimeS`. An earlier one will not be answered any more. */
export function askTime(sync: ClockSync, uptimeS: number): Hello {
  sync.asked++;
  sync.askedS = uptimeS;
  const nonce = sync.hash.text("nonce\n" + sync.boot + "\n" + sync.asked, NONCE_BYTES);
  sync.nonce = nonce;
  return { v: 1, id: sync.id, nonce: nonce };
}

function parseTime(body: ByteString): Partial<Time> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value ? value : undefined;
  } catch (_problem) {
    return undefined;
  }
}

/**
 * Takes the payload of a `time` message that arrived at `uptimeS`; true when it set the clock.
 * Ignored are forged messages, answers to another question, and answers that come too late.
 */
export function acceptTime(sync: ClockSync, payload: ByteString, uptimeS: number): boolean {
  if (sync.nonce === undefined || uptimeS - sync.askedS > TIME_ANSWER_TIMEOUT_S) return false;
  const frame = splitFrame(payload);
  if (!frame || !isAuthentic(topicOf(sync.id, "time"), frame, sync.hash.authenticate)) return false;
  const time = parseTime(frame.body);
  if (!time || time.id !== sync.id || time.nonce !== sync.nonce) return false;
  if (typeof time.at !== "number" || !(time.at > 0)) return false;
  sync.offsetS = time.at - uptimeS;
  sync.nonce = undefined;
  return true;
}

/** Seconds since 1970 at `uptimeS`; 0 while the clock is not synced. */
export function wallS(sync: ClockSync, uptimeS: number): number {
  return sync.offsetS === undefined ? 0 : Math.floor(sync.offsetS + uptimeS);
}
