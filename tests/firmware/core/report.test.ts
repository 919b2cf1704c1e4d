/** The report on the wire: what the broker accepts, in the design's order, in 700 bytes. */
import { describe, expect, test } from "vitest";
import { unobserved } from "../../../firmware/core/cabinet";
import { createKeyedHash } from "../../../firmware/core/keyed-hash";
import { type ReportParts, reportBody } from "../../../firmware/core/report";
import { DEVICE_FAULT_CODES } from "../../../protocol/faults";
import { sealFrame } from "../../../protocol/frame";
import { readReport } from "../../../protocol/host/schemas";
import { COUNTER_MAX, DUE_S_MAX, REPORT_BYTES_MAX } from "../../../protocol/limits";
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
    pads: "ok",
    indicator: "ready",
    battery: "ok",
    method: "status-light",
    confirmedS: 86_394.7,
  },
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
      '{"result":"not-sensed"},"battery":{"state":"ok"},"pads":{"state":"ok"}},' +
      '"cabinet":{"door":"open"},"node":{"firmware":"0.1.0","config":3,"freeVars":2000,' +
      '"freeVarsMin":1900,"reset":"unplanned","dropped":0,"rssiDbm":-61},"faults":[]}',
  );
});

describe("what the broker accepts", () => {
  test.each<[string, ReportParts]>([
    ["a healthy cabinet", healthy],
    ["nothing observed, clock not synced", { ...healthy, at: 0, cabinet: unobserved(0) }],
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

test("the longest report there can be fits the wire, sealed", () => {
  const id = "a".repeat(32);
  const body = reportBody({
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
      pads: "not-sensed",
      indicator: "not-sensed",
      battery: "not-sensed",
      method: "status-light",
      confirmedS: COUNTER_MAX,
    },
    node: {
      firmware: "99.99.99",
      config: COUNTER_MAX,
      freeVars: 16_383,
      freeVarsMin: 16_383,
      reset: "software-error",
      dropped: COUNTER_MAX,
      rssiDbm: -128,
    },
    faults: [...DEVICE_FAULT_CODES],
  });
  const { authenticate } = createKeyedHash(nodeCrypto, "ab".repeat(32));

  const payload = sealFrame(topicOf(id, "report"), body, authenticate);

  expect(payload.length).toBeLessThanOrEqual(REPORT_BYTES_MAX);
});
