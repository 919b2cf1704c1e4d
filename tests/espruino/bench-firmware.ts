/**
 * `npm run bench:firmware`: the firmware's budgets, each figure with its limit. Sizes always;
 * memory, stack and times on the real interpreter when ESPRUINO names one. Exit code 1 when a limit
 * is broken.
 */
import { crc32 } from "node:zlib";
import { buildFirmware } from "../../firmware/build/build-firmware";
import {
  BUNDLE_BYTES_MAX,
  DOORS_BYTES_MAX,
  LOADER_BYTES_MAX,
} from "../../firmware/build/size-report";
import { TAIL_LENGTH } from "../../protocol/frame";
import { REPORT_BYTES_MAX } from "../../protocol/limits";
import { FIRMWARE_FOLDER } from "../../scripts/firmware-folder";
import { binary, ESP32_VAR_BYTES, EspruinoBench, standInVars } from "./bench";
import { runScript } from "./run-script";

/** What the design wished for; what holds is the size of a slot. */
const BUNDLE_BYTES_AIM = 32_768;
const VARS_EMPTY_MAX = 3500;
const VARS_FULL_MAX = 4200;
const STACK_BYTES = 25_000;
const BOOT_MS_MAX = 2000;
const HMAC_MS_MAX = 5;
const BOOTS = 3;
/** More than the outbox holds. */
const CHANGES = 110;
const LINE_PERIOD_MS = 1000;
const SETTLE_MS = 12_000;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
let broken = 0;

function tell(name: string, value: number, limit: number, unit: string): void {
  const verdict = value <= limit ? "" : "  OVER THE LIMIT";
  if (value > limit) broken += 1;
  console.log(`${name.padEnd(46)} ${String(value).padStart(7)} of ${limit} ${unit}${verdict}`);
}

async function tellSizes(): Promise<void> {
  const { manifest } = await buildFirmware({ outFolder: FIRMWARE_FOLDER });
  tell("application bundle", manifest.bytes, BUNDLE_BYTES_MAX, "bytes");
  const over = manifest.bytes - BUNDLE_BYTES_AIM;
  if (over > 0)
    console.log(`  (${over} above the aim of ${BUNDLE_BYTES_AIM}; see firmware/docs/budgets.md)`);
  tell("loader", manifest.loader.bytes, LOADER_BYTES_MAX, "bytes");
  tell("doors", manifest.doors.bytes, DOORS_BYTES_MAX, "bytes");
}

function serialLine(battery: "ok" | "low"): string {
  const body = `AED,1,indicator=ready,battery=${battery},pads=ok`;
  return `$${body}*${crc32(body).toString(16).toUpperCase().padStart(8, "0")}`;
}

/** As the AED does: a line again and again, because its place forgets what came before it. */
async function showReady(bench: EspruinoBench): Promise<void> {
  bench.showGoodCabinet();
  const timer = setInterval(() => bench.board.serialLine(serialLine("ok")), LINE_PERIOD_MS);
  try {
    await bench.stored.first(({ aed }) => {
      return aed.indicator.state === "ready" && aed.battery.method === "serial-status";
    });
  } finally {
    clearInterval(timer);
  }
}

async function tellMemory(bench: EspruinoBench, shimVars: number): Promise<void> {
  await showReady(bench);
  await pause(SETTLE_MS);
  const faults = bench.stored.all().at(-1)?.faults ?? [];
  if (faults.length > 0) throw new Error(`The sensor is no measure, it has faults: ${faults}`);
  const empty = await bench.board.memory();
  const isEsp32Like = empty.varBytes === ESP32_VAR_BYTES;
  if (isEsp32Like) {
    tell("variables, outbox empty", empty.usedVars - shimVars, VARS_EMPTY_MAX, "of 5,000");
  }
  await bench.killBroker();
  for (let i = 0; i < CHANGES; i++) {
    bench.board.serialLine(serialLine(i % 2 === 0 ? "low" : "ok"));
    await pause(60);
  }
  await pause(1000);
  const full = await bench.board.memory();
  if (isEsp32Like) {
    tell("variables, outbox full", full.usedVars - shimVars, VARS_FULL_MAX, "of 5,000");
    console.log(`  (the stand-ins for the board's own parts, ${shimVars} variables, not counted)`);
  } else
    console.log(`  Variables are told for builds with ${ESP32_VAR_BYTES}-byte variables only.`);
  if (full.stackBytesMax > 0) tell("deepest stack", full.stackBytesMax, STACK_BYTES, "bytes");
  await bench.startBroker();
  // Else the outbox was not full, whatever was measured.
  await bench.stored.first(({ node }) => node.dropped > 0);
}

async function tellBoots(bench: EspruinoBench): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < BOOTS; i++) {
    await bench.board.powerOff();
    const boot = Math.max(0, ...bench.stored.all().map((report) => report.boot));
    const startedMs = Date.now();
    await bench.board.powerOn();
    await bench.stored.first((report) => report.boot > boot);
    times.push(Date.now() - startedMs);
  }
  tell(`power to first stored report, best of ${BOOTS}`, Math.min(...times), BOOT_MS_MAX, "ms");
}

async function tellOnInterpreter(executable: string): Promise<void> {
  const shimVars = await standInVars(28_840);
  const bench = new EspruinoBench({
    id: "budgets",
    mqttPort: 28_841,
    settings: { serialBaud: 9600, climateSensor: 40, supplyFullScaleMv: 10_000, hasBuzzer: true },
  });
  try {
    await bench.open();
    await bench.board.powerOn();
    await tellMemory(bench, shimVars);
    await tellBoots(bench);
    const lengths = bench.stored.all().map((report) => JSON.stringify(report).length + TAIL_LENGTH);
    tell("longest report of this run", Math.max(...lengths), REPORT_BYTES_MAX, "bytes");
  } finally {
    await bench.close();
  }
  const until = /HMAC ([\d.]+) ms/;
  const run = { binary: executable, entry: "hmac-entry.ts", until, timeoutMs: 60_000 };
  const ms = Number(until.exec(await runScript(run))?.[1]);
  tell("mac of a report", Math.round(ms * 100) / 100, HMAC_MS_MAX, "ms");
}

async function main(): Promise<void> {
  await tellSizes();
  if (binary) await tellOnInterpreter(binary);
  else console.log("Memory, stack and times: set ESPRUINO to an Espruino binary for Linux.");
  process.exit(broken === 0 ? 0 : 1);
}

void main();
