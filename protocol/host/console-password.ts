/**
 * The password of a sensor's console (serial cable), for whoever provisions it: the sensor makes
 * the same one out of its device key at each boot (firmware/loader/doors.ts).
 */
import { createHash } from "node:crypto";

const PASSWORD_LENGTH = 16;

/** The first 16 characters of base64(SHA-256("console\n" + `keyHex`)), 96 bits. */
export function consolePassword(keyHex: string): string {
  const digest = createHash("sha256").update(`console\n${keyHex}`, "latin1").digest("base64");
  return digest.slice(0, PASSWORD_LENGTH);
}
