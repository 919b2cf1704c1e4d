/** One TCP connection at a time, as byte strings. The MQTT session is its only user. */
import type { ByteString } from "../../protocol/frame";

/**
 * What happens to the connection asked for last. Never called synchronously from `open`; after
 * `closed` or after a call of `close` nothing more comes.
 */
export interface LinkEvents {
  opened(): void;
  received(bytes: ByteString): void;
  /** Also when the connection could not be made. */
  closed(): void;
}

export interface LinkTarget {
  readonly host: string;
  readonly port: number;
  /** TLS without a check of the broker's certificate, which the interpreter does not do. */
  readonly usesTls: boolean;
}

export interface Link {
  /** Drops the present connection, then connects. May block for many seconds; never throws. */
  open(target: LinkTarget, events: LinkEvents): void;
  /** Sends as soon as possible; ignored when the connection is not open. */
  write(bytes: ByteString): void;
  /** Closes without further events. */
  close(): void;
}
