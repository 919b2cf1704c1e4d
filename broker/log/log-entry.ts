/** A line of the technician log: one event, one cabinet, one sentence with a next step. */
import type { CommandName } from "../../protocol/commands";
import type { FaultCode } from "../../protocol/faults";
import type { KnownReason } from "../../protocol/host/known-codes";
import { TECHNICIAN_ACTS, type TechnicianActKind } from "../registry/technician-act";
import { ACT_TEXTS } from "./act-texts";
import { COMMAND_TEXTS, REPLY_TEXTS } from "./command-texts";
import { FAULT_TEXTS } from "./fault-texts";
import { REFUSAL_TEXTS, type RefusalReason } from "./refusal-texts";
import { RESET_TEXTS } from "./reset-texts";
import type { LogLevel, Text } from "./text";
import { printable } from "./text";

export const LOG_EVENTS = [
  "booted",
  "first-ready",
  "ready",
  "fault-opened",
  "fault-cleared",
  "refused",
  "act-recorded",
  "command-done",
  "command-refused",
  "command-expired",
  "server-was-off",
  "clock-fell-back",
] as const;
export type LogEvent = (typeof LOG_EVENTS)[number];

/** Everything of a line but its number and time. */
export interface LogDraft {
  readonly level: LogLevel;
  readonly event: LogEvent;
  /** Null when the event concerns no registered cabinet. */
  readonly cabinetId: string | null;
  /** Site and place, or what stands in for them. */
  readonly name: Text;
  /** Fault code, reason of refusal, kind of act, or command. */
  readonly code?: FaultCode | RefusalReason | TechnicianActKind | CommandName;
  /** The sentence with its next step. */
  readonly sentence: Text;
}

export interface LogEntry extends LogDraft {
  readonly row: number;
  readonly atMs: number;
  /** `YYYY-MM-DD HH:MM:SS` in the broker's time zone. */
  readonly time: string;
}

/** Who a line is about. */
export interface Named {
  readonly id: string | null;
  readonly name: Text;
}

interface NameParts {
  readonly id: string;
  readonly siteKo: string;
  readonly siteEn: string;
  readonly placeKo: string;
  readonly placeEn: string;
}

/** The name of a registered cabinet: its site, and the place in it. */
export function nameOf(parts: NameParts): Named {
  return {
    id: parts.id,
    name: { ko: `${parts.siteKo} (${parts.placeKo})`, en: `${parts.siteEn} (${parts.placeEn})` },
  };
}

function join(...texts: readonly Text[]): Text {
  return {
    ko: texts.map((text) => text.ko).join(" "),
    en: texts.map((text) => text.en).join(" "),
  };
}

function draft(about: Named, rest: Omit<LogDraft, "cabinetId" | "name">): LogDraft {
  return { cabinetId: about.id, name: about.name, ...rest };
}

export function faultOpened(about: Named, code: FaultCode): LogDraft {
  const { level, opened, nextStep } = FAULT_TEXTS[code];
  return draft(about, { level, event: "fault-opened", code, sentence: join(opened, nextStep) });
}

export function faultCleared(about: Named, code: FaultCode): LogDraft {
  const sentence = FAULT_TEXTS[code].cleared;
  return draft(about, { level: "info", event: "fault-cleared", code, sentence });
}

/** `resetCause` is the device's own word for why it started. */
export function booted(about: Named, resetCause: string): LogDraft {
  const word = printable(resetCause);
  const cause = RESET_TEXTS.get(resetCause) ?? { ko: `원인: ${word}`, en: `cause: ${word}` };
  const sentence = {
    ko: `센서가 시작되었습니다 (${cause.ko}).`,
    en: `The sensor has started (${cause.en}).`,
  };
  return draft(about, { level: "info", event: "booted", sentence });
}

