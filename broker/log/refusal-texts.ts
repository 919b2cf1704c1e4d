/**
 * Every reason for which something a sensor sent is refused, in the technician's words. None of
 * it is acknowledged or becomes state; the reasons are counted and named in the log.
 */
import type { Text } from "./text";

export interface RefusalText {
  readonly sentence: Text;
  readonly nextStep: Text;
}

const UPDATE_SENSOR: Text = {
  ko: "반복되면 센서 소프트웨어를 갱신하세요.",
  en: "If it repeats, update the sensor's software.",
};
const PROVISION_AGAIN: Text = {
  ko: "센서를 이 서버에 다시 등록(provision)하고, 모르는 기기라면 조사하세요.",
  en: "Provision the sensor for this server again; if it is not yours, find out whose it is.",
};
const FIND_TWIN: Text = {
  ko: "같은 이름의 센서가 둘인지 찾아보고, 아니면 센서를 다시 등록하세요.",
  en: "Look for a second sensor of that name; if there is none, provision this one again.",
};

const TEXTS = {
  oversize: {
    sentence: { ko: "너무 큰 메시지를 거부했습니다.", en: "A message was too large and refused." },
    nextStep: UPDATE_SENSOR,
  },
  "not-ascii": {
    sentence: {
      ko: "읽을 수 없는 글자가 든 메시지를 거부했습니다.",
      en: "A message with unreadable characters was refused.",
    },
    nextStep: UPDATE_SENSOR,
  },
  "wrong-topic": {
    sentence: {
      ko: "센서가 허용되지 않은 토픽로 보낸 메시지를 거부했습니다.",
      en: "A message on a topic that is not the sensor's own was refused.",
    },
    nextStep: PROVISION_AGAIN,
  },
  "wrong-delivery": {
    sentence: {
      ko: "허용되지 않는 전송 방식의 메시지를 거부했습니다.",
      en: "A message sent in a way that is not allowed (QoS, retain) was refused.",
    },
    nextStep: UPDATE_SENSOR,
  },
  unsigned: {
    sentence: {
      ko: "서명이 없는 메시지를 거부했습니다.",
      en: "A message without signature was refused.",
    },
    nextStep: PROVISION_AGAIN,
  },
  forged: {
    sentence: {
      ko: "서명이 맞지 않는 메시지를 거부하고 연결을 끊었습니다.",
      en: "A message with a wrong signature was refused and the connection closed.",
    },
    nextStep: PROVISION_AGAIN,
  },
  malformed: {
    sentence: { ko: "형식이 틀린 메시지를 거부했습니다.", en: "A malformed message was refused." },
    nextStep: UPDATE_SENSOR,
  },
  "wrong-id": {
    sentence: {
      ko: "다른 보관함의 이름이 든 메시지를 거부했습니다.",
      en: "A message that names another cabinet was refused.",
    },
    nextStep: PROVISION_AGAIN,
  },
  stale: {
    sentence: {
      ko: "이미 지난 순번의 메시지를 거부했습니다.",
      en: "A report or farewell that is long out of date was refused.",
    },
    nextStep: FIND_TWIN,
  },
  conflicting: {
    sentence: {
      ko: "같은 순번에 내용이 다른 보고를 거부했습니다.",
      en: "A second, different report with the same number was refused.",
    },
    nextStep: FIND_TWIN,
  },
  overloaded: {
    sentence: {
      ko: "한꺼번에 너무 많은 메시지가 와서 연결을 끊었습니다.",
      en: "Too many messages came at once and the connection was closed.",
    },
    nextStep: UPDATE_SENSOR,
  },
  "update-not-offered": {
    sentence: {
      ko: "센서가 지시받지 않은 소프트웨어를 요청하여 거부했습니다.",
      en: "It asked for software that it was not told to fetch, and was refused.",
    },
    nextStep: {
      ko: "갱신이 필요하면 다시 보내세요.",
      en: "If it is to be updated, send the update again.",
    },
  },
  "update-unreadable": {
    sentence: {
      ko: "센서에 보낼 소프트웨어 파일이 없거나 손상되었습니다.",
      en: "The software it was told to fetch is missing or damaged on this server.",
    },
    nextStep: {
      ko: "갱신을 다시 보내세요 (npm run update).",
      en: "Send the update again (npm run update).",
    },
  },
  "wrong-subscription": {
    sentence: {
      ko: "센서가 허용되지 않은 토픽를 구독하려 해서 연결을 끊었습니다.",
      en: "It asked for a topic that is not its own, and the connection was closed.",
    },
    nextStep: PROVISION_AGAIN,
  },
  "bad-connect": {
    sentence: {
      ko: "규칙에 맞지 않는 접속을 거부했습니다.",
      en: "A connection that breaks the rules was refused.",
    },
    nextStep: UPDATE_SENSOR,
  },
  "login-forged": {
    sentence: {
      ko: "비밀번호가 맞지 않는 접속을 거부했습니다.",
      en: "A login with a wrong password was refused.",
    },
    nextStep: PROVISION_AGAIN,
  },
  "login-replayed": {
    sentence: {
      ko: "이미 쓰인 비밀번호로 한 접속을 거부했습니다.",
      en: "A login with a password that was used before was refused.",
    },
    nextStep: FIND_TWIN,
  },
  "login-crowded": {
    sentence: {
      ko: "같은 이름으로 동시에 여러 접속이 와서 거부했습니다.",
      en: "Too many logins of the same name came at once and were refused.",
    },
    nextStep: FIND_TWIN,
  },
  "bad-packet": {
    sentence: {
      ko: "규칙에 맞지 않는 데이터가 와서 연결을 끊었습니다.",
      en: "Data that breaks the rules came in, and the connection was closed.",
    },
    nextStep: UPDATE_SENSOR,
  },
} as const satisfies Readonly<Record<string, RefusalText>>;

export type RefusalReason = keyof typeof TEXTS;
export const REFUSAL_TEXTS: Readonly<Record<RefusalReason, RefusalText>> = TEXTS;
