/** btoa and atob as the interpreter has them: atob refuses nothing and makes something of it. */
import { byteString, bytesOf } from "./bytes";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const GROUP_LENGTH = 4;

/** Text, or anything that is bytes, in Base64. */
export function toBase64(data: unknown): string {
  return bytesOf(byteString(data) ?? String(data)).toString("base64");
}

/** As many bytes as the length says: short of good digits, zeros stand at the end. */
export function fromBase64(text: unknown): string {
  if (typeof text !== "string") {
    const type = text === undefined ? "undefined" : typeof text;
    throw new Error(`Expecting String, got ${type === "number" ? "Number" : type}`);
  }
  const digits = text.replace(/\s/g, "");
  const padding = Number(digits.at(-1) === "=") + Number(digits.at(-2) === "=");
  const length = Math.max(0, Math.floor((digits.length * 3) / GROUP_LENGTH) - padding);
  let bytes = "";
  for (let at = 0; at < digits.length; at += GROUP_LENGTH) {
    let triple = 0;
    let last = 0;
    for (let i = 0; i < GROUP_LENGTH; i++) {
      const digit = digits[at + i];
      const value = digit === undefined ? -1 : DIGITS.indexOf(digit);
      if (value < 0) continue;
      triple |= value << ((3 - i) * 6);
      last = i;
    }
    const group = String.fromCharCode(triple >> 16, (triple >> 8) & 255, triple & 255);
    bytes += group.slice(0, last);
  }
  return bytes.slice(0, length).padEnd(length, "\0");
}
