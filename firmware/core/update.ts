/**
 * Fetching an application: judges the signed manifest, asks for one chunk after the other, keeps
 * them in the file of the slot that is not in use, and proves the whole. A closure that is made
 * for one update; between updates it takes no memory.
 *
 * Rules of the file, each found by cutting the power on the interpreter in every flash operation:
 * - Its size is always SLOT_BYTES. A header that was torn is completed by the next one of the
 *   same size and name; one of another size would spoil the whole of Storage.
 * - It is made only where there is room for it and more. Else Storage compacts itself, and a
 *   power cut in that erases everything.
 * - Written flash is never written again: Storage refuses it even when nothing would change.
 *   Making the file anew leaves the old one behind as trash for good, so what is there is used.
 */
import type { ReplyReason } from "../../protocol/commands";
import { type Authenticator, type ByteString, isAuthentic, splitFrame } from "../../protocol/frame";
import { APP_BYTES_MAX, CHUNK_BYTES } from "../../protocol/limits";
import type { UpdateChunk, UpdateGet } from "../../protocol/messages";
import { topicOf } from "../../protocol/topics";
import {
  LOADER_VERSION,
  MANIFEST_PURPOSE,
  SHA_LENGTH,
  type UpdateManifest,
} from "../../protocol/update";
import type { AppFile } from "./device-state";
import { isErased } from "./flash-area";

/** Size of a slot's file, whatever is in it: a multiple of 4. */
export const SLOT_BYTES = APP_BYTES_MAX + 1024;
/** What must be left free behind a new file, its header and alignment included. */
export const ROOM_RESERVE_BYTES = 8192;
/** A chunk that has not come is asked for again after this long. */
export const ASK_AGAIN_MS = 15000;
/** Without a new chunk for this long while the broker is reached, the update is given up. */
export const UPDATE_TIMEOUT_MS = 3600000;
/** The file is begun anew when flash holds what was not sent; more often, flash is failing. */
const RESTARTS_MAX = 1;

const SHA256_LENGTH = 64;

/** The file of the slot that is not in use. Nothing here throws. */
export interface SlotFile {
  /** What can be written without compaction. */
  freeBytes(): number;
  /** As many of the bytes as there are; "" when there is no file. */
  read(offset: number, length: number): ByteString;
  /** Puts the first chunk into a new file of SLOT_BYTES; a file that is there is given up. */
  create(bytes: ByteString): boolean;
  /** Writes where nothing has been written. */
  write(offset: number, bytes: ByteString): boolean;
}

/** What is to be fetched. */
export interface UpdatePlan {
  readonly version: number;
  readonly bytes: number;
  readonly sha256: string;
}

export interface UpdateOptions {
  readonly id: string;
  /** Under the device key. */
  readonly authenticate: Authenticator;
  readonly file: SlotFile;
  readonly sha256: (bytes: ByteString) => ByteString;
  readonly crc32: (bytes: ByteString) => number;
  readonly fromBase64: (text: string) => ByteString;
}

export interface JudgeOptions {
  readonly id: string;
  /** Under the update key; undefined = this device has none. */
  readonly authenticateUpdate: Authenticator | undefined;
  /** Of the application that runs. */
  readonly version: number;
  /** An update is under way, or something is on trial. */
  readonly isBusy: boolean;
  readonly freeBytes: number;
}

/** Signed, so it is JSON; if not, it is nobody's. */
function parsed<Message>(body: ByteString): Partial<Message> {
  try {
    return JSON.parse(body) as Partial<Message>;
  } catch (_problem) {
    return {};
  }
}

/** Why the manifest is refused, or what it asks for. */
export function judgeManifest(text: ByteString, options: JudgeOptions): ReplyReason | UpdatePlan {
  const authenticate = options.authenticateUpdate;
  if (!authenticate || options.isBusy) return "update-unavailable";
  const frame = splitFrame(text);
  if (!frame || !isAuthentic(MANIFEST_PURPOSE, frame, authenticate)) return "update-forged";
  const manifest = parsed<UpdateManifest>(frame.body);
  const version = manifest.version || 0;
  const bytes = manifest.bytes || 0;
  const sha256 = "" + manifest.sha256;
  if (manifest.id !== options.id) return "update-forged";
  if (manifest.v !== 1 || manifest.loader !== LOADER_VERSION) return "update-unavailable";
  if (version <= options.version) return "update-downgrade";
  if (bytes > APP_BYTES_MAX) return "update-too-big";
  if (bytes < 1 || bytes % 1 > 0 || sha256.length !== SHA256_LENGTH) return "bad-value";
  if (options.freeBytes < SLOT_BYTES + ROOM_RESERVE_BYTES) return "update-no-room";
  return { version: version, bytes: bytes, sha256: sha256 };
}

export type TakeResult =
  /** Not the chunk that was asked for; keep waiting. */
  | "ignored"
  /** Kept; ask for the next one. */
  | "next"
  /** All is there: `finish`. */
  | "complete"
  | ReplyReason;

