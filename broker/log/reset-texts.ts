/** Why a sensor started, for the words it has for that. A word without a row is told as it is. */
import type { Text } from "./text";

export const RESET_TEXTS: ReadonlyMap<string, Text> = new Map([
  ["unplanned", { ko: "전원이 켜졌거나 끊겼다가 들어옴", en: "power was switched on or lost" }],
  ["software-error", { ko: "센서 프로그램 오류", en: "its program had an error" }],
  ["memory-low", { ko: "센서 메모리 부족", en: "it was short of memory" }],
  ["stack-overflow", { ko: "센서 프로그램이 너무 깊이 들어감", en: "its program went too deep" }],
  ["flash-failing", { ko: "센서 저장 장치 오류", en: "its flash memory failed" }],
  ["restart-loop", { ko: "여러 번 다시 시작함", en: "it has restarted several times" }],
  ["watchdog", { ko: "응답이 없어 감시 장치가 다시 시작함", en: "it stood still" }],
  ["command", { ko: "명령에 따름", en: "it was told to" }],
  ["reboot", { ko: "명령에 따름", en: "it was told to" }],
  ["update", { ko: "소프트웨어 갱신", en: "its software was updated" }],
  ["update-failed", { ko: "소프트웨어 갱신 실패", en: "an update of its software failed" }],
  ["configure", { ko: "설정 변경", en: "its settings were changed" }],
  ["settings-reverted", { ko: "이전 설정으로 돌아감", en: "it went back to its old settings" }],
  ["nap", { ko: "절전 후 깨어남", en: "it woke from sleep" }],
]);
