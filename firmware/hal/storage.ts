/** Named files. Read only: the application never writes to Storage (power cuts lose files). */
import type { ByteString } from "../../protocol/frame";

export interface Storage {
  /** The whole file; undefined when there is none. */
  read(name: string): ByteString | undefined;
}
