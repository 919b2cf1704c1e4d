/** The Korean year, and the air in a cabinet in it. */
import { describe, expect, test } from "vitest";
import { CabinetAir } from "../../../simulator/cabinet/cabinet-air";
import { Climate } from "../../../simulator/cabinet/climate";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NEW_YEAR_MS = Date.parse("2026-01-01T00:00:00+09:00");
const RANGE = { minC: 0, maxC: 50 };

const at = (text: string) => Date.parse(`${text}+09:00`);
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Temperatures of each hour of so many days. */
function hours(read: (wallMs: number) => number, fromMs: number, days: number): number[] {
  return Array.from({ length: days * 24 }, (_, hour) => read(fromMs + hour * HOUR_MS));
}

function outdoorCabinet(climate: Climate, given: { hasHeater?: boolean; sunK?: number } = {}) {
  return new CabinetAir({ climate, place: "outdoors", sunK: 0, ...given });
}

describe("the climate", () => {
  test("has cold dry winters and hot damp summers", () => {
    const climate = new Climate(5);
    const outdoorsC = (ms: number) => climate.outdoors(ms).temperatureC;
    const humidity = (ms: number) => climate.outdoors(ms).humidityPercent;
    const january = hours(outdoorsC, NEW_YEAR_MS, 31);
    const august = hours(outdoorsC, at("2026-08-01T00:00:00"), 31);

    expect(Math.abs(mean(january) + 1.5)).toBeLessThan(3);
    expect(Math.abs(mean(august) - 26)).toBeLessThan(3);
    expect(Math.min(...january)).toBeLessThan(-6);
    expect(Math.max(...august)).toBeGreaterThan(29);
    const dry = mean(hours(humidity, NEW_YEAR_MS, 31));
    expect(mean(hours(humidity, at("2026-08-01T00:00:00"), 31))).toBeGreaterThan(dry + 15);
  });

  test("stays within what Korea has seen, in fifty years of seeds, without steps", () => {
    for (let seed = 1; seed <= 50; seed++) {
      const climate = new Climate(seed);
      const year = hours((ms) => climate.outdoors(ms).temperatureC, NEW_YEAR_MS, 365);
      expect(Math.min(...year)).toBeGreaterThan(-25);
      expect(Math.max(...year)).toBeLessThan(40);
      const steps = year.slice(1).map((celsius, hour) => Math.abs(celsius - year[hour]!));
      expect(Math.max(...steps)).toBeLessThan(3);
    }
  });

  test("is the same for the same seed, and warmest in the afternoon", () => {
    const [one, same, other] = [new Climate(5), new Climate(5), new Climate(6)];
    const noon = at("2026-04-10T12:00:00");

    expect(one.outdoors(noon)).toEqual(same.outdoors(noon));
    expect(one.outdoors(noon)).not.toEqual(other.outdoors(noon));
    expect(one.dayWave(at("2026-04-10T15:00:00"))).toBeCloseTo(1, 6);
    expect(one.dayWave(at("2026-04-10T03:00:00"))).toBeCloseTo(-1, 6);
  });

  test("a cold snap comes, holds and goes", () => {
    const [plain, snap] = [new Climate(5), new Climate(5)];
    const fromMs = at("2026-01-20T00:00:00");
    snap.addSpell({ fromMs, toMs: fromMs + 4 * DAY_MS, warmerK: -10 });
    const colderK = (days: number) =>
      plain.meanC(fromMs + days * DAY_MS) - snap.meanC(fromMs + days * DAY_MS);

    expect([-1, 0.125, 2, 5].map((days) => Math.round(colderK(days)))).toEqual([0, 5, 10, 0]);
  });
});

