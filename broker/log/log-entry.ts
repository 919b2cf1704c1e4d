/** A line of the technician log: one event, one cabinet, one sentence with a next step. */
import type { FaultCode } from "../../protocol/faults";
import { FAULT_TEXTS } from "./fault-texts";
import { REFUSAL_TEXTS, type RefusalReason } from "./refusal-texts";
import type { LogLevel, Text } from "./text";
import { printable } from "./text";

export const LOG_EVENTS = [
  "booted",
  "first-ready",
  "ready",
  "fault-opened",
  "fault-cleared",
  "refused",
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
  /** Fault code or reason of refusal. */
  readonly code?: FaultCode | RefusalReason;
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
  const cause = printable(resetCause);
  const sentence = {
    ko: `센서가 시작되었습니다 (원인: ${cause}).`,
    en: `The sensor has started (cause: ${cause}).`,
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

export function clockFellBack(about: Named, byS: number): LogDraft {
  const sentence = {
    ko: `서버 시계가 ${byS}초 뒤로 갔습니다. 새 보고가 올 때까지 모든 상태를 알 수 없음으로 둡니다. 시간 동기화를 확인하세요.`,
    en:
      `The server's clock fell back by ${byS} s. Every state is unknown until new reports ` +
      "arrive. Check the time synchronisation.",
  };
  return draft(about, { level: "action", event: "clock-fell-back", sentence });
}
