/**
 * Judges a login: the one-time password `<boot>.<n>.<mac>` must be made with the cabinet's key, and
 * (boot, n) must be newer than any before, so that a recorded login is useless. Pure.
 */
import {
  type Authenticator,
  type ConnectAttempt,
  isAttemptAuthentic,
  MAC_LENGTH,
} from "../../protocol/frame";
import { COUNTER_MAX } from "../../protocol/limits";

export interface LoginOrder {
  readonly boot: number;
  readonly n: number;
}

/** "forged" is answered in the same way for a name that is not registered. */
export type LoginVerdict =
  | { readonly kind: "genuine"; readonly attempt: ConnectAttempt }
  | { readonly kind: "forged" | "replayed" };

const PASSWORD = new RegExp(`^([1-9]\\d{0,9})\\.([1-9]\\d{0,9})\\.([A-Za-z0-9_-]{${MAC_LENGTH}})$`);
/** Stands in for a password that cannot even be read, so that judging it takes as long. */
const UNREADABLE = ["", "1", "1", "-".repeat(MAC_LENGTH)] as const;

export interface LoginClaim {
  readonly id: string;
  readonly password: string;
  readonly authenticate: Authenticator;
  readonly isRegistered: boolean;
  /** The newest login so far; undefined before the first. */
  readonly newest: LoginOrder | undefined;
}

/** Judges a claim; every claim costs one comparison of a mac. */
export function judgeLogin(claim: LoginClaim): LoginVerdict {
  const parts = PASSWORD.exec(claim.password);
  const [, boot, n, mac] = parts ?? UNREADABLE;
  const attempt = { id: claim.id, boot: Number(boot), n: Number(n) };
  const isAuthentic = isAttemptAuthentic(attempt, mac ?? "", claim.authenticate);
  const isInRange = attempt.boot <= COUNTER_MAX && attempt.n <= COUNTER_MAX;
  if (!parts || !isAuthentic || !isInRange || !claim.isRegistered) return { kind: "forged" };
  const { newest } = claim;
  if (newest && attempt.boot < newest.boot) return { kind: "replayed" };
  if (newest && attempt.boot === newest.boot && attempt.n <= newest.n) return { kind: "replayed" };
  return { kind: "genuine", attempt };
}
