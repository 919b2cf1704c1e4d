/**
 * Measures MQTT packets as their bytes come in, before anything is buffered for parsing: type of
 * the first one, size of each, how many. Reads only fixed headers (MQTT 3.1.1 section 2.2). Pure.
 */
import { CONNECT_PACKET_BYTES_MAX, PACKET_BYTES_MAX } from "../limits";

const CONNECT_TYPE = 1;
/** The "remaining length" has at most four bytes (section 2.2.3). */
const LENGTH_BYTES_MAX = 4;

export class PacketMeter {
  /** Packets that were complete so far. */
  packets = 0;
  private type = 0;
  private headerBytes = 0;
  private remaining = 0;
  private factor = 1;
  private isInBody = false;

  /** True while a packet has begun and is not complete. */
  get isPartial(): boolean {
    return this.headerBytes > 0;
  }

  /** Takes in the next bytes; false as soon as they break a rule. */
  take(chunk: Uint8Array): boolean {
    let at = 0;
    while (at < chunk.length) {
      if (this.isInBody) {
        const bytes = Math.min(this.remaining, chunk.length - at);
        this.remaining -= bytes;
        at += bytes;
        if (this.remaining === 0) this.complete();
      } else {
        if (!this.takeHeaderByte(chunk[at] ?? 0)) return false;
        at += 1;
      }
    }
    return true;
  }

  private takeHeaderByte(byte: number): boolean {
    this.headerBytes += 1;
    if (this.headerBytes === 1) {
      this.type = byte >> 4;
      return this.packets > 0 || this.type === CONNECT_TYPE;
    }
    this.remaining += (byte & 0x7f) * this.factor;
    this.factor *= 128;
    const isLast = (byte & 0x80) === 0;
    if (!isLast) return this.headerBytes <= LENGTH_BYTES_MAX;
    const bytesMax = this.type === CONNECT_TYPE ? CONNECT_PACKET_BYTES_MAX : PACKET_BYTES_MAX;
    if (this.headerBytes + this.remaining > bytesMax) return false;
    if (this.remaining === 0) this.complete();
    else this.isInBody = true;
    return true;
  }

  private complete(): void {
    this.packets += 1;
    this.headerBytes = 0;
    this.remaining = 0;
    this.factor = 1;
    this.isInBody = false;
  }
}
