/**
 * Reads the status port of an AED or OEM module: lines of text, each with a checksum and all that
 * the AED knows of itself. The protocol is ours and described in docs/serial-status.md. Only a
 * whole line with the right checksum is believed, and only for as long as the next one is due.
 */
import type { ByteString } from "../../protocol/frame";
import type { BatteryState, PadsState, SelfTestResult } from "../../protocol/report";
import type { Clock } from "../hal/clock";
import type { SerialPort } from "../hal/serial-port";
import type { AedDriver, FindingListener, SerialFinding } from "./aed-driver";

/** Longest line from `$` to its line feed, in bytes; a longer one is dropped. */
export const LINE_LENGTH_MAX = 160;
/** Lines are expected this often, in seconds, unless they announce another period. */
export const SERIAL_PERIOD_S = 60;
/** Longest period that a line may announce, in seconds; another is ignored. */
export const SERIAL_PERIOD_S_MAX = 900;
/** Evidence lasts this many periods after the line that brought it. */
export const SERIAL_EVIDENCE_PERIODS = 3;
/** Oldest self-test that a line may tell of, in seconds: a year. */
export const SELF_TEST_AGE_S_MAX = 31622400;
/** Length of `*`, eight digits of checksum and carriage return. */
const TAIL_LENGTH = 10;
/** Begins every line of this version of the protocol, after its `$`. */
const HEAD = "AED,1,";

export interface SerialStatusOptions {
  readonly port: SerialPort;
  readonly baud: number;
  readonly clock: Clock;
  /** CRC-32 of IEEE 802.3, unsigned. */
  readonly crc32: (bytes: ByteString) => number;
}

interface StatusLine {
  readonly finding: SerialFinding;
  readonly periodS: number;
}

/** What a line says whose checksum was right, without `$` and checksum. */
function statusOf(content: ByteString, nowS: number): StatusLine {
  // The interpreter's indexOf also finds the beginning of a word at the very end of a text.
  const text = content + ",\n";
  /** The value of a key; undefined when it is left out, "" when it is there twice. */
  function textOf(key: string): string | undefined {
    const start = "," + key + "=";
    const at = text.indexOf(start);
    if (at < 0) return undefined;
    const from = at + start.length;
    if (text.indexOf(start, from - 1) >= 0) return "";
    return text.substring(from, text.indexOf(",", from));
  }
  function wordOf(key: string, known: readonly string[]): string {
    const value = textOf(key);
    if (value === undefined) return "not-sensed";
    return known.indexOf(value) >= 0 ? value : "unknown";
  }
  function numberOf(key: string, max: number): number | undefined {
    const value = textOf(key);
    const number = parseInt("" + value, 10);
    return "" + number === value && number >= 0 && number <= max ? number : undefined;
  }
  const code = textOf("code");
  const hasError = code !== undefined && code !== "0";
  const ageS = numberOf("age", SELF_TEST_AGE_S_MAX);
  return {
    finding: {
      kind: "serial",
      // An AED that tells of an error is not ready, whatever else it says.
      indicator: hasError
        ? "fault"
        : (wordOf("indicator", ["ready", "fault"]) as SerialFinding["indicator"]),
      battery: wordOf("battery", ["ok", "low", "replace"]) as BatteryState,
      percent: numberOf("percent", 100),
      pads: wordOf("pads", ["ok", "disconnected"]) as PadsState,
      selfTest: wordOf("selftest", ["pass", "fail"]) as SelfTestResult,
      selfTestS: ageS === undefined ? undefined : nowS - ageS,
      code: code,
      confirmedS: nowS,
      isLapsed: false,
    },
    periodS: numberOf("period", SERIAL_PERIOD_S_MAX) || SERIAL_PERIOD_S,
  };
}

interface LineReader {
  receive(bytes: ByteString): void;
  /** Forgets the beginning of a line. */
  reset(): void;
}

/** Finds the lines in what comes in pieces; `onLine` gets them without `$` and line feed. */
function createLineReader(onLine: (line: ByteString) => void): LineReader {
  /** Begins with the `$` of a line that is not whole yet, or is empty. */
  let pending = "";

  /** `piece` has no line feed. Rubbish and torn lines end at the next `$`. */
  function gather(piece: ByteString): void {
    let start = -1;
    for (let at = piece.indexOf("$"); at >= 0; at = piece.indexOf("$", at + 1)) start = at;
    if (start >= 0) pending = piece.substring(start);
    else if (pending !== "") pending += piece;
    if (pending.length >= LINE_LENGTH_MAX) pending = "";
  }

  /** No array of lines: a flood of line feeds must not take the memory. */
  function receive(bytes: ByteString): void {
    let from = 0;
    for (let end = bytes.indexOf("\n"); end >= 0; end = bytes.indexOf("\n", from)) {
      gather(bytes.substring(from, end));
      if (pending !== "") onLine(pending.substring(1));
      pending = "";
      from = end + 1;
    }
    gather(bytes.substring(from));
  }
  return {
    receive: receive,
    reset: function () {
      pending = "";
    },
  };
}

export function createSerialStatus(options: SerialStatusOptions): AedDriver {
  const clock = options.clock;
  let report: FindingListener | undefined;
  const reader = createLineReader(take);

  function tellNothing(isLapsed: boolean): void {
    if (!report) return;
    report({
      kind: "serial",
      indicator: "unknown",
      battery: "unknown",
      percent: undefined,
      pads: "unknown",
      selfTest: "unknown",
      selfTestS: undefined,
      code: undefined,
      confirmedS: undefined,
      isLapsed: isLapsed,
    });
  }

  function expectLine(periodS: number): void {
    const waitMs = SERIAL_EVIDENCE_PERIODS * periodS * 1000;
    clock.after("serial", waitMs, () => tellNothing(true));
  }

  /** Four digits, because the interpreter's own numbers in base 16 are signed above 31 bits. */
  function hex(number: number): string {
    return (65536 + number).toString(16).substring(1).toUpperCase();
  }

  /** `line` comes without `$` and line feed. */
  function take(line: ByteString): void {
    const content = line.substring(0, line.length - TAIL_LENGTH);
    const crc = options.crc32(content);
    const low = crc % 65536;
    const digits = hex(((crc - low) / 65536) | 0) + hex(low);
    const isOurs = content.substring(0, HEAD.length) === HEAD;
    if (content + "*" + digits + "\r" !== line || !isOurs) return;
    const status = statusOf(content, clock.uptimeMs() / 1000);
    expectLine(status.periodS);
    if (report) report(status.finding);
  }

  function restart(): void {
    reader.reset();
    expectLine(SERIAL_PERIOD_S);
    tellNothing(false);
  }
  return {
    start: function (listener) {
      report = listener;
      options.port.open(options.baud, reader.receive);
      restart();
    },
    check: function () {},
    restart: restart,
  };
}
