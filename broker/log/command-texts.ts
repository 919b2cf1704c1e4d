/**
 * What a sensor was told to do, and why it refused, in the technician's words. One row a command
 * and one a reason.
 */
import type { CommandName } from "../../protocol/commands";
import type { KnownReason } from "../../protocol/host/known-codes";
import type { Text } from "./text";

export const COMMAND_TEXTS: Readonly<Record<CommandName, Text>> = {
  "report-now": { ko: "명령(즉시 보고):", en: "Told to report at once:" },
  identify: { ko: "명령(위치 표시):", en: "Told to show where it is:" },
  "self-test": { ko: "명령(센서 자가 점검):", en: "Told to check itself:" },
  reboot: { ko: "명령(다시 시작):", en: "Told to restart:" },
  configure: { ko: "명령(설정 변경):", en: "Told to change its settings:" },
  update: { ko: "명령(소프트웨어 갱신):", en: "Told to update its software:" },
  log: { ko: "명령(센서 기록 조회):", en: "Told to show its own log:" },
  drill: { ko: "명령(훈련):", en: "Told to report a test fault:" },
};

export interface ReplyText {
  readonly sentence: Text;
  readonly nextStep: Text;
}

const TELL_AGAIN: Text = { ko: "다시 지시하세요.", en: "Tell it again." };
const MAKE_RELEASE: Text = {
  ko: "이 센서의 갱신 키로 릴리스를 다시 만들어 보내세요.",
  en: "Make the release again with the update key of this sensor, and send that.",
};
const CHECK_LINK: Text = {
  ko: "현장의 Wi-Fi를 확인하고 갱신을 다시 보내세요.",
  en: "Check Wi-Fi on site and send the update again.",
};

export const REPLY_TEXTS: Readonly<Record<KnownReason, ReplyText>> = {
  replayed: {
    sentence: {
      ko: "센서가 더 새로운 명령을 이미 받아 거부했습니다.",
      en: "It refused, because it has had a newer command already.",
    },
    nextStep: TELL_AGAIN,
  },
  expired: {
    sentence: {
      ko: "명령의 유효 시간이 지나 센서가 거부했습니다.",
      en: "It refused, because the time of the command was over.",
    },
    nextStep: {
      ko: "서버의 시간 동기화를 확인하고 다시 지시하세요.",
      en: "Check this server's time synchronisation and tell it again.",
    },
  },
  "clock-unsynced": {
    sentence: {
      ko: "센서가 아직 시각을 몰라 거부했습니다.",
      en: "It refused, because it does not know the time yet.",
    },
    nextStep: {
      ko: "1분 뒤 다시 지시하세요.",
      en: "Tell it again in a minute.",
    },
  },
  "unknown-command": {
    sentence: {
      ko: "센서가 모르는 명령이라 거부했습니다.",
      en: "It refused, because it does not know this command.",
    },
    nextStep: { ko: "센서 소프트웨어를 갱신하세요.", en: "Update the sensor's software." },
  },
  "bad-value": {
    sentence: {
      ko: "값이 규칙에 맞지 않아 거부했습니다.",
      en: "It refused, because a value breaks its rule.",
    },
    nextStep: { ko: "값을 고쳐 다시 지시하세요.", en: "Correct the value and tell it again." },
  },
  "not-stored": {
    sentence: {
      ko: "센서의 저장 장치가 받지 않아 거부했습니다.",
      en: "It refused, because its flash memory did not take what had to be kept.",
    },
    nextStep: {
      ko: "다음 방문 때 센서를 교체하세요.",
      en: "Replace the sensor at the next visit.",
    },
  },
  "settings-reverted": {
    sentence: {
      ko: "새 설정으로 서버에 연결되지 않아 이전 설정으로 돌아갔습니다.",
      en: "With the new settings it did not reach this server, and went back to the old ones.",
    },
    nextStep: {
      ko: "보낸 설정, 특히 Wi-Fi와 서버 주소를 확인하세요.",
      en: "Check the settings that were sent, above all Wi-Fi and the server's address.",
    },
  },
  "update-forged": {
    sentence: {
      ko: "이 센서의 갱신 키로 서명되지 않아 거부했습니다.",
      en: "It refused, because the release is not signed with its update key.",
    },
    nextStep: MAKE_RELEASE,
  },
  "update-downgrade": {
    sentence: {
      ko: "지금 버전보다 새롭지 않아 거부했습니다.",
      en: "It refused, because the release is not newer than what it runs.",
    },
    nextStep: {
      ko: "더 높은 버전 번호로 릴리스를 만드세요.",
      en: "Make a release with a higher version.",
    },
  },
  "update-too-big": {
    sentence: {
      ko: "프로그램이 너무 커서 거부했습니다.",
      en: "It refused, because the application is too big.",
    },
    nextStep: { ko: "프로그램을 줄이세요.", en: "Make the application smaller." },
  },
  "on-trial": {
    sentence: {
      ko: "새 설정이나 새 프로그램을 시험하는 중이라 거부했습니다.",
      en: "It refused: new settings or a new application are being tried.",
    },
    nextStep: {
      ko: "시험의 답을 기다린 뒤 다시 보내세요.",
      en: "Wait for the reply to that, then send the command again.",
    },
  },
  "update-unavailable": {
    sentence: {
      ko: "갱신 키가 없거나 다른 갱신이 진행 중이라 거부했습니다.",
      en: "It refused: it has no update key, or another update is under way.",
    },
    nextStep: {
      ko: "진행 중인 갱신을 기다리거나, 갱신 키와 함께 센서를 다시 등록(provision)하세요.",
      en: "Wait for the other update, or provision the sensor with an update key.",
    },
  },
  "update-no-room": {
    sentence: {
      ko: "센서에 남은 저장 공간이 부족해 거부했습니다.",
      en: "It refused, because too little unused storage is left.",
    },
    nextStep: {
      ko: "현장에서 케이블로 센서를 다시 설치하세요.",
      en: "Install the sensor again on site, by cable.",
    },
  },
  "update-wrong-hash": {
    sentence: {
      ko: "받은 프로그램이 서명된 것과 달라 버렸습니다.",
      en: "What arrived is not what was signed, so it was thrown away.",
    },
    nextStep: {
      ko: "갱신을 다시 보내고, 반복되면 릴리스 폴더를 확인하세요.",
      en: "Send the update again; if it repeats, check the release folder.",
    },
  },
  "update-timed-out": {
    sentence: {
      ko: "프로그램 조각이 제때 오지 않아 갱신을 그만두었습니다.",
      en: "The pieces of the application did not come in time, so it gave up.",
    },
    nextStep: CHECK_LINK,
  },
  "update-reverted": {
    sentence: {
      ko: "새 프로그램이 서버의 확인을 받지 못해 이전 프로그램이 다시 작동합니다.",
      en: "The new application was tried but not confirmed; the old one runs again.",
    },
    nextStep: {
      ko: "다른 센서에서 이 버전을 먼저 시험하세요.",
      en: "Try this version on another sensor first.",
    },
  },
  "unknown-reason": {
    sentence: {
      ko: "센서가 이 서버가 모르는 이유로 거부했습니다.",
      en: "It refused for a reason this server does not know.",
    },
    nextStep: { ko: "서버를 최신 버전으로 올리세요.", en: "Update the server." },
  },
};
