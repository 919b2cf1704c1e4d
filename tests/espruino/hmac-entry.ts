/** Runs on the real interpreter: how long the mac of one report takes. Prints milliseconds. */
import { boardModule } from "../../firmware/boards/board-module";
import { createKeyedHash } from "../../firmware/core/keyed-hash";

const ROUNDS = 200;
const REPORT_BYTES = 600;

declare const E: { toString(bytes: ArrayBuffer): string };
declare function getTime(): number;

const crypto = boardModule("crypto") as unknown as { SHA256(bytes: string): ArrayBuffer };

const hash = createKeyedHash(
  { sha256: (bytes) => E.toString(crypto.SHA256(bytes)), toBase64: btoa },
  "ab01cd23ef45670189ab01cd23ef45670189ab01cd23ef45670189ab01cd23ef4567",
);

function measure(): void {
  let report = "";
  while (report.length < REPORT_BYTES) report += '"member":1,';
  const startedS = getTime();
  for (let i = 0; i < ROUNDS; i++) hash.authenticate(report);
  console.log(`HMAC ${((getTime() - startedS) * 1000) / ROUNDS} ms`);
}

measure();
