/** What is not proven, in the technician's words. One row a code. */
import type { UnknownFaultCode } from "../../protocol/faults";
import type { FaultText, Text } from "./text";

const CHECK_SENSOR: Text = {
  ko: "센서의 위치와 배선을 점검하세요.",
  en: "Check the sensor's position and wiring.",
};
const READ_DATE: Text = {
  ko: "라벨의 날짜를 읽어 사무실에 알리고 기록하게 하세요.",
  en: "Read the date on its label and report it to the office, which records it.",
};
const REPORTS_AGAIN: Text = {
  ko: "센서가 다시 보고합니다.",
  en: "The sensor is reporting again.",
};

function unproven(what: Text): FaultText {
  return {
    level: "warning",
    opened: { ko: `${what.ko} 확인되지 않습니다.`, en: `${what.en} cannot be proven.` },
    nextStep: CHECK_SENSOR,
    cleared: { ko: `${what.ko} 다시 확인됩니다.`, en: `${what.en} is proven again.` },
  };
}

function dateUnknown(what: Text): FaultText {
  return {
    level: "warning",
    opened: {
      ko: `${what.ko}의 유효 기간이 등록되어 있지 않습니다.`,
      en: `The expiry date of the ${what.en} is not recorded.`,
    },
    nextStep: READ_DATE,
    cleared: {
      ko: `${what.ko}의 유효 기간이 등록되었습니다.`,
      en: `The expiry date of the ${what.en} is recorded.`,
    },
  };
}

export const UNKNOWN_FAULT_TEXTS: Readonly<Record<UnknownFaultCode, FaultText>> = {
  "never-seen": {
    level: "warning",
    opened: {
      ko: "등록되었지만 센서가 한 번도 보고하지 않았습니다.",
      en: "It is registered, but its sensor has never reported.",
    },
    nextStep: {
      ko: "센서의 전원과 Wi-Fi 설정을 확인하세요.",
      en: "Check the sensor's power and Wi-Fi settings.",
    },
    cleared: { ko: "센서가 처음으로 보고했습니다.", en: "The sensor has reported." },
  },
  "report-overdue": {
    level: "action",
    opened: {
      ko: "예정된 보고가 오지 않아 상태를 알 수 없습니다.",
      en: "The promised report did not come, so its state is unknown.",
    },
    nextStep: {
      ko: "현장의 전원과 Wi-Fi를 확인하고 AED를 직접 점검하세요.",
      en: "Check power and Wi-Fi on site, and look at the AED itself.",
    },
    cleared: REPORTS_AGAIN,
  },
  "sensor-vanished": {
    level: "action",
    opened: {
      ko: "센서 연결이 끊기고 돌아오지 않아 상태를 알 수 없습니다.",
      en: "The sensor's connection broke and did not come back, so its state is unknown.",
    },
    nextStep: {
      ko: "현장의 전원과 Wi-Fi를 확인하고 AED를 직접 점검하세요.",
      en: "Check power and Wi-Fi on site, and look at the AED itself.",
    },
    cleared: REPORTS_AGAIN,
  },
  "report-not-current": {
    level: "warning",
    opened: {
      ko: "센서가 지난 상태만 보고하고 있습니다.",
      en: "The sensor reports only what was, not what is.",
    },
    nextStep: {
      ko: "오래 계속되면 센서와 서버의 시계를 확인하세요.",
      en: "If it lasts, check the clocks of the sensor and of this server.",
    },
    cleared: { ko: "센서가 현재 상태를 보고합니다.", en: "The sensor reports its present state." },
  },
  "presence-unproven": unproven({ ko: "AED가 제자리에 있는지", en: "That the AED is in place" }),
  "indicator-unproven": unproven({ ko: "상태 표시등이 정상인지", en: "A ready indicator" }),
  "battery-unproven": unproven({ ko: "배터리가 정상인지", en: "A good battery" }),
  "pads-unproven": unproven({ ko: "패드가 연결되어 있는지", en: "That the pads are connected" }),
  "self-test-unproven": unproven({ ko: "자가 점검을 통과했는지", en: "A passed self-test" }),
  "door-unproven": unproven({ ko: "문이 닫혀 있는지", en: "That the door is closed" }),
  "pads-date-unknown": dateUnknown({ ko: "패드", en: "pads" }),
  "battery-date-unknown": dateUnknown({ ko: "배터리", en: "battery" }),
  "body-date-unknown": dateUnknown({ ko: "AED 본체", en: "AED itself" }),
  "simulated-in-service": {
    level: "action",
    opened: {
      ko: "모의 센서가 실제 운영 서버에 보고하고 있습니다.",
      en: "A simulated sensor is reporting to a server in service.",
    },
    nextStep: {
      ko: "실제 센서를 설치하거나 모의 센서를 끄세요.",
      en: "Install a real sensor, or switch the simulated one off.",
    },
    cleared: { ko: "더는 모의 센서가 아닙니다.", en: "It is no longer a simulated sensor." },
  },
  "evidence-damaged": {
    level: "warning",
    opened: {
      ko: "저장된 기록이 손상되어 상태를 알 수 없습니다.",
      en: "What was stored about it is damaged, so its state is unknown.",
    },
    nextStep: {
      ko: "다음 보고를 기다리고, 서버 디스크를 점검하세요.",
      en: "Wait for its next report, and check this server's disk.",
    },
    cleared: { ko: "새 보고로 기록이 복구되었습니다.", en: "A new report has replaced it." },
  },
  "clock-doubtful": {
    level: "warning",
    opened: {
      ko: "서버 시계가 과거로 되돌아가 기록을 믿을 수 없습니다.",
      en: "This server's clock fell back, so the age of its evidence is uncertain.",
    },
    nextStep: {
      ko: "서버의 시간 동기화를 확인하고 다음 보고를 기다리세요.",
      en: "Check the server's time synchronisation and wait for the next report.",
    },
    cleared: REPORTS_AGAIN,
  },
};
