/** One AED as a thing: its battery over the years, its self-tests, its dates. */
import { describe, expect, test } from "vitest";
import { AED_BEHAVIOURS } from "../../../simulator/cabinet/aed-models";
import { AedUnit, type AedUnitOptions } from "../../../simulator/cabinet/aed-unit";

const START_MS = Date.parse("2026-01-10T09:00:00+09:00");
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const YEAR_MS = 365.25 * DAY_MS;

function createUnit(aedModelId: string, given: Partial<AedUnitOptions> = {}): AedUnit {
  return new AedUnit({ aedModelId, nowMs: START_MS, serial: "A-1", ...given });
}

/** When the unit's next changes come, as far as asked for. */
function lowAfterYears(unit: AedUnit, temperatureC: number): number {
  unit.moveTo(START_MS, () => temperatureC);
  const atMs = unit.nextChangeMs(START_MS, 20 * YEAR_MS);
  expect(unit.isBatteryLow(atMs! - MINUTE_MS)).toBe(false);
  expect(unit.isBatteryLow(atMs!)).toBe(true);
  return (atMs! - START_MS) / YEAR_MS;
}

describe("the battery", () => {
  test.each([5, 25, 40])("falls and never rises in three years at %i °C", (temperatureC) => {
    const unit = createUnit("onsite");
    unit.moveTo(START_MS, () => temperatureC);

    const charges = Array.from({ length: 37 }, (_, month) =>
      unit.charge(START_MS + (month * YEAR_MS) / 12),
    );

    expect(charges[0]).toBe(1);
    expect(charges.every((charge, month) => month === 0 || charge < charges[month - 1]!)).toBe(
      true,
    );
    expect(charges[36]).toBeGreaterThan(0.1);
  });

  test.each(AED_BEHAVIOURS)("of $id lasts as long as its model's at 25 °C", (model) => {
    expect(lowAfterYears(createUnit(model.id), 25)).toBeCloseTo(model.batteryLifeYears, 1);
  });

  test("lasts longer in the cool and shorter in heat, but not by orders", () => {
    const [cool, warm, hot] = [5, 25, 40].map((c) => lowAfterYears(createUnit("onsite"), c));

    expect(cool).toBeGreaterThan(warm! + 0.1);
    expect(hot).toBeLessThan(warm! - 0.3);
    expect(hot).toBeGreaterThan(warm! / 2);
  });

  test("is the same however often it is looked at", () => {
    const [watched, left] = [createUnit("onsite"), createUnit("onsite")];
    const warmth = (ms: number) => 15 + 10 * Math.sin(ms / DAY_MS);
    for (const unit of [watched, left]) unit.moveTo(START_MS, warmth);

    for (let hour = 0; hour < 100 * 24; hour += 5) watched.charge(START_MS + hour * HOUR_MS);

    const endMs = START_MS + 100 * DAY_MS;
    expect(watched.charge(endMs)).toBe(left.charge(endMs));
  });

  test("that is low warns for weeks; then the AED is dark and mute", () => {
    const unit = createUnit("onsite");
    unit.drainBattery(START_MS);

    const later = (days: number) => unit.shows(START_MS + days * DAY_MS);

    expect([later(1), later(21), later(60)]).toEqual(["battery-low", "battery-low", "nothing"]);
    unit.replaceBattery(START_MS + 61 * DAY_MS);
    expect(later(61)).toBe("ready");
    expect(unit.defects(START_MS + 61 * DAY_MS)).toEqual([]);
  });
});

