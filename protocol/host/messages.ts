/**
 * Makes what a host sends to a device: commands, pieces of an application, and the manifest that
 * a release signs. Text goes out as raw UTF-8 bytes, because the device's strings are bytes.
 */
import { type Authenticator, type ByteString, sealFrame } from "../frame";
import { CHUNK_BYTES, COMMAND_BYTES_MAX, COUNTER_MAX } from "../limits";
import type { Command, UpdateChunk } from "../messages";
import { topicOf } from "../topics";
import { MANIFEST_PURPOSE, SHA_LENGTH, type UpdateManifest } from "../update";

/** Numbers of commands start from this second since 1970, so that a lost count still rises. */
const COMMAND_EPOCH_S = 1_700_000_000;
/** An escape such as \u0001; a backslash before it would make it plain text. */
const UNICODE_ESCAPE = /(^|[^\\])(\\\\)*\\u/;

/** The UTF-8 bytes of `text`, one character for each. */
export function byteStringOf(text: string): ByteString {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** The text whose UTF-8 bytes `bytes` are. */
export function textOf(bytes: ByteString): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** Signs `value` for a topic or purpose. Throws a RangeError for text no device can read. */
function signed(purpose: string, value: object, authenticate: Authenticator): ByteString {
  const json = JSON.stringify(value);
  if (UNICODE_ESCAPE.test(json)) {
    throw new RangeError(
      `Signing for ${purpose}: a text has control characters or half characters, which a device ` +
        "cannot read. Leave them out.",
    );
  }
  return sealFrame(purpose, byteStringOf(json), authenticate);
}

/** The payload of a command. Throws a RangeError when it is over COMMAND_BYTES_MAX. */
export function signCommand(command: Command, authenticate: Authenticator): ByteString {
  const payload = signed(topicOf(command.id, "command"), command, authenticate);
  if (payload.length <= COMMAND_BYTES_MAX) return payload;
  throw new RangeError(
    `The command ${command.do} has ${payload.length} bytes; the limit is ${COMMAND_BYTES_MAX}. ` +
      "Change fewer settings at a time.",
  );
}

/** The manifest as it travels in a command; `authenticate` is under the device's update key. */
export function signManifest(manifest: UpdateManifest, authenticate: Authenticator): ByteString {
  return signed(MANIFEST_PURPOSE, manifest, authenticate);
}

/** The payload of the piece of `application` that begins at byte `at`; empty beyond its end. */
export function signChunk(
  piece: { readonly id: string; readonly sha256: string; readonly at: number },
  application: Uint8Array,
  authenticate: Authenticator,
): ByteString {
  const { id, sha256, at } = piece;
  const bytes = application.subarray(at, at + CHUNK_BYTES);
  const data = Buffer.from(bytes).toString("base64");
  const chunk: UpdateChunk = { v: 1, id, sha: sha256.slice(0, SHA_LENGTH), at, data };
  return signed(topicOf(id, "update/chunk"), chunk, authenticate);
}

/** The number of the next command of a device whose last one had `lastN`, or 0 without any. */
export function nextCommandNumber(lastN: number, nowS: number): number {
  return Math.min(COUNTER_MAX, Math.max(lastN + 1, Math.floor(nowS) - COMMAND_EPOCH_S, 1));
}
