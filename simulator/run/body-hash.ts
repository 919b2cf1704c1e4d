/** A report's content as a number, to tell whether two are the same without keeping either. */
import { type ByteString, TAIL_LENGTH } from "../../protocol/frame";

const START = 0x811c9dc5;
const FACTOR = 0x01000193;

/** FNV-1a over the first `length` characters, and what follows them. */
function hashOf(text: ByteString, length: number, after: string): number {
  let value = START;
  for (let i = 0; i < length; i++) value = Math.imul(value ^ text.charCodeAt(i), FACTOR);
  for (let i = 0; i < after.length; i++) value = Math.imul(value ^ after.charCodeAt(i), FACTOR);
  return value >>> 0;
}

/** Of a signed body, without its mac: 32 bits. */
export function bodyHash(body: ByteString): number {
  return hashOf(body, body.length, "");
}

/** Of the body in a payload that ends in a mac: equal to `bodyHash` of that body. */
export function payloadHash(payload: ByteString): number {
  return hashOf(payload, Math.max(0, payload.length - TAIL_LENGTH), "}");
}
