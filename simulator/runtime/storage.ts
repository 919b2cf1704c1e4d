/**
 * Files in the interpreter's Storage, as its flash driver keeps them: one after the other, each a
 * header of 32 bytes and its data. Not atomic: the old file is erased before the new one is
 * written, so a power cut or a full Storage loses it. What was erased stays as trash until
 * compaction, which comes by itself when a file does not fit and which a power cut turns into an
 * empty Storage; firmware must never let it come to that. StorageFile is not modelled.
 */
import { crc32 } from "node:zlib";
import { byteString, bytesOf, STACK_DATA_BYTES_MAX } from "./bytes";
import type { FlashPower } from "./flash-power";

export const STORAGE_BYTES = 224 * 4096;
const STORAGE_ADDRESS = 0x320000;
const HASH_START = 0xabcddcba;
const PAGE_BYTES = 4096;
/** Four bytes of size, then the name. */
const FILE_HEADER_BYTES = 32;
const SIZE_FIELD_BYTES = 4;
const FILE_NAME_LENGTH_MAX = 28;
/** Files begin at, and flash is written in, multiples of this. */
const ALIGNMENT_BYTES = 4;
const ERASED = "\xff";
/** A file whose name begins so is trash. */
const TRASH_MARK = "\0\0\0\0";

interface StoredFile {
  /** As in flash, without zeros at the end; after a power cut not what anybody would ask for. */
  name: string;
  readonly size: number;
  /** Where its header is. */
  address: number;
  /** Always `size` characters. */
  data: string;
}

export interface StorageStats {
  readonly totalBytes: number;
  readonly freeBytes: number;
  readonly fileBytes: number;
  readonly fileCount: number;
  readonly trashBytes: number;
  readonly trashCount: number;
}