export interface Update {
  /** Bytes that are there. */
  progress(): number;
  /** The body of the request for the next chunk; "" when there is none. */
  ask(): string;
  take(payload: ByteString): TakeResult;
  /**
   * The application, when it is what was signed; undefined when what was there before a restart
   * was to blame, and everything is fetched once more.
   */
  finish(): AppFile | ReplyReason | undefined;
}

/**
 * How far the file was filled before a restart. Chunks came in order: one with erased bytes in it
 * was never written, or is torn.
 */
function filledBytes(file: SlotFile, bytes: number): number {
  const erased = String.fromCharCode(255);
  let at = 0;
  let chunk = "";
  do {
    at += chunk.length;
    chunk = at < bytes ? file.read(at, Math.min(CHUNK_BYTES, bytes - at)) : "";
  } while (chunk && chunk.indexOf(erased) < 0);
  return at;
}

/** The data of the chunk that was asked for; "" when this is another, or not from the broker. */
function dataOf(payload: ByteString, wanted: UpdateGet, options: UpdateOptions): ByteString {
  const frame = splitFrame(payload);
  const topic = topicOf(options.id, "update/chunk");
  if (!frame || !isAuthentic(topic, frame, options.authenticate)) return "";
  const chunk = parsed<UpdateChunk>(frame.body);
  const isWanted = chunk.id === wanted.id && chunk.sha === wanted.sha && chunk.at === wanted.at;
  return isWanted ? options.fromBase64("" + chunk.data) : "";
}

function hex(bytes: ByteString): string {
  let text = "";
  for (let i = 0; i < bytes.length; i++) {
    text += (256 + bytes.charCodeAt(i)).toString(16).substring(1);
  }
  return text;
}

/** Where the rest of `data` goes: behind what is there of it, in words of flash. NaN = nowhere. */
function restAt(there: ByteString, data: ByteString): number {
  let at = 0;
  while (at < data.length && there.charCodeAt(at) === data.charCodeAt(at)) at++;
  if (at < data.length) at -= at % 4;
  return there.length === data.length && isErased(there.substring(at)) ? at : NaN;
}

/**
 * Flash holds `data` afterwards, or held it already. A power cut may have left its beginning, and
 * what is written cannot be written again: then only the rest is.
 */
function isKept(file: SlotFile, at: number, data: ByteString): boolean {
  const done = restAt(file.read(at, data.length), data);
  if (done === data.length) return true;
  const isWritten = done >= 0 && file.write(at + done, data.substring(done));
  return isWritten && file.read(at, data.length) === data;
}

/**
 * An update under `plan`. `isResumed`: it was begun before a restart, and the file may hold a part
 * of it; otherwise what is in the file is of no use.
 */
export function createUpdate(options: UpdateOptions, plan: UpdatePlan, isResumed: boolean): Update {
  const file = options.file;
  const filled = isResumed ? filledBytes(file, plan.bytes) : 0;
  // The last chunk may be torn without showing it: it is fetched once more and compared.
  const wanted: UpdateGet = {
    v: 1,
    id: options.id,
    sha: plan.sha256.substring(0, SHA_LENGTH),
    at: Math.max(0, Math.ceil(filled / CHUNK_BYTES) - 1) * CHUNK_BYTES,
  };
  /** The file is not there, or holds what cannot be used. */
  let mustCreate = !isResumed || !file.read(0, 1);
  /** Of this update, or of the application before: only the hash of the whole can tell. */
  let hasOldBytes = filled > 0;
  let restarts = 0;

  function mayBeginAnew(): boolean {
    if (!hasOldBytes && restarts++ === RESTARTS_MAX) return false;
    hasOldBytes = false;
    mustCreate = true;
    wanted.at = 0;
    return true;
  }

  function take(payload: ByteString): TakeResult {
    const data = dataOf(payload, wanted, options);
    if (!data || data.length !== Math.min(CHUNK_BYTES, plan.bytes - wanted.at)) return "ignored";
    if (mustCreate) {
      if (file.freeBytes() < SLOT_BYTES + ROOM_RESERVE_BYTES) return "update-no-room";
      mustCreate = !file.create(data);
    }
    if (mustCreate || !isKept(file, wanted.at, data)) return mayBeginAnew() ? "next" : "not-stored";
    wanted.at += data.length;
    return wanted.at < plan.bytes ? "next" : "complete";
  }

  function finish(): AppFile | ReplyReason | undefined {
    // One string in flash, which the board hashes in place; a copy would not fit on its stack.
    const text = file.read(0, plan.bytes);
    if (text && hex(options.sha256(text)) === plan.sha256) {
      return { version: plan.version, bytes: plan.bytes, crc: options.crc32(text) };
    }
    if (!hasOldBytes) return "update-wrong-hash";
    mayBeginAnew();
    return undefined;
  }

  return {
    progress: function () {
      return wanted.at;
    },
    ask: function () {
      return wanted.at < plan.bytes ? JSON.stringify(wanted) : "";
    },
    take: take,
    finish: finish,
  };
}