export function firstReady(about: Named): LogDraft {
  const sentence = {
    ko: "처음으로 사용 가능 상태가 확인되었습니다. 설치가 끝났습니다.",
    en: "It was proven ready for the first time. The installation is complete.",
  };
  return draft(about, { level: "info", event: "first-ready", sentence });
}

export function readyAgain(about: Named): LogDraft {
  const sentence = { ko: "다시 사용 가능합니다.", en: "It is ready again." };
  return draft(about, { level: "info", event: "ready", sentence });
}

/** `count` is 1 for the line that opens a series, and the further ones for its summary. */
export function refused(about: Named, reason: RefusalReason, count: number): LogDraft {
  const { sentence, nextStep } = REFUSAL_TEXTS[reason];
  const repeated = { ko: `(${count}번 더)`, en: `(${count} more times)` };
  const parts = count > 1 ? [sentence, repeated, nextStep] : [sentence, nextStep];
  return draft(about, {
    level: "warning",
    event: "refused",
    code: reason,
    sentence: join(...parts),
  });
}

/** The line of a recorded act; undefined for an act this program does not know. */
export function actRecorded(about: Named, kind: string, date: string | null): LogDraft | undefined {
  const code = TECHNICIAN_ACTS.find((known) => known === kind);
  if (code === undefined) return undefined;
  const sentence = ACT_TEXTS[code](printable(date ?? "-"));
  return draft(about, { level: "info", event: "act-recorded", code, sentence });
}

/** What the sensor adds to its answer, in its own words. */
function inItsWords(detail: string | null): readonly Text[] {
  if (!detail) return [];
  const words = `(${printable(detail)})`;
  return [{ ko: words, en: words }];
}

/** The sensor did as it was told; `detail` is in its own words. */
export function commandDone(about: Named, code: CommandName, detail: string | null): LogDraft {
  const did = { ko: "센서가 지시대로 했습니다.", en: "The sensor did as told." };
  const sentence = join(COMMAND_TEXTS[code], did, ...inItsWords(detail));
  return draft(about, { level: "info", event: "command-done", code, sentence });
}

/** The sensor refused what it was told. */
export function commandRefused(
  about: Named,
  code: CommandName,
  why: { readonly reason: KnownReason; readonly detail: string | null },
): LogDraft {
  const { sentence: reason, nextStep } = REPLY_TEXTS[why.reason];
  const sentence = join(COMMAND_TEXTS[code], reason, ...inItsWords(why.detail), nextStep);
  return draft(about, { level: "warning", event: "command-refused", code, sentence });
}

/** The time of a command is over and no answer has come. */
export function commandExpired(about: Named, code: CommandName): LogDraft {
  const never = {
    ko: "센서가 제때 응답하지 않았습니다. 센서가 연결되면 다시 지시하세요.",
    en: "The sensor did not answer in time. Tell it again when it is connected.",
  };
  const sentence = join(COMMAND_TEXTS[code], never);
  return draft(about, { level: "warning", event: "command-expired", code, sentence });
}

/** `from` and `to` are times of day, or days with times when they are of different days. */
export function serverWasOff(about: Named, from: string, to: string): LogDraft {
  const sentence = {
    ko: `서버가 ${from}부터 ${to}까지 꺼져 있었습니다. 보고가 올 때까지 상태를 알 수 없습니다.`,
    en: `The server was off from ${from} to ${to}; cabinets are unknown until they report.`,
  };
  return draft(about, { level: "warning", event: "server-was-off", sentence });
}

export function clockFellBack(about: Named, byS: number): LogDraft {
  const sentence = {
    ko: `서버 시계가 ${byS}초 과거로 되돌아갔습니다. 새 보고가 올 때까지 모든 상태를 알 수 없음으로 둡니다. 시간 동기화를 확인하세요.`,
    en:
      `The server's clock fell back by ${byS} s. Every state is unknown until new reports ` +
      "arrive. Check the time synchronisation.",
  };
  return draft(about, { level: "action", event: "clock-fell-back", sentence });
}
