/**
 * Files and pages on a connected board: what is there, and making it what it should be. Every file
 * is proven by the hash that the board itself computes of it; one that is right already is left
 * alone, so that an installation that was broken off goes on where it was.
 */
import { createHash } from "node:crypto";
import { UsageError } from "../command-line";
import type { BoardConsole } from "./board-console";
import type { BoardFile } from "./board-files";
import { IMAGE_ADDRESS, RAW_BYTES } from "./board-image";
import { forgetAppsOperations, NOTED_BYTES } from "./noted";

/** Oldest interpreter that the firmware was tried on. */
export const VERSION_MIN = 2.25;
/** Of one write: its line must fit into the smallest input buffer of a board, 512 characters. */
const CHUNK_BYTES = 192;
const RAW_PAGE_BYTES = 4096;
/** Of one reading of raw flash. */
const READ_BYTES = 512;
/** Storage needs this much besides the files, for the headers and an update later. */
const SPARE_BYTES = 4096;
const COMPACT_MS = 120_000;
const HASH_MS = 60_000;
const STORAGE = 'require("Storage")';
const MODULES = ["Storage", "Flash", "net", "crypto"] as const;

export interface BoardIdentity {
  readonly board: string;
  readonly version: string;
  /** Built into the interpreter. */
  readonly modules: readonly string[];
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

function sha256Base64(content: string): string {
  return createHash("sha256").update(Buffer.from(content, "latin1")).digest("base64");
}

export class BoardFlash {
  constructor(private readonly console: BoardConsole) {}

  async identity(): Promise<BoardIdentity> {
    const [board, version, modules] = await this.console.evaluate<[string, string, string]>(
      "[process.env.BOARD,process.env.VERSION,process.env.MODULES]",
    );
    return { board, version, modules: modules.split(",") };
  }

  /**
   * Starts the interpreter afresh, without the program in flash: it would go on with its work, and
   * its watchdog would restart the board in the middle of ours.
   */
  async stopProgram(unlock: () => Promise<void>): Promise<void> {
    await this.console.restart("reset()");
    await unlock();
    await this.console.evaluate("E.enableWatchdog(120,true)");
  }

  /** The content of a small file; undefined when there is none. */
  async read(name: string): Promise<string | undefined> {
    const text = await this.console.evaluate<string | null>(
      `(function(f){return f===undefined?null:btoa(f)})(${STORAGE}.read(${quoted(name)}))`,
    );
    return text === null ? undefined : Buffer.from(text, "base64").toString("latin1");
  }

  async erase(name: string): Promise<void> {
    if ((await this.hashOf(name)) !== "") {
      await this.console.evaluate(`${STORAGE}.erase(${quoted(name)})`);
    }
  }

  /** Erases all raw pages: boot log, device state, waiting reports. */
  async eraseRawPages(): Promise<void> {
    for (let at = 0; at < RAW_BYTES; at += RAW_PAGE_BYTES) {
      const address = IMAGE_ADDRESS + at;
      await this.console.evaluate(`require("Flash").erasePage(${address})`);
    }
  }

  /** What the firmware noted at the beginning of the raw pages, as notedState and its like read. */
  async noted(): Promise<string> {
    let noted = "";
    while (noted.length < NOTED_BYTES) {
      const address = IMAGE_ADDRESS + noted.length;
      const text = await this.console.evaluate<string>(
        `btoa(E.toString(require("Flash").read(${READ_BYTES},${address})))`,
      );
      noted += Buffer.from(text, "base64").toString("latin1");
    }
    return noted;
  }

  /** Has the board forget what it noted about its applications; everything else stays noted. */
  async forgetApps(noted: string): Promise<void> {
    for (const operation of forgetAppsOperations(noted)) {
      const address = IMAGE_ADDRESS + operation.offset;
      if (operation.kind === "write") await this.writeRaw(address, operation.bytes);
      else await this.console.evaluate(`require("Flash").erasePage(${address})`);
    }
  }

