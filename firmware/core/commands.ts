/**
 * Judges what arrives on the command topic: authentic, addressed to this device, in time, newer
 * than every command before. Pure, and made anew for each message: between commands it takes no
 * memory.
 */

import type { CommandName, ReplyReason } from "../../protocol/commands";
import { type ByteString, isAuthentic, splitFrame } from "../../protocol/frame";
import {
  COMMAND_LIFE_S_MAX,
  COUNTER_MAX,
  IDENTIFY_S_MAX,
  REPLY_DETAIL_LENGTH_MAX,
  REPORT_TIME_TOLERANCE_S,
} from "../../protocol/limits";
import type { Command, Reply } from "../../protocol/messages";
import { type DeviceSettings, settingsProblem } from "../../protocol/settings";
import { topicOf } from "../../protocol/topics";
import type { KeyedHash } from "./keyed-hash";

export interface CommandContext {
  readonly id: string;
  readonly hash: KeyedHash;
  /** `n` of the last command that was taken, 0 = none. */
  readonly lastN: number;
  /** Seconds since 1970; 0 while the clock is not synced. */
  readonly wallS: number;
  readonly settings: DeviceSettings;
}

/** A command after judgement, with what it needs and nothing else. */
export type Order =
  | { readonly do: Exclude<CommandName, "identify" | "configure" | "update"> }
  | { readonly do: "identify"; readonly forS: number }
  | { readonly do: "configure"; readonly settings: DeviceSettings }
  | { readonly do: "update"; readonly manifest: ByteString };

export type Verdict =
  /** Not from the broker, or not for this device: no answer, only counted. */
  | { readonly kind: "forged" }
  /** The last command once more: its answer may have been lost. */
  | { readonly kind: "repeated"; readonly n: number }
  /** `isTaken`: the number is used up all the same. */
  | {
      readonly kind: "refused";
      readonly n: number;
      readonly reason: ReplyReason;
      readonly detail: string;
      readonly isTaken: boolean;
    }
  | { readonly kind: "taken"; readonly n: number; readonly order: Order };

export interface CommandJudge {
  judge(payload: ByteString): Verdict;
}

/** Settings that only a cable may change: who the device is, and its keys. */
function isFixed(name: string): boolean {
  return name === "id" || name === "keyHex" || name === "updateKeyHex" || name === "firstBoot";
}

export function createCommandJudge(context: CommandContext): CommandJudge {
  function isCounter(value: unknown): value is number {
    return typeof value === "number" && value % 1 === 0 && value >= 1 && value <= COUNTER_MAX;
  }

  /** The message, if the broker made it for this device. */
  function authentic(payload: ByteString): Partial<Command> | undefined {
    const frame = splitFrame(payload);
    const topic = topicOf(context.id, "command");
    if (!frame || !isAuthentic(topic, frame, context.hash.authenticate)) return undefined;
    try {
      const command = JSON.parse(frame.body) as Partial<Command> | undefined;
      const isOurs = typeof command === "object" && !!command && command.id === context.id;
      return isOurs && isCounter(command.n) ? command : undefined;
    } catch (_problem) {
      return undefined;
    }
  }

  function refused(n: number, reason: ReplyReason, detail: string, isTaken: boolean): Verdict {
    return { kind: "refused", n: n, reason: reason, detail: detail, isTaken: isTaken };
  }

  /** The settings with the changes made, or what is wrong with them. */
  function changed(changes: unknown): DeviceSettings | string {
    if (typeof changes !== "object" || !changes) return "settings are missing";
    const wanted = changes as { [name: string]: unknown };
    const running = context.settings as unknown as { [name: string]: unknown };
    const settings: { [name: string]: unknown } = {};
    for (const name of Object.keys(running)) settings[name] = running[name];
    for (const name of Object.keys(wanted)) {
      if (isFixed(name)) return name + " can be changed by cable only";
      settings[name] = wanted[name];
    }
    const problem = settingsProblem(settings);
    if (problem) return problem;
    if ((settings.version as number) <= context.settings.version) {
      return "version is " + settings.version + "; running is " + context.settings.version;
    }
    return settings as unknown as DeviceSettings;
  }

  function orderOf(command: Partial<Command>): Order | ReplyReason | string {
    const forS = command.forS;
    switch (command.do) {
      case "report-now":
      case "self-test":
      case "reboot":
      case "log":
      case "drill":
        return { do: command.do };
      case "identify":
        if (isCounter(forS) && forS <= IDENTIFY_S_MAX) return { do: command.do, forS: forS };
        return "forS is " + forS + "; it must be a whole number, 1 to " + IDENTIFY_S_MAX;
      case "configure": {
        const settings = changed(command.settings);
        return typeof settings === "string" ? settings : { do: command.do, settings: settings };
      }
      case "update":
        if (typeof command.manifest !== "string") return "manifest is missing";
        return { do: command.do, manifest: command.manifest };
    }
    return "unknown-command";
  }

  function judge(payload: ByteString): Verdict {
    const command = authentic(payload);
    if (!command) return { kind: "forged" };
    const n = command.n as number;
    const until = command.until;
    if (n === context.lastN) return { kind: "repeated", n: n };
    if (n < context.lastN) return refused(n, "replayed", "last " + context.lastN, false);
    if (context.wallS === 0) return refused(n, "clock-unsynced", "", false);
    // The two clocks are not quite the same.
    const latest = context.wallS + COMMAND_LIFE_S_MAX + REPORT_TIME_TOLERANCE_S;
    if (!isCounter(until) || until < context.wallS || until > latest) {
      return refused(n, "expired", "now " + context.wallS, false);
    }
    const order = orderOf(command);
    if (order === "unknown-command") return refused(n, "unknown-command", "", true);
    if (typeof order === "string") return refused(n, "bad-value", order, true);
    return { kind: "taken", n: n, order: order };
  }

  return { judge: judge };
}

export interface ReplyParts {
  readonly id: string;
  readonly boot: number;
  readonly n: number;
  /** Undefined = done. */
  readonly reason: ReplyReason | undefined;
  /** Beyond ASCII it comes out as "?", so that no character takes more than one byte. */
  readonly detail: string;
}

/** The body of a reply, ready to be sealed: ASCII, within its limit. */
export function replyBody(parts: ReplyParts): string {
  const reply: Partial<Reply> = { v: 1, id: parts.id, boot: parts.boot, n: parts.n };
  reply.result = parts.reason ? "refused" : "done";
  if (parts.reason) reply.reason = parts.reason;
  const plain = parts.detail.replace(/[^ -~]/g, "?").replace(/["\\]/g, "'");
  const detail = plain.substr(0, REPLY_DETAIL_LENGTH_MAX);
  if (detail) reply.detail = detail;
  return JSON.stringify(reply);
}
