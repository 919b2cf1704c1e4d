/**
 * One file of the disk: the bytes as they are seen, the bytes on the platters, and what lies
 * between them in the order in which it was asked for.
 */
import type { Random } from "../fleet/random";

/** What a drive writes wholly or not at all, in bytes. */
export const SECTOR_BYTES = 512;

/** A length that was set, or bytes that were written, and are not synced. */
type Pending =
  | { readonly kind: "size"; readonly size: number }
  | { readonly kind: "bytes"; readonly offset: number; readonly bytes: Uint8Array };

const CAPACITY_BYTES_MIN = 4096;

/** Bytes that grow; what lies between the old end and a new one is zero. */
class Bytes {
  private buffer = new Uint8Array(CAPACITY_BYTES_MIN);
  size = 0;

  read(offset: number, target: Uint8Array): number {
    const count = Math.max(0, Math.min(target.length, this.size - offset));
    if (count > 0) target.set(this.buffer.subarray(offset, offset + count));
    return count;
  }

  write(offset: number, bytes: Uint8Array): void {
    const end = offset + bytes.length;
    if (end > this.size) this.resize(end);
    this.buffer.set(bytes, offset);
  }

  resize(size: number): void {
    if (size > this.buffer.length) {
      const larger = new Uint8Array(Math.max(size, this.buffer.length * 2));
      larger.set(this.buffer.subarray(0, this.size));
      this.buffer = larger;
    }
    if (size < this.size) this.buffer.fill(0, size, this.size);
    this.size = size;
  }

  copyFrom(other: Bytes): void {
    this.buffer = other.buffer.slice();
    this.size = other.size;
  }
}

function apply(target: Bytes, change: Pending): void {
  if (change.kind === "size") target.resize(change.size);
  else target.write(change.offset, change.bytes);
}

/** The pieces of a change that become durable each by itself, cut where sectors meet. */
function* piecesOf(change: Pending): Generator<Pending> {
  if (change.kind === "size") {
    yield change;
    return;
  }
  const { offset, bytes } = change;
  for (let from = 0; from < bytes.length; ) {
    const to = Math.min(bytes.length, from + SECTOR_BYTES - ((offset + from) % SECTOR_BYTES));
    yield { kind: "bytes", offset: offset + from, bytes: bytes.subarray(from, to) };
    from = to;
  }
}

export class DiskFile {
  private readonly seen = new Bytes();
  private readonly durable = new Bytes();
  private pending: Pending[] = [];

  get size(): number {
    return this.seen.size;
  }

  read(offset: number, target: Uint8Array): number {
    return this.seen.read(offset, target);
  }

  write(offset: number, bytes: Uint8Array): void {
    this.change({ kind: "bytes", offset, bytes: bytes.slice() });
  }

  truncate(size: number): void {
    this.change({ kind: "size", size });
  }

  sync(): void {
    for (const change of this.pending) apply(this.durable, change);
    this.pending = [];
  }

  /**
   * Keeps what is durable and about `share` of the pieces behind it. A piece that is kept while an
   * earlier one is lost is what reordering in the drive's cache looks like afterwards.
   */
  powerCut(random: Random, share: number): void {
    for (const change of this.pending) {
      for (const piece of piecesOf(change)) {
        if (random.next() < share) apply(this.durable, piece);
      }
    }
    this.pending = [];
    this.seen.copyFrom(this.durable);
  }

  /** A file with the bytes that are seen now, synced. */
  copy(): DiskFile {
    const copy = new DiskFile();
    copy.seen.copyFrom(this.seen);
    copy.durable.copyFrom(this.seen);
    return copy;
  }

  private change(change: Pending): void {
    apply(this.seen, change);
    this.pending.push(change);
  }
}