  /** Makes room for `files` when Storage is full of what was given up. */
  async makeRoom(files: readonly BoardFile[]): Promise<void> {
    const neededBytes = files.reduce((sum, { content }) => sum + content.length + 64, SPARE_BYTES);
    const freeBytes = () => this.console.evaluate<number>(`${STORAGE}.getFree()`);
    if ((await freeBytes()) >= neededBytes) return;
    await this.console.evaluate(`${STORAGE}.compact()`, COMPACT_MS);
    const leftBytes = await freeBytes();
    if (leftBytes >= neededBytes) return;
    throw new UsageError(
      `The board's Storage has ${leftBytes} bytes left; ${neededBytes} are needed. It holds ` +
        "files of somebody else: erase it with --erase-all, which forgets everything on the board.",
    );
  }

  async eraseAll(): Promise<void> {
    await this.console.evaluate(`${STORAGE}.eraseAll()`, COMPACT_MS);
  }

  /** True when the board has exactly this file. */
  async has({ name, content }: BoardFile): Promise<boolean> {
    return (await this.hashOf(name)) === sha256Base64(content);
  }

  /** Writes the file and proves it; `onProgress` gets the bytes written so far. */
  async write(file: BoardFile, onProgress: (bytes: number) => void): Promise<void> {
    const { name, content } = file;
    for (let offset = 0; offset < content.length; offset += CHUNK_BYTES) {
      const bytes = Buffer.from(content.slice(offset, offset + CHUNK_BYTES), "latin1");
      const parts = [quoted(name), `atob("${bytes.toString("base64")}")`, offset, content.length];
      const isWritten = await this.console.evaluate<boolean>(`${STORAGE}.write(${parts.join()})`);
      if (!isWritten) throw new UsageError(`The board's flash did not take ${name}.`);
      onProgress(offset + bytes.length);
    }
    if (await this.has(file)) return;
    throw new UsageError(
      `What the board has as ${name} is not what was written. Its flash may be worn out, or the ` +
        "cable bad: run the same command again, with another cable or board if it repeats.",
    );
  }

  /** Restarts the board with the program that is in its flash now. */
  restart(): Promise<void> {
    return this.console.restart("E.reboot()");
  }

  private async writeRaw(address: number, bytes: string): Promise<void> {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      const base64 = Buffer.from(bytes.slice(at, at + CHUNK_BYTES), "latin1").toString("base64");
      await this.console.evaluate(
        `require("Flash").write(E.toUint8Array(atob("${base64}")),${address + at})`,
      );
    }
  }

  /** SHA-256 in base64; "" when there is no such file. */
  private hashOf(name: string): Promise<string> {
    return this.console.evaluate<string>(
      `(function(f){return f===undefined?"":` +
        `btoa(E.toString(require("crypto").SHA256(f)))})(${STORAGE}.read(${quoted(name)}))`,
      HASH_MS,
    );
  }
}

/** Why the firmware cannot run on this board, in one sentence with the next step. */
export function identityProblem(
  identity: BoardIdentity,
  boards: readonly string[],
): string | undefined {
  const { board, version, modules } = identity;
  if (!boards.includes(board)) {
    return (
      `This is a board "${board}"; the firmware is for ${boards.join(" or ")}. Use another ` +
      "board, or name this one with --board if you know that its build fits."
    );
  }
  const [major = "0", minor = "0"] = version.split(/[v.]/);
  if (Number(`${major}.${minor.padStart(2, "0")}`) < VERSION_MIN) {
    const wanted = `${Math.floor(VERSION_MIN)}v${Math.round((VERSION_MIN % 1) * 100)}`;
    return (
      `The interpreter on this board is ${version}; the firmware needs ${wanted} or newer. ` +
      "Flash a newer one first: see firmware/docs/flashing.md."
    );
  }
  const missing = MODULES.filter((name) => !modules.includes(name));
  if (missing.length === 0) return undefined;
  return `The interpreter on this board lacks ${missing.join(", ")}. Flash a build that has them.`;
}
