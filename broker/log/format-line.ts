/** A log entry as one line for people: `HH:MM:SS LEVEL cabinet – sentence`. */
import type { LogEntry } from "./log-entry";
import { type LogLevel, printable, type Text } from "./text";

const LEVEL_WORDS: Readonly<Record<LogLevel, Text>> = {
  info: { ko: "알림", en: "INFO  " },
  warning: { ko: "주의", en: "WARN  " },
  action: { ko: "조치", en: "ACTION" },
};

/** The line in one language; nothing in it can control a terminal. */
export function formatLine(entry: LogEntry, language: keyof Text): string {
  const time = entry.time.slice(-8);
  const name = entry.name[language];
  const cabinet = entry.cabinetId === null ? name : `${name} [${entry.cabinetId}]`;
  const level = LEVEL_WORDS[entry.level][language];
  return printable(`${time} ${level} ${cabinet} – ${entry.sentence[language]}`);
}
