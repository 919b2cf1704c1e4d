/** What a technician did, as the log tells it. One row an act. */
import type { TechnicianActKind } from "../registry/technician-act";
import type { Text } from "./text";

/** The sentence of each act; `date` is the last good day of the part, where the act has one. */
export const ACT_TEXTS: Readonly<Record<TechnicianActKind, (date: string) => Text>> = {
  "pads-replaced": (date) => ({
    ko: `패드를 교체한 것으로 기록되었습니다 (유효 기간 ${date}).`,
    en: `Recorded: the pads were replaced; the new ones are good until ${date}.`,
  }),
  "battery-replaced": (date) => ({
    ko: `배터리를 교체한 것으로 기록되었습니다 (유효 기간 ${date}).`,
    en: `Recorded: the battery was replaced; the new one is good until ${date}.`,
  }),
  "pads-date-recorded": (date) => ({
    ko: `패드 유효 기간이 ${date}(으)로 기록되었습니다.`,
    en: `Recorded: the pads are good until ${date}.`,
  }),
  "aed-confirmed": () => ({
    ko: "보관함에 등록된 AED가 있는 것으로 확인되어 기록되었습니다.",
    en: "Recorded: somebody confirmed that the registered AED is in its cabinet.",
  }),
};
