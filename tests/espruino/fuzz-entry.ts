/**
 * Runs on the real interpreter: ten thousand mutations of what a broker sends, through the parser
 * of packets and the judge of commands. Prints how many got through; a crash prints nothing.
 */
import { boardModule } from "../../firmware/boards/board-module";
import { createCommandJudge } from "../../firmware/core/commands";
import { createKeyedHash } from "../../firmware/core/keyed-hash";
import { createParser, feed } from "../../firmware/mqtt/packets";
import { sealFrame } from "../../protocol/frame";
import type { DeviceSettings } from "../../protocol/settings";

const ROUNDS = 10000;
/** Then garbage is collected, as the application does with each command. */
const SLICE = 5;
const NOW_S = 1795333366;
const TOPIC = "aed/1/abc-1/command";

declare const E: { toString(bytes: ArrayBuffer): string };

const crypto = boardModule("crypto") as unknown as { SHA256(bytes: string): ArrayBuffer };
const collect = (process as unknown as { memory(): void }).memory;
const hash = createKeyedHash(
  {
    sha256: (bytes) => E.toString(crypto.SHA256(bytes)),
    toBase64: btoa,
  },
  "ab01cd23ef45670189ab01cd23ef45670189ab01cd23ef45670189ab01cd23ef4567",
);
const settings = { version: 1 } as unknown as DeviceSettings;
let random = 12345;
const counts = { packets: 0, taken: 0, commands: 0, intact: 0 };

/** Below `limit`; the same numbers in every run. */
function below(limit: number): number {
  random = (random * 16807) % 2147483647;
  return random % limit;
}

/** One byte changed, some lost, or some inserted. */
function mutated(text: string): string {
  const at = below(text.length);
  const kind = below(4);
  if (kind === 0) return text.substring(0, at);
  if (kind === 1) return text.substring(0, at) + text.substring(at + 1 + below(9));
  const changed = String.fromCharCode((text.charCodeAt(at) + 1 + below(255)) & 255);
  const rest = kind === 2 ? text.substring(at) : text.substring(at + 1);
  return text.substring(0, at) + changed + rest;
}

function isIntact(payload: string): boolean {
  const judge = createCommandJudge({
    id: "abc-1",
    hash: hash,
    lastN: 7,
    wallS: NOW_S,
    settings: settings,
  });
  return judge.judge(payload).kind !== "forged";
}

const good = sealFrame(
  TOPIC,
  '{"v":1,"id":"abc-1","n":8,"until":1795333400,"do":"reboot"}',
  hash.authenticate,
);
const length = TOPIC.length + good.length + 4;
const packet =
  String.fromCharCode(0x32, (length & 127) | 128, length >> 7, 0, TOPIC.length) +
  TOPIC +
  String.fromCharCode(0, 9) +
  good;

function slice(): void {
  collect();
  for (let i = 0; i < SLICE; i++) {
    const packets = feed(createParser(), mutated(packet));
    counts.packets++;
    for (let k = 0; packets !== "malformed" && k < packets.length; k++) {
      const one = packets[k];
      if (one && one.kind === "publish" && one.topic === TOPIC && one.payload !== good) {
        if (isIntact(one.payload)) counts.taken++;
      }
    }
    counts.commands++;
    const changed = mutated(good);
    if (changed !== good && isIntact(changed)) counts.taken++;
  }
  if (counts.packets === ROUNDS) {
    clearInterval(timer);
    console.log(`FUZZED ${counts.packets} ${counts.commands} ${counts.taken}`);
    console.log(`GOOD ${isIntact(good) ? 1 : 0}`);
  }
}

const timer = setInterval(slice, 0);
