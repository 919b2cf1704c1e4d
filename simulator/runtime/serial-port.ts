/**
 * The global Serial2: bytes that come in on the pin it was set up for, as `data` events. Nothing
 * is sent. At another speed than the sender's it hears noise; bytes that nobody listens for are
 * lost, while the board keeps them for `read`, which is not there.
 */
import { textOf } from "./bytes";
import { type Enter, EspruinoEmitter } from "./emitter";
import type { SerialInput } from "./pin-wiring";
import { pinOf } from "./pins";

/** Default receiving pin of Serial2, and default speed. */
const RX_PIN = 5;
const BAUD = 9600;
const NOISE = "\xf8";

export interface SerialPortOptions {
  readonly enter: Enter;
  /** Throws when the device has no power. */
  readonly requirePower: () => void;
}

export class SerialPort extends EspruinoEmitter {
  private rxPin: number | undefined;
  private baud = BAUD;

  constructor(private readonly options: SerialPortOptions) {
    super(options.enter);
  }

  setup(baud?: unknown, given?: unknown): void {
    this.options.requirePower();
    const { rx } = (given ?? {}) as { rx?: unknown };
    this.rxPin = rx === undefined ? RX_PIN : pinOf(rx);
    this.baud = Number(baud) || BAUD;
  }

  /** For the runtime: bytes on a wire, which may be ours. */
  receive(input: SerialInput): void {
    if (input.pin !== this.rxPin || input.bytes.length === 0) return;
    const text = textOf(input.bytes);
    this.emit("data", input.baud === this.baud ? text : NOISE.repeat(text.length));
  }
}
