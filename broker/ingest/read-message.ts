/**
 * Judges one message of a logged-in sensor by itself, in a fixed order: size, characters, topic,
 * signature, shape, identity. Nothing is parsed before its signature has been verified. Pure.
 */
import { type Authenticator, type Frame, isAuthentic, splitFrame } from "../../protocol/frame";
import { withKnownCodes } from "../../protocol/host/known-codes";
import {
  type Checked,
  readHello,
  readReply,
  readReport,
  readUpdateGet,
  readWill,
  type WireReply,
} from "../../protocol/host/schemas";
import {
  HELLO_BYTES_MAX,
  REPLY_BYTES_MAX,
  REPORT_BYTES_MAX,
  UPDATE_GET_BYTES_MAX,
  WILL_BYTES_MAX,
} from "../../protocol/limits";
import type { Hello, UpdateGet, Will } from "../../protocol/messages";
import type { Report } from "../../protocol/report";
import { DEVICE_TOPICS, type DeviceTopic, topicOf } from "../../protocol/topics";
import type { RefusalReason } from "../log/refusal-texts";

export type Message =
  | { readonly kind: "report"; readonly report: Report; readonly frame: Frame }
  | { readonly kind: "hello"; readonly hello: Hello }
  | { readonly kind: "will"; readonly will: Will }
  | { readonly kind: "reply"; readonly reply: WireReply }
  | { readonly kind: "update/get"; readonly get: UpdateGet };

export type Judged = { readonly message: Message } | { readonly refusal: RefusalReason };

export interface Received {
  /** Id under which the sensor has logged in. */
  readonly id: string;
  readonly topic: string;
  readonly payload: Buffer;
  readonly authenticate: Authenticator;
}

const BYTES_MAX: Readonly<Record<DeviceTopic, number>> = {
  report: REPORT_BYTES_MAX,
  hello: HELLO_BYTES_MAX,
  will: WILL_BYTES_MAX,
  reply: REPLY_BYTES_MAX,
  "update/get": UPDATE_GET_BYTES_MAX,
};
const BYTES_MAX_OF_ANY = Math.max(...Object.values(BYTES_MAX));
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

function checkedMessage<Value extends { readonly id: string }>(
  id: string,
  checked: Checked<Value>,
  messageOf: (value: Value) => Message,
): Judged {
  if ("problem" in checked) return { refusal: "malformed" };
  if (checked.value.id !== id) return { refusal: "wrong-id" };
  return { message: messageOf(checked.value) };
}

function readBody(id: string, kind: DeviceTopic, frame: Frame): Judged {
  switch (kind) {
    case "report":
      return checkedMessage(id, readReport(frame.body), (report) => {
        return { kind, report: withKnownCodes(report), frame };
      });
    case "hello":
      return checkedMessage(id, readHello(frame.body), (hello) => ({ kind, hello }));
    case "will":
      return checkedMessage(id, readWill(frame.body), (will) => ({ kind, will }));
    case "reply":
      return checkedMessage(id, readReply(frame.body), (reply) => ({ kind, reply }));
    case "update/get":
      return checkedMessage(id, readUpdateGet(frame.body), (get) => ({ kind, get }));
  }
}

/** The message, or why it is refused. */
export function readMessage({ id, topic, payload, authenticate }: Received): Judged {
  const kind = DEVICE_TOPICS.find((known) => topicOf(id, known) === topic);
  if (payload.length > (kind ? BYTES_MAX[kind] : BYTES_MAX_OF_ANY)) return { refusal: "oversize" };
  const text = payload.toString("latin1");
  if (!PRINTABLE_ASCII.test(text)) return { refusal: "not-ascii" };
  if (!kind) return { refusal: "wrong-topic" };
  const frame = splitFrame(text);
  if (!frame) return { refusal: "unsigned" };
  if (!isAuthentic(topic, frame, authenticate)) return { refusal: "forged" };
  return readBody(id, kind, frame);
}
