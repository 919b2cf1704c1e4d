/** The table of AED models, and the simulator's own: the same AEDs, told independently. */
import { describe, expect, test } from "vitest";
import { AED_MODELS } from "../../../firmware/drivers/models";
import { settingRules } from "../../../protocol/settings";
import { AED_BEHAVIOURS } from "../../../simulator/cabinet/aed-models";

describe("the AED models", () => {
  test("are at least twelve, each with an id of its own", () => {
    const ids = AED_MODELS.map(({ id }) => id);

    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(12);
    expect(ids).toEqual(expect.arrayContaining(["onsite", "fr2", "cr2", "lifeline"]));
  });

  test("are the ones that are simulated, in the same order", () => {
    expect(AED_BEHAVIOURS.map(({ id }) => id)).toEqual(AED_MODELS.map(({ id }) => id));
  });

  test.each(AED_MODELS)(
    "$id names its source, and says so where a period is to be measured",
    (row) => {
      expect(row.source).toMatch(/https?:\/\//);
      const hasGuessedPeriod = row.readyBlinkPeriodMs > 0 || row.faultBlinkPeriodMs > 0;
      if (hasGuessedPeriod) expect(row.source).toMatch(/measure$/);
    },
  );

  test.each(AED_MODELS)("$id is read by its light only when ready blinks", (row) => {
    expect(row.readings.includes("status-light")).toBe(row.readyBlinkPeriodMs > 0);
    expect(row.readings).toContain("contact");
  });

  test.each(AED_MODELS)("$id fits the settings of a sensor", (row) => {
    const rules = settingRules();
    for (const name of [
      "readyBlinkPeriodMs",
      "faultBlinkPeriodMs",
      "batteryLowBlinkPeriodMs",
      "chirpPeriodMs",
    ] as const) {
      if (row[name] === 0) continue;
      expect(row[name]).toBeGreaterThanOrEqual(rules[name].min);
      expect(row[name]).toBeLessThanOrEqual(rules[name].max);
    }
  });

  test.each(AED_MODELS)("$id, simulated, does what its row promises", (row) => {
    const simulated = AED_BEHAVIOURS.find(({ id }) => id === row.id)!;

    expect(simulated.readyPeriodMs).toBe(row.readyBlinkPeriodMs);
    if (row.faultBlinkPeriodMs > 0) expect(simulated.faultPeriodMs).toBe(row.faultBlinkPeriodMs);
    if (row.chirpPeriodMs > 0) expect(simulated.chirpPeriodMs).toBe(row.chirpPeriodMs);
  });
});
