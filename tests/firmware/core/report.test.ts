/** The report on the wire: what the broker accepts, in the design's order, in 700 bytes. */
import { describe, expect, test } from "vitest";
import { unobserved } from "../../../firmware/core/cabinet";
import { createKeyedHash } from "../../../firmware/core/keyed-hash";
import { powerOf, type ReportParts, reportBody } from "../../../firmware/core/report";
import { DEVICE_FAULT_CODES } from "../../../protocol/faults";
import { sealFrame } from "../../../protocol/frame";
import { readReport } from "../../../protocol/host/schemas";
import {
  COUNTER_MAX,
  DUE_S_MAX,
  REPORT_BYTES_MAX,
  REPORT_FAULTS_MAX,
} from "../../../protocol/limits";
import { topicOf } from "../../../protocol/topics";
import { nodeCrypto } from "../fake-board";

const healthy: ReportParts = {
  id: "anyang-0042",
  boot: 17,
  seq: 311,
  at: 1_795_333_366,
  upS: 86_400,
  why: "door-opened",
  dueS: 900,
  isSimulated: false,
  cabinet: {
    door: "open",
    present: true,
    removals: 2,
    padsContact: "ok",
    light: "ready",
    lightBattery: "ok",
    lightS: 86_394.7,
  },
  power: undefined,
  node: {
    firmware: "0.1.0",
    config: 3,
    freeVars: 2000,
    freeVarsMin: 1900,
    reset: "unplanned",
    dropped: 0,
    rssiDbm: -61,
  },
  faults: [],
};

test("a report reads exactly like this", () => {
  expect(reportBody(healthy)).toBe(
    '{"v":1,"id":"anyang-0042","boot":17,"seq":311,"at":1795333366,"clock":"synced",' +
      '"upS":86400,"why":"door-opened","dueS":900,"aed":{"present":true,"removals":2,' +
      '"indicator":{"state":"ready","method":"status-light","at":1795333360},"selfTest":' +
      '{"result":"not-sensed"},"battery":{"state":"ok","method":"status-light"},' +
      '"pads":{"state":"ok","method":"contact"}},' +
      '"cabinet":{"door":"open"},"node":{"firmware":"0.1.0","config":3,"freeVars":2000,' +
      '"freeVarsMin":1900,"reset":"unplanned","dropped":0,"rssiDbm":-61},"faults":[]}',
  );
});

/** Everything that can be sensed, by the status port where it can. */
const full: ReportParts = {
  ...healthy,
  cabinet: {
    ...healthy.cabinet,
    portIndicator: "ready",
    portBattery: "ok",
    portPads: "ok",
    portS: 86_390,
    percent: 97,
    selfTest: "pass",
    selfTestS: 53_034,
    temperatureC: 21.5,
    humidityPercent: 40,
    supplyMv: 4980,
    supply: "ok",
  },
  power: "mains",
};

test("a report of all that can be sensed reads like this", () => {
  const { aed, cabinet } = JSON.parse(reportBody(full));

  expect(aed).toEqual({
    present: true,
    removals: 2,
    indicator: { state: "ready", method: "status-light", at: 1_795_333_360 },
    selfTest: { result: "pass", method: "serial-status", at: 1_795_300_000 },
    battery: { state: "ok", method: "status-light", percent: 97 },
    pads: { state: "ok", method: "contact" },
  });
  expect(cabinet).toEqual({
    door: "open",
    temperatureC: 21.5,
    humidityPercent: 40,
    supplyMv: 4980,
    power: "mains",
  });
});

test("a self-test before 1970 by a wrong clock has no time", () => {
  const { cabinet } = full;
  const parts = { ...full, at: 100, upS: 90, cabinet: { ...cabinet, selfTestS: -20_000_000 } };

  expect(JSON.parse(reportBody(parts)).aed.selfTest).toEqual({
    result: "pass",
    method: "serial-status",
  });
});

test("power follows the settings, then the supply, and is left out when neither tells", () => {
  const onMains = { isBatteryPowered: false };
  const { cabinet } = healthy;

  expect(powerOf({ isBatteryPowered: true }, { ...cabinet, supply: "ok" })).toBe("battery");
  expect(powerOf(onMains, { ...cabinet, supply: "ok" })).toBe("mains");
  expect(powerOf(onMains, { ...cabinet, supply: "low" })).toBe("backup");
  expect(powerOf(onMains, { ...cabinet, supply: "unknown" })).toBeUndefined();
  expect(powerOf(onMains, cabinet)).toBeUndefined();
});

