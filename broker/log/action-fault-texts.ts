/** The faults somebody must act on, in the technician's words. One row a code. */
import type { ActionFaultCode } from "../../protocol/faults";
import type { FaultText } from "./text";

export const ACTION_FAULT_TEXTS: Readonly<Record<ActionFaultCode, FaultText>> = {
  "aed-missing": {
    level: "action",
    opened: { ko: "AED가 보관함에 없습니다.", en: "The AED is not in its cabinet." },
    nextStep: {
      ko: "사용 중인지 도난인지 현장에 확인하고, 찾으면 제자리에 두세요.",
      en: "Ask on site whether it is in use or stolen, and put it back when found.",
    },
    cleared: { ko: "AED가 보관함에 돌아왔습니다.", en: "An AED is back in the cabinet." },
  },
  "aed-unconfirmed": {
    level: "action",
    opened: {
      ko: "AED가 반출되었다가 돌아왔으나 같은 AED인지 확인되지 않았습니다.",
      en: "The AED was away and nobody has confirmed that the same one is back.",
    },
    nextStep: {
      ko: "일련번호와 패드를 확인해 사무실에 알리고 기록하게 하세요.",
      en: "Check its serial number and pads; report it to the office, which records it.",
    },
    cleared: { ko: "AED가 확인되었습니다.", en: "The AED has been confirmed." },
  },
  "indicator-fault": {
    level: "action",
    opened: { ko: "AED 상태 표시등이 고장을 알립니다.", en: "The AED's indicator shows a fault." },
    nextStep: {
      ko: "AED를 열어 오류 표시를 확인하고 제조사 안내에 따라 조치하세요.",
      en: "Open the AED, read its error, and follow the maker's instructions.",
    },
    cleared: { ko: "AED 상태 표시등이 정상입니다.", en: "The AED's indicator shows ready again." },
  },
  "indicator-dark": {
    level: "action",
    opened: { ko: "AED 상태 표시등이 꺼져 있습니다.", en: "The AED's indicator is dark." },
    nextStep: {
      ko: "배터리를 점검하고, 그래도 꺼져 있으면 AED를 교체하세요.",
      en: "Check its battery; if it stays dark, replace the AED.",
    },
    cleared: { ko: "AED 상태 표시등이 정상입니다.", en: "The AED's indicator shows ready again." },
  },
  "battery-low": {
    level: "action",
    opened: { ko: "AED 배터리가 부족합니다.", en: "The AED's battery is low." },
    nextStep: {
      ko: "새 배터리를 가지고 방문해 교체하세요.",
      en: "Bring a new battery and replace it.",
    },
    cleared: { ko: "AED 배터리가 정상입니다.", en: "The AED's battery is fine again." },
  },
  "battery-replace": {
    level: "action",
    opened: { ko: "AED 배터리를 교체해야 합니다.", en: "The AED's battery must be replaced." },
    nextStep: {
      ko: "오늘 배터리를 교체하고 새 유효 기간을 사무실에 알려 기록하게 하세요.",
      en: "Replace the battery today; report its date to the office, which records it.",
    },
    cleared: { ko: "AED 배터리가 정상입니다.", en: "The AED's battery is fine again." },
  },
  "pads-disconnected": {
    level: "action",
    opened: { ko: "패드가 연결되어 있지 않습니다.", en: "The pads are not connected." },
    nextStep: {
      ko: "패드 커넥터를 AED에 끝까지 꽂으세요.",
      en: "Push the pads' connector fully into the AED.",
    },
    cleared: { ko: "패드가 다시 연결되었습니다.", en: "The pads are connected again." },
  },
  "self-test-failed": {
    level: "action",
    opened: { ko: "AED 자가 점검이 실패했습니다.", en: "The AED failed its self-test." },
    nextStep: {
      ko: "AED를 사용 중지하고 제조사 서비스에 연락하세요.",
      en: "Take the AED out of service and call the maker's service.",
    },
    cleared: { ko: "AED 자가 점검을 통과했습니다.", en: "The AED passed its self-test." },
  },
  "door-open": {
    level: "warning",
    opened: { ko: "보관함 문이 열렸습니다.", en: "The cabinet door was opened." },
    nextStep: {
      ko: "곧 닫히지 않으면 현장에 확인하세요.",
      en: "Ask on site if it does not close soon.",
    },
    cleared: { ko: "보관함 문이 닫혔습니다.", en: "The cabinet door is closed." },
  },
  "door-left-open": {
    level: "action",
    opened: { ko: "보관함 문이 계속 열려 있습니다.", en: "The cabinet door was left open." },
    nextStep: {
      ko: "현장에 문을 닫아 달라고 요청하고, 이미 닫혀 있으면 문 센서를 점검하세요.",
      en: "Have somebody close it; if it is closed, check the door contact.",
    },
    cleared: { ko: "보관함 문이 닫혔습니다.", en: "The cabinet door is closed." },
  },
  "pads-expired": {
    level: "action",
    opened: { ko: "패드 유효 기간이 지났습니다.", en: "The pads have expired." },
    nextStep: {
      ko: "새 패드로 교체하고 새 유효 기간을 사무실에 알려 기록하게 하세요.",
      en: "Replace the pads; report the new date to the office, which records it.",
    },
    cleared: { ko: "패드 유효 기간이 갱신되었습니다.", en: "The pads are in date again." },
  },
  "battery-expired": {
    level: "action",
    opened: { ko: "배터리 유효 기간이 지났습니다.", en: "The battery has expired." },
    nextStep: {
      ko: "배터리를 교체하고 새 유효 기간을 사무실에 알려 기록하게 하세요.",
      en: "Replace the battery; report the new date to the office, which records it.",
    },
    cleared: { ko: "배터리 유효 기간이 갱신되었습니다.", en: "The battery is in date again." },
  },
  "body-expired": {
    level: "action",
    opened: { ko: "AED 본체의 사용 기한이 지났습니다.", en: "The AED itself is past its life." },
    nextStep: {
      ko: "AED를 교체하고 새 기기로 다시 등록하세요.",
      en: "Replace the AED and register the new one.",
    },
    cleared: { ko: "AED 본체가 사용 기한 안입니다.", en: "The AED is within its life again." },
  },
  "unknown-fault": {
    level: "action",
    opened: {
      ko: "센서가 이 서버가 모르는 고장을 알렸습니다.",
      en: "The sensor reports a fault that this server does not know.",
    },
    nextStep: {
      ko: "AED를 직접 점검하고 서버를 최신 버전으로 올리세요.",
      en: "Inspect the AED and update the server.",
    },
    cleared: {
      ko: "알 수 없던 고장이 더는 보고되지 않습니다.",
      en: "The unknown fault is no longer reported.",
    },
  },
  "service-chirp-heard": {
    level: "action",
    opened: {
      ko: "AED가 점검을 요구하는 신호음을 내고 있습니다.",
      en: "The AED chirps for service.",
    },
    nextStep: {
      ko: "AED를 열어 배터리와 패드를 점검하고 제조사 안내에 따라 조치하세요.",
      en: "Open the AED, check battery and pads, and follow the maker's instructions.",
    },
    cleared: { ko: "AED의 신호음이 멈췄습니다.", en: "The AED no longer chirps." },
  },
};
