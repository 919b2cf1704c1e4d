/**
 * Lets sensors in: judges the one-time password, and puts (boot, n) on disk before the login is
 * answered, so that not even a crash makes a used password good again.
 */
import type { DeviceKeys } from "../auth/device-keys";
import type { FailureDelay } from "../auth/failure-delay";
import { judgeLogin, type LoginVerdict } from "../auth/login";
import type { Named } from "../log/log-entry";
import type { RefusalReason } from "../log/refusal-texts";
import { printable } from "../log/text";
import type { Sealer } from "../store/seal";
import { namedCabinet } from "./cabinet-watch";
import type { Cabinets } from "./cabinets";
import type { CommitQueue } from "./commit-queue";
import type { KeyedQueue } from "./keyed-queue";
import type { Link } from "./link";
import type { Refusals } from "./refusals";

export interface LoginsOptions {
  readonly cabinets: Cabinets;
  readonly keys: DeviceKeys;
  readonly sealer: Sealer;
  readonly commits: CommitQueue;
  readonly queue: KeyedQueue;
  readonly refusals: Refusals;
  readonly failureDelay: FailureDelay;
}

export interface LoginRequest {
  readonly id: string;
  readonly password: string;
  readonly address: string;
}

export type LoginOutcome =
  | { readonly kind: "let-in"; readonly link: Link }
  | { readonly kind: "refused"; readonly answerAfterMs: number };

export class Logins {
  private count = 0;

  constructor(private readonly options: LoginsOptions) {}

  /** How many logins there were since start. */
  get total(): number {
    return this.count;
  }

  /** Resolves when the login is on disk, or with how long its refusal must wait. */
  login(request: LoginRequest): Promise<LoginOutcome> {
    return this.options.queue.run(request.id, () => this.letIn(request));
  }

  /** Notes a connection that was refused for `reason` before its login could be judged. */
  noteRefusal(reason: RefusalReason, request: Omit<LoginRequest, "password">): void {
    const { key, source } = this.sourceOf(request);
    this.options.refusals.note(reason, key, source);
  }

  /** True when the password was made with the key of a registered cabinet, used before or not. */
  isAuthentic(request: LoginRequest): boolean {
    return this.judge(request).kind !== "forged";
  }

  /** Notes a refused login; returns how long its answer must wait, in milliseconds. */
  refuse(reason: RefusalReason, { id, address }: Omit<LoginRequest, "password">): number {
    this.noteRefusal(reason, { id, address });
    return this.options.failureDelay.delayMsAfterFailure([id, address]);
  }

  private judge({ id, password }: LoginRequest): LoginVerdict {
    const cabinet = this.options.cabinets.get(id);
    return judgeLogin({
      id,
      password,
      authenticate: this.options.keys.derived(id),
      isRegistered: cabinet !== undefined,
      newest: cabinet?.newestLogin,
    });
  }

  private async letIn(request: LoginRequest): Promise<LoginOutcome> {
    const { cabinets, commits, sealer } = this.options;
    const { id } = request;
    const cabinet = cabinets.get(id);
    const verdict = this.judge(request);
    if (verdict.kind !== "genuine" || !cabinet) {
      const reason = verdict.kind === "replayed" ? "login-replayed" : "login-forged";
      return { kind: "refused", answerAfterMs: this.refuse(reason, request) };
    }
    const { boot, n } = verdict.attempt;
    await commits.add({ attempt: sealer.seal("attempt", id, { boot, n }) });
    cabinet.newestLogin = { boot, n };
    this.count += 1;
    return { kind: "let-in", link: { id, boot, n, waiting: 0, late: 0 } };
  }

  /** A registered cabinet by its name, anybody else by the address. */
  private sourceOf({ id, address }: Omit<LoginRequest, "password">): {
    readonly key: string;
    readonly source: Named;
  } {
    const cabinet = this.options.cabinets.get(id);
    if (cabinet) return { key: id, source: namedCabinet(cabinet) };
    const claimed = printable(id).slice(0, 40);
    const name = {
      ko: `등록되지 않은 센서 "${claimed}" (${address})`,
      en: `Unregistered sensor "${claimed}" (${address})`,
    };
    return { key: address, source: { id: null, name } };
  }
}
