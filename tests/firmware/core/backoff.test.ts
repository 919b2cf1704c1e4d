/** Waiting before the next attempt: full jitter below a limit that doubles up to five minutes. */
import { expect, test } from "vitest";
import { backoffMs } from "../../../firmware/core/backoff";

const ALMOST_ONE = 1 - 2 ** -40;

test("the limit doubles from one second to five minutes and stays there", () => {
  const limitsS = [0, 1, 2, 3, 8, 9, 10, 1000].map((failures) =>
    Math.ceil(backoffMs(failures, ALMOST_ONE) / 1000),
  );

  expect(limitsS).toEqual([1, 2, 4, 8, 256, 300, 300, 300]);
});

test("chance decides over the whole range below the limit", () => {
  expect(backoffMs(20, 0)).toBe(0);
  expect(backoffMs(20, 0.25)).toBe(75_000);
  expect(backoffMs(20, 0.5)).toBe(150_000);
});
