/**
 * A disk that can lose what was not synced: files are bytes, a write is seen at once but is on the
 * platters only after `sync`, and a power cut keeps a random part of the rest, torn into sectors.
 * Knows nothing of who writes.
 */
import type { Random } from "../fleet/random";
import { DiskFile } from "./disk-file";

/** The disk cannot do what was asked; `isFull` when there is no room, else it has no power. */
export class DiskError extends Error {
  constructor(
    action: string,
    file: string,
    readonly isFull: boolean,
  ) {
    const problem = isFull ? "there is no room" : "the disk has no power";
    const next = isFull
      ? "Make room with isFull = false."
      : "Call powerCut before it is used again.";
    super(`Disk: ${action} "${file}" failed, ${problem}. ${next}`);
    this.name = "DiskError";
  }
}

/** Shares of the unsynced pieces that a power cut keeps, one of them each time. */
const SHARES_KEPT = [0, 0.25, 0.5, 0.75, 1] as const;

export class Disk {
  /** No write is taken, not even over old bytes, as on file systems that copy on write. */
  isFull = false;
  /** Changes asked for so far: writes, truncations, syncs, deletions. */
  operations = 0;
  syncs = 0;
  /** After so many operations the power is gone: everything fails until `powerCut`. */
  operationsMax = Number.POSITIVE_INFINITY;
  private names = new Map<string, DiskFile>();
  /** Which names are on the platters, with the file each of them leads to. */
  private durableNames = new Map<string, DiskFile>();

  /** Whether there is a file of this name. */
  exists(name: string): boolean {
    return this.names.has(name);
  }

  /** Makes an empty file unless it is there; its name is durable after its first sync. */
  create(name: string): void {
    if (this.names.has(name)) return;
    this.begin("creating", name);
    this.names.set(name, new DiskFile());
  }

  /** Bytes in the file; 0 when there is none. */
  size(name: string): number {
    return this.names.get(name)?.size ?? 0;
  }

  /** Copies bytes from `offset` on into `target`; returns how many there were. */
  read(name: string, offset: number, target: Uint8Array): number {
    return this.names.get(name)?.read(offset, target) ?? 0;
  }

  /** Writes a copy of `bytes`, and makes the file longer where needed. Throws DiskError. */
  write(name: string, offset: number, bytes: Uint8Array): void {
    this.begin("writing", name);
    if (this.isFull) throw new DiskError("writing", name, true);
    this.demand(name).write(offset, bytes);
  }

  /** Sets the length of a file. Throws DiskError. */
  truncate(name: string, size: number): void {
    this.begin("truncating", name);
    if (this.isFull && size > this.size(name)) throw new DiskError("truncating", name, true);
    this.demand(name).truncate(size);
  }

  /**
   * Puts a file on the platters; the first time with all names there are, as SQLite's own driver
   * does by syncing the folder of a new file. Throws DiskError.
   */
  sync(name: string): void {
    this.begin("syncing", name);
    this.syncs += 1;
    const file = this.demand(name);
    file.sync();
    if (this.durableNames.get(name) !== file) this.durableNames = new Map(this.names);
  }

  /** Removes a file; without `isSynced` a power cut may bring it back. Throws DiskError. */
  delete(name: string, isSynced: boolean): void {
    this.begin("deleting", name);
    this.names.delete(name);
    if (isSynced) this.durableNames.delete(name);
  }

  /**
   * The power goes and comes back: what was synced is there, and of the rest a random part, each
   * sector by itself. The disk can be used again.
   */
  powerCut(random: Random): void {
    const survivors = new Map<string, DiskFile>();
    for (const name of [...new Set([...this.durableNames.keys(), ...this.names.keys()])].sort()) {
      const [durable, current] = [this.durableNames.get(name), this.names.get(name)];
      const isNewKept = random.next() < 0.5;
      const file = isNewKept ? current : durable;
      if (!file) continue;
      file.powerCut(random, random.pick(SHARES_KEPT));
      survivors.set(name, file);
    }
    this.names = survivors;
    this.durableNames = new Map(survivors);
    this.operationsMax = Number.POSITIVE_INFINITY;
  }

  /** A disk with the same files as they are seen now, all of it synced. */
  copy(): Disk {
    const copy = new Disk();
    for (const [name, file] of this.names) copy.names.set(name, file.copy());
    copy.durableNames = new Map(copy.names);
    return copy;
  }

  private begin(action: string, name: string): void {
    if (this.operations >= this.operationsMax) throw new DiskError(action, name, false);
    this.operations += 1;
  }

  private demand(name: string): DiskFile {
    const file = this.names.get(name);
    if (!file) throw new RangeError(`Disk: there is no file "${name}"; create it first.`);
    return file;
  }
}