function spaceOf(size: number): number {
  return FILE_HEADER_BYTES + Math.ceil(size / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
}

const UNREADABLE = "Can't get pointer to data to write";

function isErased(data: string): boolean {
  return !/[^\xff]/.test(data);
}

function nameShown(file: StoredFile): string {
  return file.name.replace(/\0.*$/s, "");
}

function nameInFlash(name: string): string {
  return name.padEnd(FILE_NAME_LENGTH_MAX, "\0");
}

/** An argument that the interpreter takes as an integer. */
function integerOf(value: unknown): number {
  return Number(value) | 0;
}

/** What `write` makes of its data, and the offset and size that it then heeds. */
function toFile(data: unknown, offset: unknown, size: unknown) {
  const text = byteString(data);
  if (text !== undefined) return { text, offset: integerOf(offset), size: integerOf(size) };
  if (data === null) throw new Error("Expecting Number or iterable, got null");
  const json = typeof data === "object" ? byteString(JSON.stringify(data)) : undefined;
  if (json === undefined) throw new Error(UNREADABLE);
  return { text: json, offset: 0, size: 0 };
}

export class Storage {
  /** Compactions so far. */
  compactions = 0;
  /** In the order of their addresses. */
  private files: StoredFile[] = [];
  private trashCount = 0;
  private trashSpace = 0;
  private trashDataBytes = 0;

  constructor(private readonly power: FlashPower) {}

  /** The file, or `length` bytes of it from `offset` on; undefined when there is none. */
  read(name: unknown, offset?: unknown, length?: unknown): string | undefined {
    const file = this.find(this.key(name));
    if (!file) return undefined;
    const from = Math.max(0, integerOf(offset));
    const count = integerOf(length);
    return count > 0 ? file.data.slice(from, from + count) : file.data.slice(from);
  }

  /**
   * Writes a whole file, or a piece of one that has `size` bytes in all and was created by the
   * piece with offset 0. Bytes that were written before are never written again, not even with
   * the same data. Flash operations: erase the old file, write the header, write the data.
   */
  write(name: unknown, data: unknown, offset?: unknown, size?: unknown): boolean {
    const key = this.key(name);
    const piece = toFile(data, offset, size);
    if (piece.offset < 0 || piece.size < 0) return false;
    const isTooLong = piece.text.length > STACK_DATA_BYTES_MAX;
    if (isTooLong && !this.holds(piece.text)) throw new Error(UNREADABLE);
    const fileSize = piece.size || piece.text.length;
    if (fileSize === 0) throw new Error("Can't create zero length file");
    let file = this.find(key);
    if (piece.offset === 0 && !(file?.size === fileSize && isErased(file.data))) {
      if (file?.data === piece.text) return true;
      if (file) this.eraseFile(file);
      file = this.create(key, fileSize);
    }
    if (!file) throw new Error("Unable to find or create file");
    const end = piece.offset + piece.text.length;
    if (end > file.size) throw new Error("Too much data for file size");
    if (!isErased(file.data.slice(piece.offset, end))) {
      throw new Error("File already written with different data");
    }
    this.program(file, piece.text, piece.offset);
    return true;
  }

  erase(name: unknown): void {
    const file = this.find(this.key(name));
    if (file) this.eraseFile(file);
  }

  /** As `read`, as a buffer of its own. */
  readArrayBuffer(name: unknown): ArrayBuffer | undefined {
    const data = this.read(name);
    return data === undefined ? undefined : new Uint8Array(bytesOf(data)).buffer;
  }

  /** The names, or those that match. */
  list(pattern?: RegExp): string[] {
    return this.listed(pattern).map((file) => nameShown(file));
  }

  /** Changes when one of these files is written or moved; `pattern` is as for `list`. */
  hash(pattern?: RegExp): number {
    const hash = (sum: number, file: StoredFile) => {
      return ((sum << 1) | (sum >>> 31)) ^ file.address ^ crc32(bytesOf(nameShown(file)));
    };
    return this.listed(pattern).reduce(hash, HASH_START | 0);
  }

  /** Cut in the midst, it has erased the first page, without which nothing is found. */
  eraseAll(): void {
    this.power.perform((fraction) => {
      if (fraction === 0) return;
      this.files = [];
      this.forgetTrash();
    });
  }

  /** Takes the trash out, as happens by itself when room is needed. */
  compact(): void {
    if (this.trashCount > 0) this.compactNow();
  }

  /** Bytes behind the last file; what was erased before it does not count. */
  getFree(): number {
    return this.getStats().freeBytes;
  }

  getStats(): StorageStats {
    const fileBytes = this.files.reduce((sum, file) => sum + spaceOf(file.size), 0);
    return {
      totalBytes: STORAGE_BYTES,
      freeBytes: STORAGE_BYTES - fileBytes - this.trashSpace,
      fileBytes,
      fileCount: this.files.length,
      trashBytes: this.trashSpace,
      trashCount: this.trashCount,
    };
  }

  /** For provisioning: puts a file there by cable, whether the device has power or not. */
  provision(name: string, data: string): void {
    const key = this.key(name);
    this.files = this.files.filter((file) => file.name !== key);
    const address = this.nextAddress();
    this.files.push({ name: key, size: data.length, address, data });
  }

  /** For the runtime: keeps `text` instead of copies of it, which other devices have too. */
  share(text: string): void {
    for (const file of this.files) {
      if (file.data === text) file.data = text;
    }
  }

  /** For the runtime: true for what `read` gives, which the board leaves where it is in flash. */
  holds(text: string): boolean {
    return this.files.some((file) => file.data.includes(text));
  }

  private key(name: unknown): string {
    return String(name).slice(0, FILE_NAME_LENGTH_MAX);
  }

  private find(key: string): StoredFile | undefined {
    return this.files.find((file) => file.name === key);
  }

  /** Sets the first bytes of the name to zero; after a cut in this, they may be a part of them. */
  private eraseFile(file: StoredFile): void {
    this.power.perform((fraction) => {
      const zeros = TRASH_MARK.slice(0, Math.floor(TRASH_MARK.length * fraction));
      const name = zeros + nameInFlash(file.name).slice(zeros.length);
      file.name = name.replace(/\0+$/, "");
      if (!name.startsWith(TRASH_MARK)) return;
      this.files = this.files.filter((other) => other !== file);
      this.trashCount += 1;
      this.trashSpace += spaceOf(file.size);
      this.trashDataBytes += file.size;
    });
  }

  /** Writes a header; cut in the middle, it is of a file whose name nobody knows. */
  private create(key: string, size: number): StoredFile | undefined {
    if (!this.makeRoom(spaceOf(size))) return undefined;
    const file = { name: key, size, address: this.nextAddress(), data: ERASED.repeat(size) };
    this.power.perform((fraction) => {
      const nameBytes = Math.floor(FILE_HEADER_BYTES * fraction) - SIZE_FIELD_BYTES;
      if (nameBytes < 0) return;
      const written = nameInFlash(key).slice(0, nameBytes);
      file.name = written.padEnd(FILE_NAME_LENGTH_MAX, ERASED).replace(/\0+$/, "");
      this.files.push(file);
    });
    return file;
  }

  /** As the board writes: an unaligned beginning or end is an operation of its own. */
  private program(file: StoredFile, text: string, offset: number): void {
    const end = offset + text.length;
    for (let at = offset; at < end; ) {
      const before = at % ALIGNMENT_BYTES;
      const aligned = end - at - ((end - at) % ALIGNMENT_BYTES);
      const isWhole = before === 0 && aligned > 0;
      const count = isWhole ? aligned : Math.min(ALIGNMENT_BYTES - before, end - at);
      const bytes = isWhole ? aligned : ALIGNMENT_BYTES;
      const [from, piece] = [at, text.slice(at - offset, at - offset + count)];
      this.power.perform((fraction) => {
        const written = piece.slice(0, Math.max(0, Math.floor(bytes * fraction) - before));
        const rest = file.data.slice(from + written.length);
        file.data = file.data.slice(0, from) + written + rest;
      });
      at += count;
    }
  }

  private makeRoom(space: number): boolean {
    if (space <= this.getFree()) return true;
    if (this.trashCount === 0 || space >= this.spaceHopedFor()) return false;
    this.compactNow();
    return space <= this.getFree();
  }

  /** What the board takes for reachable by compaction: too much, it counts free pages often. */
  private spaceHopedFor(): number {
    const tail = STORAGE_BYTES - this.getFree();
    let hoped = this.getFree() + this.trashDataBytes;
    const nextPage = (Math.floor(tail / PAGE_BYTES) + 1) * PAGE_BYTES;
    for (let page = nextPage; page < STORAGE_BYTES; page += PAGE_BYTES) {
      hoped += STORAGE_BYTES - page;
    }
    return hoped;
  }

  /** Many operations on the board, one here; a cut in it leaves nothing. */
  private compactNow(): void {
    this.compactions += 1;
    this.power.perform((fraction) => {
      if (fraction < 1) this.files = [];
      this.forgetTrash();
      let address = STORAGE_ADDRESS;
      for (const file of this.files) {
        file.address = address;
        address += spaceOf(file.size);
      }
    });
  }

  private forgetTrash(): void {
    this.trashCount = 0;
    this.trashSpace = 0;
    this.trashDataBytes = 0;
  }

  private nextAddress(): number {
    return STORAGE_ADDRESS + STORAGE_BYTES - this.getFree();
  }

  private listed(pattern: RegExp | undefined): StoredFile[] {
    if (pattern === undefined) return this.files;
    return this.files.filter((file) => nameShown(file).match(pattern) !== null);
  }
}
