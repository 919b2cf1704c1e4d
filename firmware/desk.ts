/**
 * Takes commands: judges each, notes its number in flash before anything is done, carries it out
 * or hands it to whoever does, and answers. Made anew for each message, so that it takes no memory
 * between them.
 */
import type { ReplyReason } from "../protocol/commands";
import type { ByteString } from "../protocol/frame";
import type { ReportCause } from "../protocol/report";
import { createCommandJudge, type Order, replyBody, type Verdict } from "./core/commands";
import { type DeviceState, isOnTrial } from "./core/device-state";
import type { KeyedHash } from "./core/keyed-hash";

/** What the application lends the desk. */
export interface DeskOptions {
  readonly boot: number;
  readonly hash: KeyedHash;
  readonly state: DeviceState;
  /** Puts the state on flash; false when flash did not take it. */
  readonly saveState: () => boolean;
  readonly wallS: () => number;
  /** The reply to the last command, while it is known; "" = none. */
  readonly lastReply: (n: number) => string;
  /** Sends a reply and keeps it as the last one; then runs `onDelivered`. */
  readonly reply: (body: string, onDelivered: () => void) => void;
  readonly refused: () => void;
  readonly report: (why: ReportCause) => void;
  readonly identify: (forS: number) => void;
  /** The device's own condition, for people. */
  readonly selfTest: () => string;
  readonly logLines: () => string;
  readonly restart: () => void;
  /** Restarts in a while, in case the reply is never delivered. */
  readonly restartSoon: () => void;
  /** Begins an update; its reply comes when it has ended, or at once with a refusal. */
  readonly update: (n: number, manifest: ByteString) => void;
}

/** Settings and applications that are tried get this many boots. */
export const TRIAL_BOOTS = 2;

function nothing(): void {}

/** Judges and carries out the command in `payload`. */
export function takeCommand(options: DeskOptions, payload: ByteString): void {
  const state = options.state;

  function answer(
    n: number,
    reason: ReplyReason | undefined,
    detail: string,
    onDelivered: () => void,
  ): void {
    const id = state.settings.id;
    const parts = { id: id, boot: options.boot, n: n, reason: reason, detail: detail };
    options.reply(replyBody(parts), onDelivered);
  }

  /** New settings are tried by a restart; the reply comes when the broker was reached with them. */
  function configure(n: number, settings: DeviceState["settings"]): void {
    if (isOnTrial(state)) {
      options.saveState();
      options.refused();
      answer(n, "on-trial", "", nothing);
      return;
    }
    const before = state.settings;
    const toldBefore = state.told;
    state.fallback = before;
    state.told = { n: n, reason: "settings-reverted" };
    state.settings = settings;
    state.trial = TRIAL_BOOTS;
    if (options.saveState()) {
      options.restart();
      return;
    }
    state.settings = before;
    state.fallback = null;
    state.told = toldBefore;
    state.trial = 0;
    answer(n, "not-stored", "settings", nothing);
  }

  function savesItself(verdict: Verdict): boolean {
    const name = verdict.kind === "taken" ? verdict.order.do : "";
    return name === "configure" || name === "update";
  }

  function carryOut(n: number, order: Order): void {
    switch (order.do) {
      case "report-now":
        answer(n, undefined, "", nothing);
        options.report("requested");
        return;
      case "drill":
        answer(n, undefined, "", nothing);
        options.report("drill");
        return;
      case "identify":
        options.identify(order.forS);
        answer(n, undefined, "", nothing);
        return;
      case "self-test":
        answer(n, undefined, options.selfTest(), nothing);
        return;
      case "log":
        answer(n, undefined, options.logLines(), nothing);
        return;
      case "reboot":
        options.restartSoon();
        answer(n, undefined, "", options.restart);
        return;
      case "configure":
        configure(n, order.settings);
        return;
      case "update":
        options.update(n, order.manifest);
        return;
    }
  }

  function take(verdict: Verdict): void {
    if (verdict.kind === "forged") {
      options.refused();
      return;
    }
    const n = verdict.n;
    if (verdict.kind === "repeated") {
      const known = options.lastReply(n);
      const isUnderWay = !!state.update || !!state.fallback || !!state.told;
      if (known) options.reply(known, nothing);
      else if (!isUnderWay) answer(n, "replayed", "taken before a restart", nothing);
      return;
    }
    if (verdict.kind === "refused") options.refused();
    if (verdict.kind === "taken" || verdict.isTaken) {
      // On flash before anything is done: whatever happens then, it is not done twice. What is put
      // on flash itself goes there together with the number: no power cut parts the two.
      const before = state.command;
      state.command = n;
      if (!savesItself(verdict) && !options.saveState()) {
        state.command = before;
        answer(n, "not-stored", "command", nothing);
        return;
      }
    }
    if (verdict.kind === "refused") answer(n, verdict.reason, verdict.detail, nothing);
    else carryOut(n, verdict.order);
  }

  take(
    createCommandJudge({
      id: state.settings.id,
      hash: options.hash,
      lastN: state.command,
      wallS: options.wallS(),
      settings: state.settings,
    }).judge(payload),
  );
}
