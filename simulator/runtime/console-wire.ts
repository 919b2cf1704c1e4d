/**
 * The serial cable at the console's port: bytes in both directions while the device has power, and
 * the buffer for what comes in while the interpreter cannot read it. Nearly full it asks the sender
 * to stop (XOFF) and later to go on (XON). Kinder than a board: of a sender who does not stop no
 * byte is lost.
 */

import { bytesOf, textOf } from "./bytes";

/** Bytes that wait, from which on the sender is to stop; 6/8 of the ESP32's buffer of 4096. */
export const XOFF_BYTES = 3071;
/** Fewer than these, and the sender may go on; 3/8 of it. */
export const XON_BYTES = 1535;
const XON = "\x11";
const XOFF = "\x13";

/** Gets what the device sends, one character a byte. */
export type OutputListener = (bytes: string) => void;

/** The device's end of the wire. */
export interface WireReader {
  /** Bytes wait to be taken. */
  received(bytes: string): void;
}

export class ConsoleWire {
  private readonly listeners = new Set<OutputListener>();
  private reader: WireReader | undefined;
  private waiting = "";
  private isHeld = false;

  /** Bytes from the other side; a device that does not run does not get them. */
  write(bytes: string): void {
    if (!this.reader || bytes === "") return;
    this.waiting += textOf(bytesOf(bytes));
    if (this.waiting.length > XOFF_BYTES && !this.isHeld) {
      this.isHeld = true;
      this.send(XOFF);
    }
    this.reader.received(bytes);
  }

  /** Tells the listener what the device sends, until the answer is called. */
  onOutput(listener: OutputListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** For the runtime: who reads; undefined = nobody, and what waits is lost. */
  attach(reader: WireReader | undefined): void {
    this.reader = reader;
    if (reader) return;
    this.waiting = "";
    this.isHeld = false;
  }

  /** For the runtime: true when something waits to be read. */
  get hasInput(): boolean {
    return this.waiting !== "";
  }

  /** For the runtime: the next byte that waits, or an empty text. */
  take(): string {
    const byte = this.waiting.charAt(0);
    this.waiting = this.waiting.slice(1);
    return byte;
  }

  /** For the runtime: the interpreter has read what it could. */
  drained(): void {
    if (!this.isHeld || this.waiting.length >= XON_BYTES) return;
    this.isHeld = false;
    this.send(XON);
  }

  /** For the runtime: the device sends. */
  send(bytes: string): void {
    if (!this.reader) return;
    for (const listener of [...this.listeners]) listener(bytes);
  }
}
