/** Expiry dates: calendar days in the site's own zone, good to their last second. */
import { describe, expect, test } from "vitest";
import { dateAt, endOfDayMs, isCalendarDate, isTimeZone } from "../../../broker/readiness/calendar";
import { applyReport } from "../../../broker/readiness/facts";
import { status } from "../../../broker/readiness/status";
import { sampleReport } from "../support/sample-report";
import { RULES, situation, verdict } from "./situations";

/** The verdict on a cabinet that has just reported in good order at an instant. */
function verdictAt(isoInstant: string, rules: Partial<typeof RULES>): string {
  const nowMs = Date.parse(isoInstant);
  const facts = applyReport(undefined, sampleReport(nowMs / 1000), nowMs);
  const { value, reasons } = status({
    ...situation(),
    facts,
    nowMs,
    rules: { ...RULES, ...rules },
  });
  return [value, ...reasons.map(({ code }) => code)].join(" ");
}

describe("the last good day ends at midnight in the site's zone", () => {
  test.each([
    ["23:59 in Seoul", "2026-11-30T23:59:59+09:00", "ready"],
    ["00:00 in Seoul", "2026-12-01T00:00:00+09:00", "action pads-expired"],
    ["00:01 in Seoul", "2026-12-01T00:01:00+09:00", "action pads-expired"],
    ["00:00 in London, while it is morning in Seoul", "2026-11-30T00:00:00Z", "ready"],
  ])("%s", (_name, instant, expected) => {
    expect(verdictAt(instant, { padsExpireOn: "2026-11-30" })).toBe(expected);
  });

  test.each([
    ["31 December", "2027-12-31", "2027-12-31T23:59:59+09:00", "2028-01-01T00:00:00+09:00"],
    ["29 February", "2028-02-29", "2028-02-29T23:59:59+09:00", "2028-03-01T00:00:00+09:00"],
  ])("%s", (_name, padsExpireOn, lastInstant, firstInstant) => {
    const later = { batteryExpireOn: "2033-01-01" };

    expect(verdictAt(lastInstant, { padsExpireOn, ...later })).toBe("ready");
    expect(verdictAt(firstInstant, { padsExpireOn, ...later })).toBe("action pads-expired");
  });

  test("the answer before midnight is valid no longer than to midnight", () => {
    const nowMs = Date.parse("2026-11-30T23:59:00+09:00");
    const facts = applyReport(undefined, sampleReport(nowMs / 1000), nowMs);
    const rules = { ...RULES, bodyExpireOn: "2026-11-30" };

    const { validUntilMs } = status({ ...situation(), facts, nowMs, rules });

    expect(new Date(validUntilMs).toISOString()).toBe("2026-11-30T15:00:00.000Z");
  });
});

test.each([
  ["pads", { padsExpireOn: "2026-11-23" }, "action pads-expired"],
  ["battery", { batteryExpireOn: "2026-11-23" }, "action battery-expired"],
  ["body", { bodyExpireOn: "2026-11-23" }, "action body-expired"],
  ["pads unknown", { padsExpireOn: null }, "unknown pads-date-unknown"],
  ["battery unknown", { batteryExpireOn: null }, "unknown battery-date-unknown"],
  ["body unknown", { bodyExpireOn: null }, "unknown body-date-unknown"],
])("each part has its date: %s", (_name, rules, expected) => {
  expect(verdict({ rules })).toBe(expected);
});

test("a date that has passed needs action even while the cabinet is silent", () => {
  expect(verdict({ facts: undefined, rules: { padsExpireOn: "2026-11-23" } })).toBe(
    "action pads-expired never-seen",
  );
});

describe("the end of a day", () => {
  test.each([
    ["Seoul", "2026-11-30", "Asia/Seoul", "2026-11-30T15:00:00.000Z"],
    ["UTC", "2026-11-30", "UTC", "2026-12-01T00:00:00.000Z"],
    ["New York in winter", "2026-11-30", "America/New_York", "2026-12-01T05:00:00.000Z"],
    [
      "New York on the day clocks go forward",
      "2026-03-08",
      "America/New_York",
      "2026-03-09T04:00:00.000Z",
    ],
    ["Kathmandu", "2026-11-30", "Asia/Kathmandu", "2026-11-30T18:15:00.000Z"],
    ["Kiritimati", "2026-11-30", "Pacific/Kiritimati", "2026-11-30T10:00:00.000Z"],
    ["Pago Pago", "2026-11-30", "Pacific/Pago_Pago", "2026-12-01T11:00:00.000Z"],
    [
      "Beirut, where midnight itself is skipped",
      "2022-03-26",
      "Asia/Beirut",
      "2022-03-26T22:00:00.000Z",
    ],
    [
      "Apia, where the next day is skipped",
      "2011-12-29",
      "Pacific/Apia",
      "2011-12-30T10:00:00.000Z",
    ],
  ])("%s", (_name, date, timeZone, expected) => {
    expect(new Date(endOfDayMs(date, timeZone)).toISOString()).toBe(expected);
  });

  test("is the first instant at which the wall shows another date", () => {
    const endMs = endOfDayMs("2026-02-28", "Asia/Seoul");

    expect(dateAt(endMs - 1, "Asia/Seoul")).toBe("2026-02-28");
    expect(dateAt(endMs, "Asia/Seoul")).toBe("2026-03-01");
  });
});

test.each([
  ["2028-02-29", true],
  ["2026-02-29", false],
  ["2026-12-31", true],
  ["2026-12-32", false],
  ["2026-00-10", false],
  ["2026-1-1", false],
  ["20261101", false],
  ["", false],
])("%s is a calendar date: %s", (text, expected) => {
  expect(isCalendarDate(text)).toBe(expected);
});

test("a zone nobody knows is none", () => {
  expect(isTimeZone("Asia/Seoul")).toBe(true);
  expect(isTimeZone("Asia/Anyang")).toBe(false);
});

test.each(["+09:00", "Mars/Olympus", ""])("a date in the time zone %j is not known", (timeZone) => {
  expect(verdict({ rules: { timeZone } })).toBe(
    "unknown pads-date-unknown battery-date-unknown body-date-unknown",
  );
});
