/** The supply voltage behind its divider: what is believed, and what is a broken wire. */
import { beforeEach, describe, expect, test } from "vitest";
import type { AedDriver, Finding } from "../../../firmware/drivers/aed-driver";
import { createSupply } from "../../../firmware/drivers/supply";

const unknown: Finding = { kind: "supply", supplyMv: undefined, state: "unknown" };

let levels: number[];
let driver: AedDriver;
let found: Finding | undefined;
beforeEach(() => {
  levels = [];
  found = undefined;
  const level = () => {
    const [next = 0.75] = levels.length > 1 ? levels.splice(0, 1) : levels;
    return next;
  };
  driver = createSupply({ input: { level }, supplyFullScaleMv: 6600, supplyLowMv: 4500 });
  driver.start((finding) => {
    found = finding;
  });
});

function readAt(...given: number[]): Finding | undefined {
  levels = given;
  driver.check();
  return found;
}

test("the supply is told at once, in steps of 10 mV", () => {
  expect(found).toEqual({ kind: "supply", supplyMv: 4950, state: "ok" });
  expect(readAt(0.7575)).toEqual({ kind: "supply", supplyMv: 5000, state: "ok" });
});

test.each([[[0.1, 0.75, 0.76]], [[0.75, 0.97, 0.1]], [[0.9, 0.2, 0.75]]])(
  "one wild sample of three does not count: %j",
  (samples) => {
    expect(readAt(...samples)).toEqual({ kind: "supply", supplyMv: 4950, state: "ok" });
  },
);

describe("low", () => {
  test("is below the limit, and stays until the supply is clearly above it", () => {
    expect(readAt(0.683)).toEqual({ kind: "supply", supplyMv: 4510, state: "ok" });
    expect(readAt(0.68)).toEqual({ kind: "supply", supplyMv: 4490, state: "low" });
    expect(readAt(0.683)).toEqual({ kind: "supply", supplyMv: 4510, state: "low" });
    expect(readAt(0.7)).toEqual({ kind: "supply", supplyMv: 4620, state: "ok" });
  });
});

describe("a reading that proves nothing is unknown", () => {
  test.each([
    ["the pin has no converter", Number.NaN],
    ["the wire is cut", 0],
    ["the converter is saturated", 0.98],
    ["the converter is at its end", 1],
  ])("%s", (_name, level) => {
    expect(readAt(level)).toEqual(unknown);
  });

  test("also when only one of three cannot be read", () => {
    expect(readAt(0.75, Number.NaN, 0.75)).toEqual(unknown);
  });
});
