/** The sites of a simulated fleet. */
import { describe, expect, test } from "vitest";
import { isCabinetId } from "../../../protocol/cabinet-id";
import { BASE_SITES } from "../../../simulator/fleet/base-sites";
import { isoDatePlus, seoulDate } from "../../../simulator/fleet/iso-date";
import { createRandom } from "../../../simulator/fleet/random";
import { createSites, SITES_MAX } from "../../../simulator/fleet/sites";

const TODAY = "2026-11-24";

function sites(count: number, seed = 1) {
  return createSites({ count, random: createRandom(seed), todayIso: TODAY });
}

describe("sites", () => {
  test("there are at least sixty different ones to begin with", () => {
    const names = new Set(BASE_SITES.flatMap((site) => [site.nameKo, site.nameEn]));

    expect(names.size).toBe(2 * BASE_SITES.length);
    expect(BASE_SITES.length).toBeGreaterThanOrEqual(60);
  });

  test("thousands of cabinets hang in thousands of different places", () => {
    const all = sites(5000);

    const placesKo = new Set(all.map((site) => `${site.nameKo} ${site.placeKo}`));
    const placesEn = new Set(all.map((site) => `${site.nameEn} ${site.placeEn}`));
    expect([placesKo.size, placesEn.size]).toEqual([5000, 5000]);
    expect(all.every((site) => isCabinetId(site.id))).toBe(true);
    expect(all[0]?.id).toBe("anyang-0001");
  });

  test("most dates are far off, a few pads are near or past their end", () => {
    const all = sites(5000);

    const expired = all.filter((site) => site.padsExpireOn < TODAY).length;
    const soon = all.filter((site) => site.padsExpireOn < isoDatePlus(TODAY, 31)).length;
    expect(expired).toBeGreaterThan(5);
    expect(expired).toBeLessThan(50);
    expect(soon - expired).toBeGreaterThan(50);
    expect(soon).toBeLessThan(250);
    expect(all.every((site) => site.batteryExpireOn > TODAY && site.bodyExpireOn > TODAY)).toBe(
      true,
    );
  });

  test("the same seed gives the same sites, and more of them change none", () => {
    expect(sites(100, 5)).toEqual(sites(200, 5).slice(0, 100));
    expect(sites(100, 5)).not.toEqual(sites(100, 6));
  });

  test("an impossible number is refused", () => {
    expect(() => sites(SITES_MAX + 1)).toThrow(/whole number up to 20000/);
    expect(() => sites(-1)).toThrow(/not possible/);
  });
});

describe("dates", () => {
  test("cross months and leap days", () => {
    expect(isoDatePlus("2028-02-28", 1)).toBe("2028-02-29");
    expect(isoDatePlus("2026-01-01", -1)).toBe("2025-12-31");
    expect(() => isoDatePlus("2026-13-01", 1)).toThrow(/YYYY-MM-DD/);
  });

  test("today in Seoul begins at 15:00 UTC of the day before", () => {
    expect(seoulDate(Date.UTC(2026, 10, 24, 14, 59, 59))).toBe("2026-11-24");
    expect(seoulDate(Date.UTC(2026, 10, 24, 15, 0, 0))).toBe("2026-11-25");
  });
});
