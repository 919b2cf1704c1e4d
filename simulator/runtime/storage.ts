/**
 * Files in the interpreter's Storage. Not atomic, as on the board: the old file is erased before
 * the new one is written, so a power cut or a full Storage loses it. Writing identical data does
 * nothing. Not modelled: trash, compaction and StorageFile, which the firmware must not use.
 */
import { byteString } from "./bytes";
import type { FlashPower } from "./flash-power";

export const STORAGE_BYTES = 224 * 4096;
const FILE_HEADER_BYTES = 32;
const FILE_NAME_LENGTH_MAX = 28;
const ERASED_CHARACTER = "\xff";

function sizeOf(data: string): number {
  return FILE_HEADER_BYTES + Math.ceil(data.length / 4) * 4;
}

export class Storage {
  private readonly files = new Map<string, string>();

  constructor(private readonly power: FlashPower) {}

  /** The file as a byte string; undefined when there is none. */
  read(name: unknown): string | undefined {
    return this.files.get(this.key(name));
  }

  /** Up to three flash operations: erase the old file, write the header, write the data. */
  write(name: unknown, data: unknown): boolean {
    const key = this.key(name);
    const text = this.toFile(data);
    const old = this.files.get(key);
    if (old === text) return true;
    if (old !== undefined) this.erase(key);
    if (sizeOf(text) > this.getFree()) throw new Error("Unable to find or create file");
    const torn = ERASED_CHARACTER.repeat(text.length);
    this.power.perform((fraction) => {
      if (fraction === 1) this.files.set(key, torn);
    });
    this.power.perform((fraction) => {
      const written = Math.floor(text.length * fraction);
      this.files.set(key, text.slice(0, written) + torn.slice(written));
    });
    return true;
  }

  erase(name: unknown): void {
    const key = this.key(name);
    if (!this.files.has(key)) return;
    this.power.perform((fraction) => {
      if (fraction > 0) this.files.delete(key);
    });
  }

  list(): string[] {
    return [...this.files.keys()];
  }

  getFree(): number {
    let used = 0;
    for (const data of this.files.values()) used += sizeOf(data);
    return STORAGE_BYTES - used;
  }

  /** For provisioning: puts a file there by cable, whether the device has power or not. */
  provision(name: string, data: string): void {
    this.files.set(this.key(name), data);
  }

  private key(name: unknown): string {
    return String(name).slice(0, FILE_NAME_LENGTH_MAX);
  }

  private toFile(data: unknown): string {
    const isObject = typeof data === "object" && data !== null;
    const text = byteString(data) ?? (isObject ? byteString(JSON.stringify(data)) : undefined);
    if (text === undefined) throw new Error(`Can't write ${String(data)} to Storage`);
    if (text.length === 0) throw new Error("Can't create 0 length file");
    return text;
  }
}
