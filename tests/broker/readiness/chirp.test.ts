/** An AED that called for service and is silent now: only a person can say that it is well. */
import { expect, test } from "vitest";
import { factsOf, NOON_S, verdict } from "./situations";

const HEARD = { faults: ["service-chirp-heard" as const] };
const HOUR_S = 3600;

test("silence after a service chirp does not make the AED ready", () => {
  const facts = factsOf(HEARD, { inS: 60 }, { inS: 120 });

  expect(verdict({ inS: 130, facts })).toBe("action service-chirp-heard");
});

test("a confirmation after the last chirp does", () => {
  const facts = factsOf(HEARD, { inS: HOUR_S });
  const rules = { confirmedAtMs: (NOON_S + HOUR_S - 60) * 1000 };

  expect(verdict({ inS: HOUR_S + 10, facts, rules })).toBe("ready");
});

test("a confirmation before the last chirp does not", () => {
  const facts = factsOf(HEARD, { inS: HOUR_S, ...HEARD }, { inS: HOUR_S + 60 });
  const rules = { confirmedAtMs: (NOON_S + HOUR_S - 60) * 1000 };

  expect(verdict({ inS: HOUR_S + 70, facts, rules })).toBe("action service-chirp-heard");
});

test("one that is said to come from the future does not count", () => {
  const facts = factsOf(HEARD, { inS: 60 });
  const rules = { confirmedAtMs: (NOON_S + HOUR_S) * 1000 };

  expect(verdict({ inS: 70, facts, rules })).toBe("action service-chirp-heard");
});
