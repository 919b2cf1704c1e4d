/** People are told of every bad change, in the time that a working link gives. */
import { describe, expect, test } from "vitest";
import type { Defect } from "../../../simulator/cabinet/defects";
import { BadChangesAlerted } from "../../../simulator/check/bad-changes-alerted";
import type { OnViolation } from "../../../simulator/check/checker";
import type { RunEvent } from "../../../simulator/run/run-event";
import {
  ALERT_MS,
  alert,
  broker,
  cabinet,
  DAY_MS,
  HOUR_MS,
  link,
  START_MS,
  shown,
  tell,
  truth,
} from "./story";

const BAD_MS = HOUR_MS;
const DUE_MS = BAD_MS + ALERT_MS;
const online = [link("a", 0, true), shown("a", 1, "ready")];
const gone = [...online, truth("a", BAD_MS, "aed-missing")];
const MANY_DAYS_MS = 20 * DAY_MS;

async function judged(events: readonly RunEvent[], endMs = MANY_DAYS_MS) {
  const latenciesMs: number[] = [];
  const make = (onViolation: OnViolation) => {
    return new BadChangesAlerted({
      cabinets: [cabinet("a")],
      startMs: START_MS,
      onViolation,
      onAlerted: (afterMs) => latenciesMs.push(afterMs),
    });
  };
  const found = await tell(make, events, endMs);
  return { found, latenciesMs };
}

describe("told", () => {
  test("by an alert of its own, at the last moment", async () => {
    const { found, latenciesMs } = await judged([...gone, alert("a", DUE_MS, "aed-missing")]);

    expect(found).toEqual([]);
    expect(latenciesMs).toEqual([ALERT_MS]);
  });

  test.each<[string, RunEvent[]]>([
    ["not at all when it was over in time", [truth("a", DUE_MS)]],
    ["not at all when the run ends before", []],
    ["not at all without a link", [link("a", DUE_MS, false)]],
    ["not at all without a broker", [broker(DUE_MS, false)]],
  ])("%s", async (name, events) => {
    const endMs = name.endsWith("before") ? DUE_MS : MANY_DAYS_MS;

    expect((await judged([...gone, ...events], endMs)).found).toEqual([]);
  });

  test("by the same alert that still stands", async () => {
    const told = [truth("a", 5, "pads-disconnected"), alert("a", 6, "pads-disconnected")];
    const again = [truth("a", BAD_MS), truth("a", BAD_MS, "pads-disconnected")];

    expect((await judged([...online, ...told, ...again])).found).toEqual([]);
  });

  test("by what was shown of it before already", async () => {
    const before = shown("a", BAD_MS - 1, "action", { reasons: ["aed-missing"] });
    const other = shown("a", BAD_MS - 1, "action", { reasons: ["door-open"] });
    const missing = truth("a", BAD_MS, "aed-missing");

    expect((await judged([...online, before, missing])).found).toEqual([]);
    expect((await judged([...online, other, missing])).found).toHaveLength(1);
  });

  test("about what only a self-test finds, days later", async () => {
    const failing = [...online, truth("a", BAD_MS, "aed-fault")];
    const LAST_MS = DUE_MS + 8 * DAY_MS;

    expect((await judged([...failing, alert("a", LAST_MS, "indicator-fault")])).found).toEqual([]);
    expect((await judged([...failing, alert("a", LAST_MS + 1, "indicator-fault")])).found).toEqual([
      expect.objectContaining({ atMs: LAST_MS + 1 }),
    ]);
  });

  test("about an AED that was away, from its return", async () => {
    const RETURN_MS = 5 * HOUR_MS;
    const away = [...gone, alert("a", BAD_MS + 1, "aed-missing")];
    const spent = [
      truth("a", BAD_MS + 2, "aed-missing", "pads-disconnected"),
      truth("a", RETURN_MS, "pads-disconnected"),
    ];
    const tooLateMs = RETURN_MS + ALERT_MS + 1;

    const { found } = await judged([...away, ...spent]);

    expect(found.map(({ atMs }) => atMs)).toEqual([tooLateMs]);
  });
});

describe("of an AED that is not as it should be", () => {
  const atEnd = (code: string) => [alert("a", DUE_MS, code), shown("a", DUE_MS, "action")];

  test.each(["aed-unconfirmed", "sensor-vanished"])("%s tells enough", async (code) => {
    const loose = [...online, truth("a", BAD_MS, "pads-disconnected")];

    expect((await judged([...loose, ...atEnd(code)])).found).toEqual([]);
    expect((await judged([...loose, alert("a", DUE_MS, code)])).found).toHaveLength(1);
  });

  test.each<[string, Defect]>([
    ["door-open", "pads-disconnected"],
    ["supply-low", "battery-low"],
    ["sensor-vanished", "aed-missing"],
    ["indicator-unproven", "pads-expired"],
  ])("%s tells nothing of %s", async (code, defect) => {
    const bad = [...online, truth("a", BAD_MS, defect)];

    expect((await judged([...bad, ...atEnd(code)])).found).toHaveLength(1);
  });
});

describe("not told", () => {
  test.each<[string, RunEvent[]]>([
    ["1 ms too late", [alert("a", DUE_MS + 1, "aed-missing")]],
    ["never", []],
    ["by an alert while it is shown as ready", [alert("a", BAD_MS + 9, "supply-low")]],
    ["though shown, without an alert", [shown("a", BAD_MS + 9, "action")]],
  ])("%s", async (_name, events) => {
    const { found } = await judged([...gone, ...events]);

    expect(found).toMatchObject([
      { property: "bad-changes-alerted", cabinetId: "a", atMs: DUE_MS + 1 },
    ]);
  });

  test.each<[string, RunEvent[]]>([
    [
      "by an alert that is over",
      [
        alert("a", BAD_MS - 2, "aed-missing"),
        shown("a", BAD_MS - 2, "action"),
        alert("a", BAD_MS - 1, "aed-missing", true),
      ],
    ],
    ["by an alert about something before", [alert("a", BAD_MS - 1, "door-open")]],
  ])("%s", async (_name, before) => {
    const missing = truth("a", BAD_MS, "aed-missing");
    const { found } = await judged([...online, ...before, missing, shown("a", BAD_MS, "action")]);

    expect(found).toMatchObject([{ atMs: DUE_MS + 1 }]);
  });

  test("the time stands still while the link or the broker is down", async () => {
    const down = [
      link("a", BAD_MS + 1000, false),
      broker(BAD_MS + 2000, false),
      link("a", BAD_MS + HOUR_MS, true),
      broker(BAD_MS + 2 * HOUR_MS, true),
    ];
    const dueMs = DUE_MS + 2 * HOUR_MS - 1000;

    const inTime = await judged([...gone, ...down, alert("a", dueMs, "aed-missing")]);
    const late = await judged([...gone, ...down, alert("a", dueMs + 1, "aed-missing")]);

    expect(inTime.found).toEqual([]);
    expect(late.found).toMatchObject([{ atMs: dueMs + 1 }]);
  });

  test("each defect for itself", async () => {
    const both = [truth("a", BAD_MS + 5, "aed-missing", "pads-expired")];
    const { found } = await judged([...gone, alert("a", BAD_MS + 1, "aed-missing"), ...both]);

    expect(found).toEqual([]);
    const back = truth("a", BAD_MS + 9, "pads-expired");
    const returned = await judged([...gone, alert("a", BAD_MS + 1, "aed-missing"), ...both, back]);
    expect(returned.found).toHaveLength(1);
    expect(returned.found[0]!.sentence).toContain("pads-expired");
  });
});