describe("what the broker accepts", () => {
  test.each<[string, ReportParts]>([
    ["a healthy cabinet", healthy],
    ["nothing observed, clock not synced", { ...healthy, at: 0, cabinet: unobserved(0) }],
    ["all that can be sensed", full],
    ["a simulated cabinet with a fault", { ...healthy, isSimulated: true, faults: ["memory-low"] }],
  ])("%s", (_name, parts) => {
    const body = reportBody(parts);

    expect(readReport(body)).toEqual({ value: JSON.parse(body) });
  });

  test("without a synced clock there is no time at all", () => {
    const report = JSON.parse(reportBody({ ...healthy, at: 0 }));

    expect(report).toMatchObject({ at: 0, clock: "unsynced" });
    expect(report.aed.indicator).toEqual({ state: "ready", method: "status-light" });
  });
});

describe("a report that would be too long", () => {
  const id = "a".repeat(32);
  const { authenticate } = createKeyedHash(nodeCrypto, "ab".repeat(32));
  const byLength = (a: string, b: string) => b.length - a.length;
  const faults = ["service-chirp-heard" as const, ...DEVICE_FAULT_CODES].sort(byLength);
  const longest: ReportParts = {
    id,
    boot: COUNTER_MAX,
    seq: COUNTER_MAX,
    at: 4_294_967_295,
    upS: COUNTER_MAX,
    why: "pads-disconnected",
    dueS: DUE_S_MAX,
    isSimulated: true,
    cabinet: {
      door: "not-sensed",
      present: "not-sensed",
      removals: COUNTER_MAX,
      portIndicator: "unknown",
      portBattery: "replace",
      portPads: "disconnected",
      portS: COUNTER_MAX,
      percent: 100,
      selfTest: "unknown",
      selfTestS: COUNTER_MAX,
      temperatureC: -39.9,
      humidityPercent: 99.9,
      supplyMv: 60_000,
      supply: "ok",
    },
    power: "battery",
    node: {
      firmware: "999.999.999",
      config: COUNTER_MAX,
      freeVars: 16_383,
      freeVarsMin: 16_383,
      reset: "software-error",
      dropped: COUNTER_MAX,
      rssiDbm: -128,
      rejected: COUNTER_MAX,
      mode: "trial",
    },
    faults,
  };
  const sealed = (parts: ReportParts) =>
    sealFrame(topicOf(id, "report"), reportBody(parts), authenticate);

  const unsensed: ReportParts = { ...longest, cabinet: unobserved(COUNTER_MAX) };

  test.each([
    ["with all there is", longest],
    ["with nothing sensed", unsensed],
  ])("fits the wire, sealed, %s, and the broker accepts it", (_name, parts) => {
    expect(sealed(parts).length).toBeLessThanOrEqual(REPORT_BYTES_MAX);
    expect(readReport(reportBody(parts))).toHaveProperty("value");
  });

  test("keeps its states and faults, as many as the wire allows", () => {
    const report = JSON.parse(reportBody(longest));

    expect(report.faults).toEqual(faults.slice(0, REPORT_FAULTS_MAX));
    expect(report.simulated).toBe(true);
    expect(report.aed.battery.state).toBe("replace");
    expect(report.aed.pads.state).toBe("disconnected");
  });

  test("leaves out no more than it must, the least important first", () => {
    for (let count = 0; count <= REPORT_FAULTS_MAX; count++) {
      const node = { ...longest.node, rejected: 3, dropped: 3, config: 3 };
      const short = { ...longest, id: "abc", node, faults: faults.slice(0, count) };
      const { cabinet } = JSON.parse(reportBody(short));
      if (cabinet.humidityPercent === undefined) {
        expect(sealed(short).length).toBeGreaterThan(REPORT_BYTES_MAX - 40);
      }
      expect(cabinet.temperatureC !== undefined || cabinet.humidityPercent === undefined).toBe(
        true,
      );
    }
  });

  test("changes nothing of what it was made from", () => {
    const before = JSON.stringify(longest);
    reportBody(longest);

    expect(JSON.stringify(longest)).toBe(before);
  });
});