describe("the air in a cabinet", () => {
  test("indoors it is always fit for people and AEDs", () => {
    const climate = new Climate(5);
    const air = new CabinetAir({ climate, place: "indoors" });

    const year = hours((ms) => air.temperatureC(ms), NEW_YEAR_MS, 365);

    expect([Math.min(...year) > 15, Math.max(...year) < 27]).toEqual([true, true]);
    expect(air.nextCrossingMs(RANGE, NEW_YEAR_MS)).toBeUndefined();
  });

  test("outdoors a heater keeps the frost away in a normal winter", () => {
    const climate = new Climate(5);
    const heated = hours((ms) => outdoorCabinet(climate).temperatureC(ms), NEW_YEAR_MS, 60);
    const cold = outdoorCabinet(climate, { hasHeater: false });
    const unheated = hours((ms) => cold.temperatureC(ms), NEW_YEAR_MS, 60);

    expect(Math.min(...heated)).toBeGreaterThan(4.9);
    expect(Math.min(...unheated)).toBeLessThan(-5);
  });

  test("follows with a lag: warmest after it is warmest outdoors, and less so", () => {
    const climate = new Climate(5);
    const air = outdoorCabinet(climate, { hasHeater: false });
    const day = Array.from(
      { length: 144 },
      (_, step) => at("2026-05-10T06:00:00") + step * 600_000,
    );
    const warmest = (read: (ms: number) => number) =>
      day.reduce((best, ms) => (read(ms) > read(best) ? ms : best));

    const lagMs =
      warmest((ms) => air.temperatureC(ms)) - warmest((ms) => climate.outdoors(ms).temperatureC);

    expect(lagMs).toBeGreaterThan(HOUR_MS);
    expect(lagMs).toBeLessThan(4 * HOUR_MS);
  });

  test("cools within hours, without a jump, when the heater fails; warms when it is back", () => {
    const air = outdoorCabinet(new Climate(5));
    const night = at("2026-01-20T22:00:00");
    const before = air.temperatureC(night);

    air.setHeating(night, false);
    const then = [0, 1, 2, 6].map((hour) => air.temperatureC(night + hour * HOUR_MS));
    air.setHeating(night + 6 * HOUR_MS, true);
    const back = [6, 8, 30].map((hour) => air.temperatureC(night + hour * HOUR_MS));

    expect(then[0]).toBeCloseTo(before, 9);
    expect(then).toEqual([...then].sort((a, b) => b - a));
    expect(then[3]).toBeLessThan(0);
    expect(back[0]).toBeCloseTo(then[3]!, 9);
    expect(back[1]).toBeGreaterThan(back[0]!);
    expect(back[2]).toBeGreaterThan(4.9);
  });

  test("the sun behind glass makes it far too hot in summer", () => {
    const air = outdoorCabinet(new Climate(5), { sunK: 30 });

    const august = hours((ms) => air.temperatureC(ms), at("2026-08-01T00:00:00"), 31);

    expect(Math.max(...august)).toBeGreaterThan(50);
    expect(Math.max(...august)).toBeLessThan(70);
  });

  test("a crossing is told to the minute, and no later than in a day", () => {
    const climate = new Climate(5);
    const air = outdoorCabinet(climate, { hasHeater: false });
    const crossings: number[] = [];
    let looks = 0;

    for (let nowMs = NEW_YEAR_MS; nowMs < NEW_YEAR_MS + 30 * DAY_MS; looks++) {
      const nextMs = air.nextCrossingMs(RANGE, nowMs)!;
      expect(nextMs - nowMs).toBeLessThanOrEqual(DAY_MS);
      if (air.leaves(RANGE, nextMs) !== air.leaves(RANGE, nowMs)) {
        expect(air.leaves(RANGE, nextMs - 60_000)).toBe(air.leaves(RANGE, nowMs));
        crossings.push(nextMs);
      }
      nowMs = nextMs;
    }

    expect(crossings.length).toBeGreaterThan(4);
    expect(looks).toBeLessThan(100);
  });

  test("warm air in a cabinet is drier than the same air outdoors", () => {
    const climate = new Climate(5);
    const night = at("2026-01-20T04:00:00");

    const inside = outdoorCabinet(climate).at(night);

    expect(inside.humidityPercent).toBeLessThan(climate.outdoors(night).humidityPercent - 10);
    expect(inside.humidityPercent).toBeGreaterThanOrEqual(5);
  });
});
