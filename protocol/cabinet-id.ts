/**
 * The cabinet id: MQTT client id, user name and topic level in one. Device-safe: checked by
 * character codes, because the interpreter's regular expressions have no `{n,m}`.
 */
import { CABINET_ID_LENGTH_MAX, CABINET_ID_LENGTH_MIN } from "./limits";

/** The rule in words, for error messages. */
export const CABINET_ID_RULE =
  "3 to 32 characters: a-z, 0-9 and -, beginning and ending with a letter or digit";

function isAlphanumeric(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 122);
}

/** True when `text` is `[a-z0-9][a-z0-9-]{1,30}[a-z0-9]` (design section 5). */
export function isCabinetId(text: string): boolean {
  const length = text.length;
  if (length < CABINET_ID_LENGTH_MIN || length > CABINET_ID_LENGTH_MAX) return false;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    const isInner = i > 0 && i < length - 1;
    if (!isAlphanumeric(code) && !(isInner && code === 45)) return false;
  }
  return true;
}
