/** Faults of the sensor itself, in the technician's words. One row a code. */
import type { DeviceFaultCode } from "../../protocol/faults";
import type { FaultText, Text } from "./text";

const UPDATE_IF_REPEATED: Text = {
  ko: "반복되면 센서 소프트웨어를 갱신하세요.",
  en: "If it repeats, update the sensor's software.",
};

export const DEVICE_FAULT_TEXTS: Readonly<Record<DeviceFaultCode, FaultText>> = {
  "software-error": {
    level: "warning",
    opened: { ko: "센서 프로그램에 오류가 있었습니다.", en: "The sensor's program had an error." },
    nextStep: UPDATE_IF_REPEATED,
    cleared: { ko: "센서 프로그램이 정상입니다.", en: "The sensor's program runs well again." },
  },
  "memory-low": {
    level: "warning",
    opened: { ko: "센서의 메모리가 부족합니다.", en: "The sensor is short of memory." },
    nextStep: UPDATE_IF_REPEATED,
    cleared: { ko: "센서의 메모리가 충분합니다.", en: "The sensor has enough memory again." },
  },
  "flash-failing": {
    level: "warning",
    opened: { ko: "센서의 저장 장치가 낡았습니다.", en: "The sensor's flash memory is failing." },
    nextStep: {
      ko: "다음 방문 때 센서를 교체하세요.",
      en: "Replace the sensor at the next visit.",
    },
    cleared: { ko: "센서의 저장 장치가 정상입니다.", en: "The sensor's flash memory works again." },
  },
  "stack-overflow": {
    level: "warning",
    opened: {
      ko: "센서 프로그램이 너무 깊이 들어가 다시 시작했습니다.",
      en: "The sensor's program went too deep and started again.",
    },
    nextStep: UPDATE_IF_REPEATED,
    cleared: { ko: "센서 프로그램이 정상입니다.", en: "The sensor's program runs well again." },
  },
  "state-copy-damaged": {
    level: "warning",
    opened: {
      ko: "센서가 저장한 상태의 두 사본 중 하나가 손상되어 다시 만들었습니다.",
      en: "One of the two copies of the sensor's state was damaged and has been made again.",
    },
    nextStep: {
      ko: "반복되면 다음 방문 때 센서를 교체하세요.",
      en: "If it repeats, replace the sensor at the next visit.",
    },
    cleared: {
      ko: "센서의 두 사본이 모두 온전합니다.",
      en: "Both copies of the sensor's state are sound again.",
    },
  },
  "restart-loop": {
    level: "warning",
    opened: {
      ko: "센서가 짧은 시간에 여러 번 다시 시작했습니다.",
      en: "The sensor has restarted several times within a short time.",
    },
    nextStep: {
      ko: "센서의 전원 공급을 점검하고, 반복되면 소프트웨어를 갱신하세요.",
      en: "Check the sensor's power supply; if it repeats, update its software.",
    },
    cleared: { ko: "센서가 안정적으로 작동합니다.", en: "The sensor runs steadily again." },
  },
  "safe-mode": {
    level: "action",
    opened: {
      ko: "센서가 안전 모드로 작동하여 AED를 보지 못합니다.",
      en: "The sensor runs in safe mode and does not watch the AED.",
    },
    nextStep: {
      ko: "센서 소프트웨어를 갱신하고, 그때까지 AED를 직접 점검하세요.",
      en: "Update its software, and look at the AED yourself until then.",
    },
    cleared: { ko: "센서가 안전 모드에서 벗어났습니다.", en: "The sensor has left safe mode." },
  },
  "update-failed": {
    level: "warning",
    opened: {
      ko: "센서 소프트웨어 갱신이 실패하여 이전 버전이 작동합니다.",
      en: "The update of the sensor's software failed; the earlier version runs.",
    },
    nextStep: {
      ko: "갱신을 다시 보내고, 또 실패하면 서버 기록의 이유를 확인하세요.",
      en: "Send the update again; if it fails again, read the reason in this log.",
    },
    cleared: {
      ko: "센서 소프트웨어 갱신 문제가 해결되었습니다.",
      en: "The sensor's software has been updated.",
    },
  },
  "settings-reverted": {
    level: "warning",
    opened: {
      ko: "새 설정으로 서버에 연결되지 않아 이전 설정으로 돌아갔습니다.",
      en: "With new settings the sensor did not reach this server; it went back to the old ones.",
    },
    nextStep: {
      ko: "보낸 설정, 특히 Wi-Fi와 서버 주소를 확인하세요.",
      en: "Check the settings that were sent, above all Wi-Fi and the address of this server.",
    },
    cleared: { ko: "센서 설정이 확정되었습니다.", en: "The sensor's settings are settled again." },
  },
  "climate-unproven": {
    level: "warning",
    opened: {
      ko: "온습도를 확인할 수 없습니다.",
      en: "Temperature and humidity cannot be proven.",
    },
    nextStep: {
      ko: "온습도 센서의 배선을 점검하세요.",
      en: "Check the wiring of the temperature and humidity sensor.",
    },
    cleared: { ko: "온습도가 다시 확인됩니다.", en: "Temperature and humidity are proven again." },
  },
  "supply-unproven": {
    level: "warning",
    opened: {
      ko: "센서의 공급 전압을 확인할 수 없습니다.",
      en: "The sensor's supply voltage cannot be proven.",
    },
    nextStep: {
      ko: "전압 측정 배선을 점검하세요.",
      en: "Check the wiring that measures the supply.",
    },
    cleared: {
      ko: "센서의 공급 전압이 다시 확인됩니다.",
      en: "The sensor's supply voltage is proven again.",
    },
  },
  "supply-low": {
    level: "action",
    opened: {
      ko: "센서의 전원이 약해 곧 꺼질 수 있습니다.",
      en: "The sensor's supply is low, and it may soon fall silent.",
    },
    nextStep: {
      ko: "센서의 전원 장치나 배터리를 점검하고 교체하세요.",
      en: "Check the sensor's power supply or battery, and replace it.",
    },
    cleared: { ko: "센서의 전원이 정상입니다.", en: "The sensor's supply is fine again." },
  },
  "serial-unproven": {
    level: "warning",
    opened: {
      ko: "AED의 상태 포트에서 올바른 데이터가 오지 않습니다.",
      en: "Nothing valid comes from the AED's status port.",
    },
    nextStep: {
      ko: "센서와 AED 사이의 케이블과 통신 속도를 점검하세요.",
      en: "Check the cable between sensor and AED, and its speed.",
    },
    cleared: {
      ko: "AED의 상태 포트가 다시 응답합니다.",
      en: "The AED's status port answers again.",
    },
  },
  drill: {
    level: "warning",
    opened: {
      ko: "훈련: 시험 경보입니다. 실제 고장이 아닙니다.",
      en: "Drill: this is a test fault, nothing is wrong.",
    },
    nextStep: {
      ko: "이 줄이 보이면 경보가 제대로 전달된 것이며, 할 일은 없습니다.",
      en: "That you can read this is the test; there is nothing to do.",
    },
    cleared: { ko: "훈련: 시험 경보가 끝났습니다.", en: "Drill: the test fault is over." },
  },
};
