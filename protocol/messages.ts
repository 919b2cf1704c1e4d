/** The small messages around the report (design section 5). Device-safe: types only. */
import type { CommandName, ReplyReason } from "./commands";

/** Last will: advisory, shortens the age of the evidence and never proves anything. */
export interface Will {
  v: 1;
  id: string;
  boot: number;
  /** The connection attempt it belongs to. */
  n: number;
}

/** A device asks for the time; the nonce makes the answer fresh. */
export interface Hello {
  v: 1;
  id: string;
  nonce: string;
}

/** The broker's answer to a hello: seconds since 1970 when it answered. */
export interface Time {
  v: 1;
  id: string;
  nonce: string;
  at: number;
}

/**
 * What the broker tells a device to do. `n` rises with every command of a device and is used once;
 * `until` is the second since 1970 after which the device refuses it. Text is raw UTF-8, never
 * escaped: the device's strings are bytes.
 */
export interface Command {
  v: 1;
  id: string;
  n: number;
  until: number;
  do: CommandName;
  /** Of `identify`: how long, in seconds. */
  forS?: number;
  /** Of `configure`: the settings to change, by name; `version` is the new version of all. */
  settings?: { [name: string]: unknown };
  /** Of `update`: the signed manifest (see `./update`), a whole frame as text. */
  manifest?: string;
}

/** The device's answer to command `n`. */
export interface Reply {
  v: 1;
  id: string;
  boot: number;
  n: number;
  result: "done" | "refused";
  /** Present when refused. */
  reason?: ReplyReason;
  /** For people; ASCII. */
  detail?: string;
}

/** A device asks for the piece of application `sha` (first 16 hex digits) that begins at `at`. */
export interface UpdateGet {
  v: 1;
  id: string;
  sha: string;
  at: number;
}

/** That piece: up to CHUNK_BYTES as standard base64; fewer only at the end. */
export interface UpdateChunk {
  v: 1;
  id: string;
  sha: string;
  at: number;
  data: string;
}
