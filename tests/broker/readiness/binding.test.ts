/** An AED that was away may be another one: it counts again only after somebody confirmed it. */
import { expect, test } from "vitest";
import { applyReport, type Facts } from "../../../broker/readiness/facts";
import { sampleReport } from "../support/sample-report";
import { factsOf, NOON_S, type Told, verdict } from "./situations";

const out = { aed: { present: false } } as const;

test("away for ten seconds at most, provably: the same AED", () => {
  const facts = factsOf({}, { inS: 10, ...out }, { inS: 20 });

  expect(verdict({ facts, inS: 20 })).toBe("ready");
});

test("away for longer: unconfirmed", () => {
  const facts = factsOf({}, { inS: 10, ...out }, { inS: 21 });

  expect(verdict({ facts, inS: 21 })).toBe("action aed-unconfirmed");
});

test.each<[string, Told[]]>([
  [
    "the sensor restarted in between",
    [
      { inS: 10, ...out },
      { inS: 15, boot: 2, seq: 1, upS: 75 },
    ],
  ],
  [
    "a report in between is missing",
    [
      { inS: 10, ...out },
      { inS: 15, seq: 4 },
    ],
  ],
  [
    "a report in between was missing before the last",
    [
      { inS: 10, ...out },
      { inS: 12, seq: 4, ...out },
      { inS: 15, seq: 5 },
    ],
  ],
  [
    "it was uncertain for too long whether it was there",
    [{ inS: 10, ...out }, { inS: 15, aed: { present: "unknown" } }, { inS: 30 }],
  ],
])("the length of the absence cannot be known: %s", (_name, told) => {
  const facts = factsOf({}, ...told);

  expect(verdict({ facts, inS: 30 })).toBe("action aed-unconfirmed");
});

test("a short absence after a long one does not bind it again", () => {
  const facts = factsOf({ ...out }, { inS: 100 }, { inS: 110, ...out }, { inS: 112 });

  expect(verdict({ facts, inS: 112 })).toBe("action aed-unconfirmed");
});

test("while it is away it is missing, whatever was confirmed", () => {
  const facts = factsOf({ ...out });

  expect(verdict({ facts, rules: { confirmedAtMs: (NOON_S + 1) * 1000 } })).toBe(
    "action aed-missing",
  );
});

test("a confirmation from the future confirms nothing", () => {
  const facts = factsOf({ ...out }, { inS: 100 });
  const rules = { confirmedAtMs: (NOON_S + 86_400) * 1000 };

  expect(verdict({ facts, inS: 100, rules })).toBe("action aed-unconfirmed");
});

test("only a confirmation later than the return counts", () => {
  const facts = factsOf({ ...out }, { inS: 100 });
  const confirmed = (inS: number) => ({ confirmedAtMs: (NOON_S + inS) * 1000 });

  expect(verdict({ facts, inS: 200, rules: confirmed(100) })).toBe("action aed-unconfirmed");
  expect(verdict({ facts, inS: 200, rules: confirmed(101) })).toBe("ready");
});

test("a confirmation does not cover the next absence", () => {
  const facts = factsOf({ ...out }, { inS: 100 }, { inS: 200, ...out }, { inS: 300 });

  expect(verdict({ facts, inS: 300, rules: { confirmedAtMs: (NOON_S + 150) * 1000 } })).toBe(
    "action aed-unconfirmed",
  );
});

test("a return told late counts from when the broker heard of it", () => {
  let facts: Facts | undefined = factsOf({ ...out });
  const late = sampleReport(NOON_S + 30, { seq: 2, upS: 90 });
  facts = applyReport(facts, late, (NOON_S + 600) * 1000);
  facts = applyReport(
    facts,
    sampleReport(NOON_S + 601, { seq: 3, upS: 661 }),
    (NOON_S + 601) * 1000,
  );

  const confirmedAtMs = (NOON_S + 300) * 1000;
  expect(verdict({ facts, inS: 601, rules: { confirmedAtMs } })).toBe("action aed-unconfirmed");
});

test.each<[string, Told[]]>([
  ["it was out and back while no report got through", [{ inS: 30, aed: { removals: 1 } }]],
  [
    "it was out again while it was told to be out",
    [
      { inS: 10, aed: { present: false, removals: 1 } },
      { inS: 15, aed: { removals: 2 } },
    ],
  ],
  [
    "it was out once before the time that was told",
    [
      { inS: 10, aed: { present: false, removals: 2 } },
      { inS: 15, aed: { removals: 2 } },
    ],
  ],
  [
    "it was out while it was uncertain whether it was there",
    [
      { inS: 10, aed: { present: "unknown", removals: 1 } },
      { inS: 15, aed: { removals: 1 } },
    ],
  ],
  [
    "it was out after a restart, before the first report that came",
    [{ inS: 30, boot: 2, seq: 3, upS: 20, aed: { removals: 1 } }],
  ],
  [
    "the sensor does not count removals, and a report is missing",
    [{ inS: 30, seq: 4, aed: { removals: undefined as never } }],
  ],
])("a removal nobody told of unbinds it: %s", (_name, told) => {
  const facts = factsOf({}, ...told);

  expect(verdict({ facts, inS: 30 })).toBe("action aed-unconfirmed");
});

test("nobody could tell for a while whether it was there", () => {
  const facts = factsOf({}, { inS: 10, aed: { present: "unknown" } }, { inS: 300 });

  expect(verdict({ facts, inS: 300 })).toBe("action aed-unconfirmed");
});

test("a sensor that warms up for a moment after a restart leaves it the same", () => {
  const facts = factsOf(
    {},
    { inS: 10, boot: 2, seq: 1, upS: 0, aed: { present: "unknown" } },
    { inS: 11, boot: 2, seq: 2, upS: 1 },
  );

  expect(verdict({ facts, inS: 11 })).toBe("ready");
});

test("missing reports alone do not unbind an AED whose sensor counts removals", () => {
  const facts = factsOf({}, { inS: 30, seq: 40 }, { inS: 60, boot: 2, seq: 1 });

  expect(verdict({ facts, inS: 60 })).toBe("ready");
});

test("a short absence that was told and counted leaves it the same", () => {
  const facts = factsOf(
    {},
    { inS: 10, aed: { present: false, removals: 1 } },
    { inS: 15, aed: { removals: 1 } },
  );

  expect(verdict({ facts, inS: 15 })).toBe("ready");
});
