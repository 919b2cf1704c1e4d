/** The events of a run in a file, one line each, as they come: a long run has millions. */
import { closeSync, openSync, writeSync } from "node:fs";
import { UsageError } from "./command-line";

/** Lines are written together in pieces of about this many characters. */
const PIECE_LENGTH = 65_536;

function openToWrite(path: string): number {
  try {
    return openSync(path, "w");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--trace: the file ${path} cannot be written: ${reason}.`);
  }
}

export class TraceFile {
  private readonly file: number;
  private piece = "";

  /** Begins the file anew. Throws a UsageError when it cannot be written. */
  constructor(path: string) {
    this.file = openToWrite(path);
  }

  write(line: string): void {
    this.piece += `${line}\n`;
    if (this.piece.length >= PIECE_LENGTH) this.flush();
  }

  close(): void {
    this.flush();
    closeSync(this.file);
  }

  private flush(): void {
    writeSync(this.file, this.piece);
    this.piece = "";
  }
}
