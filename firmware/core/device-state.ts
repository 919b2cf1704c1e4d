/**
 * What a device must remember through restarts and power cuts, as JSON in two copies: a log of
 * snapshots over two flash pages. The newest intact one counts, and a page is erased only while
 * the other holds it, so a power cut in any operation leaves the state before or the state after.
 * The loader carries this code, too, in 2 kB: that is why it is so plain.
 *
 * A snapshot is one line: CRC-32 of what follows the blank, blank, sequence number, JSON. Newlines
 * around it, which JSON never contains, fill it up to a multiple of 4 bytes. What the interpreter
 * escapes in JSON it reads back as the same bytes, so text in UTF-8 stays what it is.
 *
 * The names of the members here are on flash: the build never shortens them.
 */
import type { ReplyReason } from "../../protocol/commands";
import type { ByteString } from "../../protocol/frame";
import type { DeviceSettings } from "../../protocol/settings";
import { type FlashArea, isWritten } from "./flash-area";

/** The application in one slot. */
export interface AppFile {
  /** See `versionNumber` of the wire. */
  version: number;
  /** Its length; the file behind it may be longer. */
  bytes: number;
  /** CRC-32 of these bytes. */
  crc: number;
}

/** An update from its command to its outcome. */
export interface PendingUpdate {
  /** Of the command that asked for it. */
  n: number;
  version: number;
  bytes: number;
  sha256: string;
  /** Where it goes; equal to the state's `slot` once it is tried. */
  slot: 0 | 1;
}

/**
 * The reply to command `n` that is still owed; `reason` null = done. While something is on trial it
 * is the reply in case the trial fails.
 */
export interface OwedReply {
  n: number;
  reason: ReplyReason | null;
}

export interface DeviceState {
  v: 1;
  /** `n` of the last command taken; 0 = none. */
  command: number;
  /** CRC-32 of the settings file that the settings came from. */
  source: number;
  settings: DeviceSettings;
  /** What to return to when `settings`, which are on trial, do not reach the broker. */
  fallback: DeviceSettings | null;
  /** The application to start. */
  slot: 0 | 1;
  apps: [AppFile | null, AppFile | null];
  /** Boots left for what is on trial. */
  trial: number;
  update: PendingUpdate | null;
  told: OwedReply | null;
}

export interface LoadedState {
  /** Undefined when there is none, or none is intact. */
  readonly state: DeviceState | undefined;
  /** A snapshot is torn or damaged; `saveTwice` makes two good copies again. */
  readonly isCopyDamaged: boolean;
}

export interface DeviceStateStore {
  /** Reads both pages; comes before any saving. */
  load(): LoadedState;
  /** False when the state is not on flash; then the one before still is. */
  save(state: DeviceState): boolean;
  /** Leaves a copy on each page: of a state that is new, or when a copy is damaged. */
  saveTwice(state: DeviceState): boolean;
}

/** True from the moment in which the slot changed; before, the update is only being fetched. */
export function isAppOnTrial(state: DeviceState): boolean {
  return !!state.update && state.update.slot === state.slot;
}

/** A new application, or new settings, run until the broker has confirmed them. */
export function isOnTrial(state: DeviceState): boolean {
  return !!state.fallback || isAppOnTrial(state);
}

/** Every built application ends in this, and has it nowhere else. */
const APP_END = ");\n";

/**
 * Length of the application in the content of a slot's file of which nothing is known; behind it
 * may be erased flash. 0 when it is not whole.
 */
export function wholeAppBytes(content: ByteString): number {
  const at = content.indexOf(APP_END);
  // The interpreter also finds the beginning of a text at the very end of another.
  const isWhole = at >= 0 && content.substring(at, at + APP_END.length) === APP_END;
  return isWhole ? at + APP_END.length : 0;
}

/** What reading the pages has found so far. */
interface Found {
  /** The newest snapshot: its JSON, number, page, and where it ends. */
  json: string;
  seq: number;
  page: number;
  endAt: number;
  isDamaged: boolean;
}

function readPage(area: FlashArea, page: number, found: Found): void {
  const lines = area.read(page * area.pageBytes, area.pageBytes).split("\n");
  let at = 0;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as string;
    const body = line.substring(line.indexOf(" ") + 1);
    const seq = parseInt(body, 10);
    at += line.length + 1;
    // Nothing between two newlines, or never written.
    if (!line || line.charCodeAt(0) === 255) continue;
    if (area.crc32(body) !== parseInt(line, 10)) found.isDamaged = true;
    else if (seq > found.seq) {
      found.json = body.substring(body.indexOf("{"));
      found.seq = seq;
      found.page = page;
      found.endAt = (at + 3) & -4;
    }
  }
}

/** `area` has two pages. */
export function createDeviceStateStore(area: FlashArea): DeviceStateStore {
  const found: Found = { json: "", seq: 0, page: 0, endAt: 0, isDamaged: false };

  function load(): LoadedState {
    found.seq = 0;
    for (let i = 0; i < 2; i++) {
      try {
        readPage(area, i, found);
      } catch (_problem) {
        found.isDamaged = true;
      }
    }
    const state = found.json ? (JSON.parse(found.json) as DeviceState) : undefined;
    found.json = "";
    return { state: state, isCopyDamaged: found.isDamaged };
  }

  function isPlaced(page: number, at: number, state: DeviceState): boolean {
    const body = ++found.seq + JSON.stringify(state);
    let record = "\n" + area.crc32(body) + " " + body;
    do record += "\n";
    while (record.length % 4 > 0);
    const hasRoom = at + record.length <= area.pageBytes;
    if (!hasRoom || !isWritten(area, page * area.pageBytes + at, record)) return false;
    found.page = page;
    found.endAt = at + record.length;
    return true;
  }

  /** To the other page, which has nothing that is needed. */
  function isMoved(state: DeviceState): boolean {
    const other = 1 - found.page;
    try {
      area.erasePage(other * area.pageBytes);
    } catch (_problem) {
      return false;
    }
    return isPlaced(other, 0, state);
  }

  function save(state: DeviceState): boolean {
    // What a torn snapshot left there makes reading back fail, and the other page is used.
    return isPlaced(found.page, found.endAt, state) || isMoved(state);
  }

  return {
    load: load,
    save: save,
    saveTwice: function (state) {
      return isMoved(state) ? isMoved(state) || true : save(state);
    },
  };
}
