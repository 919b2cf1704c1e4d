/** The AED's status port: which lines are believed, and that no damaged one ever is. */
import { crc32 } from "node:zlib";
import { beforeEach, describe, expect, test } from "vitest";
import type { AedDriver, SerialFinding } from "../../../firmware/drivers/aed-driver";
import { createSerialStatus, LINE_LENGTH_MAX } from "../../../firmware/drivers/serial-status";
import { ManualClock, nodeCrypto } from "../fake-board";
import { createChance, SEEDS } from "./noise";

const PERIOD_MS = 60_000;
const FULL =
  "AED,1,indicator=ready,battery=ok,percent=97,pads=ok,selftest=pass,age=33366,code=0,period=60";

let clock: ManualClock;
let driver: AedDriver;
let receive: (bytes: string) => void;
let baud: number;
let findings: SerialFinding[];
beforeEach(() => {
  clock = new ManualClock();
  findings = [];
  const port = {
    open(wanted: number, listener: (bytes: string) => void): void {
      baud = wanted;
      receive = listener;
    },
  };
  driver = createSerialStatus({ port, baud: 9600, clock, crc32: nodeCrypto.crc32 });
  driver.start((finding) => {
    if (finding.kind === "serial") findings.push(finding);
  });
});

function lineOf(content: string): string {
  const crc = crc32(Buffer.from(content, "latin1")).toString(16).toUpperCase().padStart(8, "0");
  return `$${content}*${crc}\r\n`;
}
const last = () => findings.at(-1);
const isGood = (finding: SerialFinding) =>
  [finding.indicator, finding.battery, finding.pads, finding.selfTest].some((value) =>
    ["ready", "ok", "pass"].includes(value),
  );
/** What the line `AED,1,<pairs>` is understood as. */
function read(pairs: string): SerialFinding | undefined {
  receive(lineOf(`AED,1,${pairs}`));
  return last();
}

describe("a line", () => {
  test("tells all that the AED knows", () => {
    clock.advance(40_000_000);
    receive(lineOf(FULL));

    expect(last()).toEqual({
      kind: "serial",
      indicator: "ready",
      battery: "ok",
      percent: 97,
      pads: "ok",
      selfTest: "pass",
      selfTestS: 40_000 - 33_366,
      code: "0",
      confirmedS: 40_000,
      isLapsed: false,
    });
    expect(baud).toBe(9600);
  });

  test.each([
    ["$AED,1,indicator=ready,battery=ok,percent=97,pads=ok,selftest=pass,age=33366*", "ready"],
    ["$AED,1,indicator=fault,battery=replace,percent=4,selftest=fail,age=120,code=E17*", "fault"],
  ])("of the protocol's description is understood: %s", (start, indicator) => {
    const example = EXAMPLES.find((line) => line.startsWith(start));
    receive(`${example}\r\n`);

    expect(last()).toMatchObject({ indicator });
  });

  test("that leaves a key out does not sense that check", () => {
    expect(read("battery=low")).toMatchObject({
      indicator: "not-sensed",
      battery: "low",
      percent: undefined,
      pads: "not-sensed",
      selfTest: "not-sensed",
      selfTestS: undefined,
    });
  });

  test.each([
    ["indicator=Ready"],
    ["indicator=ready "],
    ["indicator="],
    ["indicator=ready|fault"],
    ["indicator=unknown"],
    ["indicator=ready,indicator=ready"],
    ["indicator=fault,indicator=ready"],
  ])("with a value it does not know is unknown: %s", (pairs) => {
    expect(read(pairs)).toMatchObject({ indicator: "unknown" });
  });

  test("with keys it does not know is understood for the rest", () => {
    expect(read("colour=red,pads=ok,xpads=disconnected")).toMatchObject({ pads: "ok" });
  });

  test.each(["101", "-1", "07", "9x", "", "1e1", "5.5"])(
    "with %s percent tells none",
    (percent) => {
      expect(read(`battery=ok,percent=${percent}`)).toMatchObject({ percent: undefined });
    },
  );

  test("with an error code is a fault, whatever the indicator says", () => {
    expect(read("indicator=ready,code=E17")).toMatchObject({ indicator: "fault", code: "E17" });
    expect(read("indicator=ready,code=0")).toMatchObject({ indicator: "ready" });
    expect(read("indicator=ready,code=")).toMatchObject({ indicator: "fault" });
  });

  test("with a self-test of an impossible age has no time for it", () => {
    expect(read("selftest=pass,age=31622401")).toMatchObject({ selfTestS: undefined });
  });
});

describe("not believed is", () => {
  test.each<[string, string]>([
    ["a wrong checksum", lineOf(FULL).replace("97", "98")],
    ["a checksum in small letters", lineOf(FULL).toLowerCase().replace("aed", "AED")],
    ["another version", lineOf(FULL.replace("AED,1,", "AED,2,"))],
    ["another sender", lineOf(FULL.replace("AED,1,", "GPS,1,"))],
    ["a line without carriage return", lineOf(FULL).replace("\r", "")],
    ["a line without its dollar", lineOf(FULL).slice(1)],
    ["a line that is too long", lineOf(`AED,1,pads=ok,x=${"a".repeat(LINE_LENGTH_MAX)}`)],
    ["an empty line", "$\r\n"],
    ["a line that never ends", lineOf(FULL).slice(0, -1)],
  ])("%s", (_name, bytes) => {
    receive(bytes);

    expect(findings.length).toBe(1);
  });

  test("the longest line is still believed", () => {
    const shell = lineOf("AED,1,pads=ok,x=").length;
    receive(lineOf(`AED,1,pads=ok,x=${"a".repeat(LINE_LENGTH_MAX - shell)}`));
    expect(last()).toMatchObject({ pads: "ok" });
    receive(lineOf(`AED,1,pads=disconnected,x=${"a".repeat(LINE_LENGTH_MAX - shell - 9)}`));

    expect(last()).toMatchObject({ pads: "ok" });
  });
});

