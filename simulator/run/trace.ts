/**
 * The trace of a run as one number: the same seed has to give the same one, here and elsewhere.
 * Every event goes in, in its order, with its time.
 */
import { createHash } from "node:crypto";
import type { RunEvent } from "./run-event";

/** Events are hashed in pieces of this many characters. */
const PIECE_LENGTH = 65_536;

export class Trace {
  private readonly hash = createHash("sha256");
  private piece = "";

  constructor(private readonly onLine?: (line: string) => void) {}

  observe(event: RunEvent): void {
    const line = JSON.stringify(event);
    this.onLine?.(line);
    this.piece += `${line}\n`;
    if (this.piece.length < PIECE_LENGTH) return;
    this.hash.update(this.piece);
    this.piece = "";
  }

  /** SHA-256 over all lines, in hexadecimal; to be asked for once. */
  digest(): string {
    return this.hash.update(this.piece).digest("hex");
  }
}
