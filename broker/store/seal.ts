/**
 * Seals what the broker itself writes into the database, so that a byte that changed on disk is
 * found on reading. The key comes from the master key and serves nothing else.
 */
import { hkdfSync } from "node:crypto";
import { isEqualConstantTime } from "../../protocol/frame";
import { createAuthenticator, KEY_BYTES } from "../../protocol/host/authenticator";

/** What a sealed text is; a seal for one purpose proves nothing for another. */
export type SealedKind = "facts" | "attempt" | "registration" | "logged" | "command";

/** A text of one cabinet with its seal. */
export interface SealedText {
  readonly id: string;
  readonly text: string;
  readonly seal: string;
}

export interface Sealer {
  seal(kind: SealedKind, id: string, value: unknown): SealedText;
  /** The value, or undefined when the text is not what was sealed. */
  open(kind: SealedKind, sealed: SealedText): unknown;
}

const STORE_KEY_INFO = "aed/1 store v1";

/** A sealer under the store key of an installation. */
export function createSealer(masterKey: Uint8Array): Sealer {
  const key = Buffer.from(hkdfSync("sha256", masterKey, "", STORE_KEY_INFO, KEY_BYTES));
  const authenticate = createAuthenticator(key);
  const sealOf = (kind: SealedKind, id: string, text: string) => {
    return authenticate(Buffer.from(`${kind}\n${id}\n${text}`, "utf8").toString("latin1"));
  };
  return {
    seal: (kind, id, value) => {
      const text = JSON.stringify(value);
      return { id, text, seal: sealOf(kind, id, text) };
    },
    open: (kind, { id, text, seal }) => {
      if (!isEqualConstantTime(seal, sealOf(kind, id, text))) return undefined;
      return JSON.parse(text) as unknown;
    },
  };
}