describe("a self-test", () => {
  test("finds what is visible at its hour, not before", () => {
    const unit = createUnit("lifepak-500");
    const threeMs = Date.parse("2026-01-11T03:00:00+09:00");

    unit.failAtNextSelfTest(START_MS);

    expect(unit.defects(START_MS)).toEqual(["aed-fault"]);
    expect(unit.nextChangeMs(START_MS, 7 * DAY_MS)).toBe(threeMs);
    expect([unit.shows(threeMs - 1), unit.shows(threeMs)]).toEqual(["ready", "fault"]);
  });

  test("never finds what is hidden from it", () => {
    const unit = createUnit("onsite");

    unit.failUnseen();

    expect(unit.shows(START_MS + YEAR_MS)).toBe("ready");
    expect(unit.defects(START_MS + YEAR_MS)).toEqual(["hidden-fault"]);
  });

  test.each([
    { aedModelId: "onsite", kind: "daily", days: 1 },
    { aedModelId: "onsite", kind: "weekly", days: 7 },
    { aedModelId: "onsite", kind: "monthly", days: 28 },
    { aedModelId: "aed-3", kind: "daily", days: 7 },
    { aedModelId: "aed-plus", kind: "monthly", days: 1 },
  ] as const)("of $aedModelId: a $kind one comes within $days days", (row) => {
    const waits = ["A", "B", "C", "D", "E", "F", "G", "H"].map((serial) => {
      const unit = createUnit(row.aedModelId, { serial });
      unit.failAtNextSelfTest(START_MS, row.kind);
      const foundMs = unit.nextChangeMs(START_MS, 40 * DAY_MS)!;
      expect([unit.shows(foundMs - 1), unit.shows(foundMs)]).toEqual(["ready", "fault"]);
      return foundMs - START_MS;
    });

    expect(Math.max(...waits)).toBeLessThanOrEqual(row.days * DAY_MS);
    expect(Math.max(...waits)).toBeGreaterThan((row.days * DAY_MS) / 2);
    expect(new Set(waits).size).toBe(waits.length);
  });

  test("notices unplugged pads where the model's does, and only there", () => {
    const shown = ["aed-plus", "onsite"].map((id) => {
      const unit = createUnit(id);
      unit.connectPads(START_MS, false);
      return [unit.shows(START_MS), unit.shows(START_MS + DAY_MS)];
    });

    expect(shown).toEqual([
      ["ready", "fault"],
      ["ready", "ready"],
    ]);
  });

  test("after a repair the AED tests itself and shows that it is well", () => {
    const unit = createUnit("onsite");
    unit.failAtNextSelfTest(START_MS);
    unit.failUnseen();
    const nextDayMs = START_MS + DAY_MS;
    expect(unit.shows(nextDayMs)).toBe("fault");

    unit.repair(nextDayMs);

    expect([unit.shows(nextDayMs), unit.defects(nextDayMs)]).toEqual(["ready", []]);
  });
});

describe("what ages", () => {
  test("pads are good until their last day is over in Korea", () => {
    const unit = createUnit("onsite", { padsExpireOn: "2026-01-31" });
    const midnightMs = Date.parse("2026-02-01T00:00:00+09:00");

    expect(unit.nextChangeMs(START_MS, 30 * DAY_MS)).toBe(midnightMs);
    expect(unit.defects(midnightMs - 1)).toEqual([]);
    expect(unit.defects(midnightMs)).toEqual(["pads-expired"]);
    expect(unit.shows(midnightMs + 300 * DAY_MS)).toBe("ready");
  });

  test("fresh pads are good for the model's life, or until the date on them", () => {
    const unit = createUnit("onsite", { padsExpireOn: "2026-01-31" });

    unit.replacePads(START_MS);
    const byLife = unit.expiry.padsExpireOn;
    unit.replacePads(START_MS, "2027-05-31");

    expect([byLife, unit.expiry.padsExpireOn]).toEqual(["2028-01-10", "2027-05-31"]);
  });

  test("battery and body have days of their own", () => {
    const unit = createUnit("g3", { batteryExpireOn: "2026-03-01", bodyExpireOn: "2026-02-01" });

    expect(unit.defects(START_MS + 30 * DAY_MS)).toEqual(["body-expired"]);
    expect(unit.defects(START_MS + 60 * DAY_MS)).toEqual(["battery-expired", "body-expired"]);
  });

  test("a date that is none is refused", () => {
    expect(() => createUnit("g3").setDates({ padsExpireOn: "31.1.2026" })).toThrow(
      /"31.1.2026" is no date; write it as YYYY-MM-DD/,
    );
  });
});

test("a rescue spends the pads and takes charge; many rescues empty the battery", () => {
  const unit = createUnit("cr2");

  unit.use(START_MS);
  const after = [unit.defects(START_MS), unit.charge(START_MS) < 0.9];
  for (let rescue = 0; rescue < 5; rescue++) unit.use(START_MS + rescue * HOUR_MS);
  unit.replacePads(START_MS + 5 * HOUR_MS);

  expect(after).toEqual([["pads-spent"], true]);
  expect(unit.defects(START_MS + 5 * HOUR_MS)).toEqual(["battery-low"]);
  expect(unit.shows(START_MS + 5 * HOUR_MS)).toBe("battery-low");
});
