/** The sensor's check of itself, told in the reply to `self-test`: for people, in short words. */
import type { FaultCode } from "../protocol/faults";
import type { Outbox } from "./core/outbox";
import type { Board } from "./hal/board";

/** SHA-256 of "abc" begins with this byte (FIPS 180-4, example). */
const SHA256_ABC_BYTE = 0xba;

export function selfTest(board: Board, outbox: Outbox, faults: readonly FaultCode[]): string {
  const rssiDbm = board.wifi.rssiDbm();
  const isHashGood = board.crypto.sha256("abc").charCodeAt(0) === SHA256_ABC_BYTE;
  const parts = [
    faults.length === 0 ? "no faults" : "faults: " + faults.join(" "),
    "hash " + (isHashGood ? "good" : "WRONG"),
    "outbox " + outbox.waiting() + " waiting, " + (outbox.isFailing() ? "FAILING" : "good"),
    "memory " + board.memory.freeVars() + " variables free",
    "storage " + board.storage.freeBytes() + " bytes free",
    "wifi " + (rssiDbm === undefined ? "strength unknown" : rssiDbm + " dBm"),
    "light " + board.pins.indicator.brightness(),
    "up " + Math.floor(board.clock.uptimeMs() / 1000) + " s",
  ];
  return parts.join("; ");
}