describe("in pieces", () => {
  test("every cut of a line gives the same", () => {
    const line = lineOf(FULL);
    for (let cut = 0; cut <= line.length; cut++) {
      findings = [];
      receive(line.slice(0, cut));
      receive(line.slice(cut));
      expect(findings.length, `cut at ${cut}`).toBe(1);
      expect(last()).toMatchObject({ indicator: "ready", percent: 97 });
    }
  });

  test("byte by byte, and several lines at once", () => {
    for (const byte of lineOf(FULL)) receive(byte);
    receive(lineOf(FULL) + lineOf("AED,1,pads=disconnected") + lineOf("AED,1,pads=ok"));

    expect(findings.map(({ pads }) => pads)).toEqual(["unknown", "ok", "ok", "disconnected", "ok"]);
  });

  test("a line that was cut off is forgotten when the next begins", () => {
    receive(lineOf(FULL).slice(0, 30) + lineOf("AED,1,pads=disconnected"));

    expect(findings.map(({ pads }) => pads)).toEqual(["unknown", "disconnected"]);
  });

  test("rubbish of any length takes no memory and hides no line", () => {
    for (let i = 0; i < 1000; i++) receive("x".repeat(500));
    receive(`$${"y".repeat(100_000)}`);
    receive("\n".repeat(10_000) + "$".repeat(10_000));
    receive(lineOf("AED,1,pads=disconnected"));

    expect(findings.map(({ pads }) => pads)).toEqual(["unknown", "disconnected"]);
  });

  test("the beginning of a line of the AED before is no part of one of the AED that came", () => {
    const line = lineOf(FULL);
    receive(line.slice(0, 40));
    driver.restart();
    receive(line.slice(40));

    expect(findings.filter(isGood)).toEqual([]);
  });
});

describe("damage", () => {
  test.each(SEEDS)("no damaged line is ever believed, seed %i", (seed) => {
    const chance = createChance(seed);
    const sent = lineOf(FULL);
    for (let i = 0; i < 400; i++) {
      const bytes = Buffer.from(sent, "latin1");
      const flips = 1 + Math.floor(4 * chance());
      for (let flip = 0; flip < flips; flip++) {
        const at = Math.floor(bytes.length * chance());
        bytes[at] = bytes[at]! ^ (1 << Math.floor(8 * chance()));
      }
      const damaged = bytes.toString("latin1");
      findings = [];
      receive(damaged);
      if (damaged !== sent) expect(findings, JSON.stringify(damaged)).toEqual([]);
    }
  });

  test.each(SEEDS)("no noise is ever good, seed %i", (seed) => {
    const chance = createChance(seed);
    const pieces = ["$AED,1,", "indicator=ready", "battery=ok", ",", "*", "\r\n", "$", "00000000"];
    for (let i = 0; i < 3000; i++) {
      const piece = pieces[Math.floor(2 * pieces.length * chance())];
      receive(piece ?? String.fromCharCode(Math.floor(256 * chance())));
    }

    expect(findings.filter(isGood)).toEqual([]);
  });
});

describe("evidence", () => {
  const unknown = {
    indicator: "unknown",
    battery: "unknown",
    pads: "unknown",
    selfTest: "unknown",
  };

  test("is not there before the first line, and lapses when none comes", () => {
    expect(last()).toMatchObject({ ...unknown, isLapsed: false });
    clock.advance(3 * PERIOD_MS - 1);
    expect(findings.length).toBe(1);
    clock.advance(1);

    expect(last()).toMatchObject({ ...unknown, isLapsed: true });
  });

  test("lapses after three periods without a line", () => {
    receive(lineOf("AED,1,indicator=ready,selftest=pass"));
    clock.advance(3 * PERIOD_MS - 1);
    expect(last()).toMatchObject({ indicator: "ready" });
    clock.advance(1);

    expect(last()).toMatchObject({ ...unknown, confirmedS: undefined, isLapsed: true });
  });

  test.each([
    ["an announced period counts", "120", 360_000],
    ["a period over the limit does not", "901", 180_000],
    ["a period of nothing does not", "0", 180_000],
  ])("%s", (_name, period, lapseMs) => {
    read(`indicator=ready,period=${period}`);
    clock.advance(lapseMs - 1);
    expect(last()).toMatchObject({ indicator: "ready" });
    clock.advance(1);

    expect(last()).toMatchObject({ indicator: "unknown", isLapsed: true });
  });

  test("is not prolonged by damaged lines", () => {
    receive(lineOf(FULL));
    for (let i = 0; i < 3; i++) {
      clock.advance(PERIOD_MS);
      receive(lineOf(FULL).replace("97", "96"));
    }

    expect(last()).toMatchObject({ ...unknown, isLapsed: true });
  });

  test("of the AED before is forgotten", () => {
    receive(lineOf(FULL));
    driver.restart();

    expect(last()).toMatchObject({ ...unknown, percent: undefined, isLapsed: false });
  });
});

/** The two lines in the description of the protocol. */
const EXAMPLES: readonly string[] = [
  "$AED,1,indicator=ready,battery=ok,percent=97,pads=ok,selftest=pass,age=33366*09E14C69",
  "$AED,1,indicator=fault,battery=replace,percent=4,selftest=fail,age=120,code=E17*07B1B038",
];
