/** What the broker accepts: strict about shape, doubtful about words it does not know. */
import { describe, expect, test } from "vitest";
import { reasonOfReply, withKnownCodes } from "../../protocol/host/known-codes";
import { readHello, readReport, readWill, type WireReport } from "../../protocol/host/schemas";

const report: WireReport = {
  v: 1,
  id: "anyang-0042",
  boot: 17,
  seq: 311,
  at: 1795333366,
  clock: "synced",
  upS: 86400,
  why: "door-opened",
  dueS: 900,
  aed: {
    present: true,
    removals: 2,
    indicator: { state: "ready", method: "status-light", at: 1795333360 },
    selfTest: { result: "pass", at: 1795300000 },
    battery: { state: "ok", percent: 97 },
    pads: { state: "ok" },
  },
  cabinet: {
    door: "open",
    temperatureC: 21.5,
    humidityPercent: 40,
    supplyMv: 4980,
    power: "mains",
  },
  node: {
    firmware: "1.2.0",
    config: 3,
    rssiDbm: -61,
    freeVars: 9000,
    reset: "power-on",
    dropped: 0,
  },
  faults: [],
};
const problemOf = (change: object) => {
  const checked = readReport(JSON.stringify({ ...report, ...change }));
  return "problem" in checked ? checked.problem : undefined;
};

describe("report schema", () => {
  test("the design's example is a report", () => {
    expect(readReport(JSON.stringify(report))).toEqual({ value: report });
  });

  test.each([
    ["another version", { v: 2 }],
    ["a boot of 0", { boot: 0 }],
    ["a fractional seq", { seq: 1.5 }],
    ["a counter beyond 31 bits", { seq: 2147483648 }],
    ["a negative up-time", { upS: -1 }],
    ["a promise shorter than allowed", { dueS: 9 }],
    ["a promise longer than allowed", { dueS: 86401 }],
    ["a clock that is neither", { clock: "guessed" }],
    ["an extra member", { ready: true }],
    ["an extra member inside", { aed: { ...report.aed, ready: true } }],
    ["faults that are no list", { faults: "none" }],
    ["more faults than allowed", { faults: new Array(9).fill("memory-low") }],
    ["a presence that is a number", { aed: { ...report.aed, present: 1 } }],
    ["a code with a line break", { why: "boot\nfake" }],
    ["a count of refusals below 0", { node: { ...report.node, rejected: -1 } }],
    ["simulated: false, which only a liar would send", { simulated: false }],
  ])("%s is refused with a sentence", (_name, change) => {
    expect(problemOf(change)).toMatch(/\S/);
  });

  test.each(Object.keys(report))("a report without %s is refused", (name) => {
    expect(problemOf({ [name]: undefined })).toMatch(/\S/);
  });

  test("text that is not JSON is refused", () => {
    expect(readReport("{")).toEqual({ problem: "it is not JSON" });
  });
});

describe("words this version does not know", () => {
  test("unknown states are read as unknown, never as good", () => {
    const known = withKnownCodes({
      ...report,
      aed: {
        present: "maybe",
        indicator: { state: "sparkling" },
        selfTest: { result: "passed" },
        battery: { state: "good" },
        pads: { state: "fine" },
      },
      cabinet: { door: "ajar" },
      faults: ["flux-low", "memory-low"],
    });

    expect(known.aed).toEqual({
      present: "unknown",
      indicator: { state: "unknown" },
      selfTest: { result: "unknown" },
      battery: { state: "unknown" },
      pads: { state: "unknown" },
    });
    expect(known.cabinet.door).toBe("unknown");
    expect(known.faults).toEqual(["unknown-fault", "memory-low"]);
  });

  test("known states pass unchanged", () => {
    expect(withKnownCodes(report)).toEqual(report);
    const seen = { ...report.aed, battery: { state: "ok", method: "serial-status" } };
    const node = { ...report.node, rejected: 3, mode: "trial" };
    const why = "requested";
    expect(withKnownCodes({ ...report, why, aed: seen, node })).toMatchObject({ aed: seen, node });
  });

  test("what was seen in a way this version does not know proves nothing good", () => {
    const method = "guess";
    const { aed } = withKnownCodes({
      ...report,
      aed: {
        present: true,
        indicator: { state: "ready", method },
        selfTest: { result: "pass", method },
        battery: { state: "ok", method },
        pads: { state: "disconnected", method },
      },
    });

    expect(aed.indicator.state).toBe("unknown");
    expect(aed.selfTest.result).toBe("unknown");
    expect(aed.battery.state).toBe("unknown");
    expect(aed.pads.state).toBe("disconnected");
  });

  test("words that only inform are left out", () => {
    const node = { ...report.node, mode: "turbo" };
    const cabinet = { ...report.cabinet, power: "fusion" };
    const read = withKnownCodes({ ...report, node, cabinet });

    expect(read.node).not.toHaveProperty("mode");
    expect(read.cabinet).not.toHaveProperty("power");
  });

  test("why a device refused is a known reason or an unknown one, never none", () => {
    const reply = { v: 1, id: "abc", boot: 1, n: 1, result: "refused" } as const;

    expect(reasonOfReply({ ...reply, reason: "expired" })).toBe("expired");
    expect(reasonOfReply({ ...reply, reason: "moody" })).toBe("unknown-reason");
    expect(reasonOfReply(reply)).toBe("unknown-reason");
    expect(reasonOfReply({ ...reply, result: "done" })).toBeNull();
  });
});

describe("will and hello", () => {
  test("a will and a hello of the right shape are accepted", () => {
    expect(readWill('{"v":1,"id":"abc","boot":1,"n":2}')).toHaveProperty("value");
    expect(readHello('{"v":1,"id":"abc","nonce":"AbCdEfGhIjKlMn_-"}')).toHaveProperty("value");
  });

  test.each(["short", "AbCdEfGhIjKlMn_-x", "AbCdEfGhIjKlMn=="])("nonce %s is refused", (nonce) => {
    expect(readHello(JSON.stringify({ v: 1, id: "abc", nonce }))).toHaveProperty("problem");
  });
});
