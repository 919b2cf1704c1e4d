/**
 * NOR flash in memory that loses its power in the n-th write or erase, with a part of it done.
 * From then on every operation throws, until `restarted` gives the same bytes with power again.
 */
import type { FlashArea } from "../../../firmware/core/flash-area";
import type { ByteString } from "../../../protocol/frame";
import { nodeCrypto } from "../fake-board";

export class PowerCut extends Error {}

export interface CutPlan {
  /** Counts writes and erases from 1. */
  readonly operation: number;
  /** How much of the operation is done when the power goes, 0 to 1. */
  readonly fraction: number;
  /** Which end of the page an erase begins at. */
  readonly erasesFrom: "start" | "end";
}

export const FRACTIONS = [0, 0.02, 0.5, 0.9, 1] as const;

/** Every way to cut one operation. */
export function cutsAt(operation: number): CutPlan[] {
  return FRACTIONS.flatMap((fraction) => [
    { operation, fraction, erasesFrom: "start" as const },
    { operation, fraction, erasesFrom: "end" as const },
  ]);
}

export class PowerCutFlash implements FlashArea {
  readonly bytes: Buffer;
  /** Erases of each page so far. */
  readonly erases: number[];
  operations = 0;
  isCut = false;
  plan: CutPlan | undefined;

  constructor(
    readonly pages: number,
    readonly pageBytes = 4096,
  ) {
    this.bytes = Buffer.alloc(pages * pageBytes, 0xff);
    this.erases = Array.from({ length: pages }, () => 0);
  }

  crc32 = nodeCrypto.crc32;

  /** The same bytes under power, with a new plan; this flash stays as it is. */
  restarted(plan?: CutPlan): PowerCutFlash {
    const flash = new PowerCutFlash(this.pages, this.pageBytes);
    this.bytes.copy(flash.bytes);
    flash.plan = plan;
    return flash;
  }

  read = (offset: number, length: number): ByteString => {
    if (this.isCut) throw new PowerCut();
    return this.bytes.toString("latin1", offset, offset + length);
  };

  write = (offset: number, text: ByteString): void => {
    if (offset % 4 !== 0 || text.length % 4 !== 0)
      throw new Error(`write at ${offset}: not aligned`);
    const cut = this.begin();
    const bytes = Buffer.from(text, "latin1");
    const whole = cut ? Math.floor(bytes.length * cut.fraction) : bytes.length;
    this.program(offset, bytes.subarray(0, whole));
    if (!cut) return;
    // The byte in progress has some of its bits already.
    const torn = bytes[whole];
    if (torn !== undefined && cut.fraction > 0) {
      this.program(offset + whole, Buffer.from([torn | 0x0f]));
    }
    this.end();
  };

  erasePage = (offset: number): void => {
    const cut = this.begin();
    const done = Math.floor(this.pageBytes * (cut ? cut.fraction : 1));
    const from = cut?.erasesFrom === "end" ? offset + this.pageBytes - done : offset;
    this.bytes.fill(0xff, from, from + done);
    const page = offset / this.pageBytes;
    this.erases[page] = (this.erases[page] ?? 0) + 1;
    if (cut) this.end();
  };

  private begin(): CutPlan | undefined {
    if (this.isCut) throw new PowerCut();
    this.operations += 1;
    return this.plan?.operation === this.operations ? this.plan : undefined;
  }

  private end(): never {
    this.isCut = true;
    throw new PowerCut();
  }

  private program(offset: number, bytes: Buffer): void {
    bytes.forEach((byte, i) => {
      this.bytes[offset + i] = (this.bytes[offset + i] ?? 0) & byte;
    });
  }
}
