/** Checkers of reports, commands, numbers and limits. */
import { describe, expect, test } from "vitest";
import { AcknowledgedKept } from "../../../simulator/check/acknowledged-kept";
import { Bounds } from "../../../simulator/check/bounds";
import type { OnViolation, Violation } from "../../../simulator/check/checker";
import { CommandsOnce } from "../../../simulator/check/commands-once";
import { NumberSet } from "../../../simulator/check/number-set";
import { Order } from "../../../simulator/check/order";
import type { KeptReport } from "../../../simulator/run/broker-under-test";
import type { RunEvent } from "../../../simulator/run/run-event";
import {
  acknowledged,
  broker,
  commanded,
  DAY_MS,
  kept,
  MINUTE_MS,
  published,
  replied,
  reportedFor,
  shown,
  tell,
} from "./story";

const cloning: RunEvent = {
  kind: "step",
  atMs: 2,
  step: { atMs: 2, verb: "clone-sensor", cabinetIds: ["a"], values: {} },
};

describe("acknowledged reports are kept", () => {
  const day = [
    published("a", 1, [1, 1]),
    acknowledged("a", 2, [1, 1]),
    published("a", 3, [1, 2]),
    published("a", 4, [1, 2], true),
    acknowledged("a", 5, [1, 2]),
    acknowledged("a", 6, [1, 2]),
    published("a", 7, [2, 1]),
  ];
  const judged = (reports: readonly KeptReport[]) => {
    const make = (onViolation: OnViolation) => {
      return new AcknowledgedKept({ cabinetIds: ["a"], reports: () => reports, onViolation });
    };
    return tell(make, day, DAY_MS);
  };

  test("what was acknowledged must be there, what was not may be", async () => {
    expect(await judged(kept([1, 1], [1, 2]))).toEqual([]);
    expect(await judged(kept([2, 1], [1, 2], [1, 1]))).toEqual([]);
  });

  test.each([
    ["lost", kept([1, 1]), "report 2 of boot 1 was acknowledged and is not kept"],
    ["twice", kept([1, 1], [1, 2], [1, 1]), "report 1 of boot 1 is kept more than once"],
    [
      "changed",
      [...kept([1, 1]), { boot: 1, seq: 2, body: "{ }" }],
      "report 2 of boot 1 is kept, but not as it was sent",
    ],
    ["invented", kept([1, 1], [1, 2], [1, 3]), "report 3 of boot 1 is kept but was never sent"],
  ])("a report that is %s is told", async (_name, reports, sentence) => {
    expect((await judged(reports)).map((violation) => violation.sentence)).toEqual([sentence]);
  });
});

test("of a sensor and its clone either may be kept, and of no other sensor", async () => {
  const both = [published("a", 3, [2, 1], false, "{}"), published("a", 4, [2, 1], true, "{1}")];
  const judged = (events: readonly RunEvent[]) => {
    const reports = () => [{ boot: 2, seq: 1, body: "{1}" }];
    const make = (onViolation: OnViolation) => {
      return new AcknowledgedKept({ cabinetIds: ["a"], reports, onViolation });
    };
    return tell(make, events, DAY_MS);
  };

  expect(await judged([cloning, ...both])).toEqual([]);
  expect(await judged(both)).toHaveLength(1);
});

describe("commands are carried out at most once", () => {
  const judged = (events: readonly RunEvent[]) => {
    const make = (onViolation: OnViolation) => {
      const checker = new CommandsOnce(onViolation);
      checker.ordered("a", 1, "report-now");
      checker.ordered("a", 2, "drill");
      return checker;
    };
    return tell(make, events, DAY_MS);
  };
  const first = [commanded("a", 1, 1), replied("a", 2, 1)];
  const second = [commanded("a", 3, 2), replied("a", 4, 2)];

  test("the last answer may be repeated, and an old command be refused", async () => {
    const again = [commanded("a", 5, 2), replied("a", 6, 2)];
    const old = [commanded("a", 7, 1), replied("a", 8, 1, "refused")];
    const elsewhere = [commanded("b", 9, 1), replied("b", 10, 1, "refused")];

    expect(await judged([...first, ...second, ...again, ...old, ...elsewhere])).toEqual([]);
  });

  test.each([
    ["an old one once more", [...first, ...second, commanded("a", 5, 1), replied("a", 6, 1)]],
    ["one that was never received", [replied("a", 6, 1)]],
    ["one that nobody ordered", [commanded("a", 5, 9), replied("a", 6, 9)]],
    ["one that was meant for another", [...first, commanded("b", 5, 1), replied("b", 6, 1)]],
  ])("a sensor that carries out %s is told", async (_name, events) => {
    expect(await judged(events)).toMatchObject([
      { property: "commands-at-most-once", atMs: 6, sentence: expect.stringContaining("which") },
    ]);
  });
});

describe("what a sensor is seen to do", () => {
  const judged = (events: readonly RunEvent[]) => {
    const make = (onViolation: OnViolation) => {
      const checker = new CommandsOnce(onViolation);
      for (const n of [1, 1, 2]) checker.ordered("a", n, "report-now");
      checker.ordered("a", 3, "drill");
      return checker;
    };
    return tell(make, events, DAY_MS);
  };
  const asked = [1, 2].map((seq) => reportedFor("a", 5, "requested", { seq }));
  const drilled = reportedFor("a", 6, "drill", { seq: 3 });

  test("is one report for each order, sent as often as need be", async () => {
    const again = reportedFor("a", 7, "drill", { seq: 3, isRepeated: true });
    const other = reportedFor("a", 8, "heartbeat", { seq: 4 });

    expect(await judged([...asked, drilled, again, other])).toEqual([]);
  });

  test.each([
    ["one more", [...asked, reportedFor("a", 9, "requested", { seq: 3 })], "3 reports"],
    ["one that was done twice", [drilled, reportedFor("a", 9, "drill", { seq: 4 })], "2 reports"],
    ["one where nobody asked", [reportedFor("b", 9, "drill", { seq: 1 })], "1 reports"],
  ])("is told when it is %s", async (_name, events, words) => {
    expect(await judged(events)).toMatchObject([
      { property: "commands-at-most-once", atMs: 9, sentence: expect.stringContaining(words) },
    ]);
  });
});

describe("order", () => {
  const judged = (events: readonly RunEvent[]) => {
    return tell((onViolation) => new Order(onViolation), events, DAY_MS);
  };

  test("numbers rise, within a boot and over boots; clones do not count", async () => {
    const rising = [published("a", 1, [1, 1]), published("a", 1, [1, 2])];
    const repeated = [published("a", 2, [1, 1], true), published("a", 3, [2, 1])];
    const cloned = [published("b", 1, [9, 1]), cloning, published("a", 4, [1, 1])];
    const restarted = [broker(5, false), shown("a", 5, "down"), broker(6, true)];

    expect(
      await judged([...rising, ...repeated, ...cloned, ...restarted, shown("a", 6, "ready")]),
    ).toEqual([]);
  });

  test.each([
    ["the same number", [published("a", 1, [1, 2]), published("a", 9, [1, 2])]],
    ["a lower number", [published("a", 1, [1, 2]), published("a", 9, [1, 1])]],
    ["an earlier boot", [published("a", 1, [2, 1]), published("a", 9, [1, 5])]],
    ["a status of a broker that is down", [broker(5, false), shown("a", 9, "unknown")]],
  ])("%s is told", async (_name, events) => {
    expect(await judged(events)).toMatchObject([{ property: "order", cabinetId: "a", atMs: 9 }]);
  });
});

describe("bounds", () => {
  test("a counter is read once a minute, and told each time that it passes its limit", () => {
    const found: Violation[] = [];
    let waiting = 200;
    let reads = 0;
    const counters = () => {
      reads += 1;
      return [{ name: "reports waiting", cabinetId: "a", value: waiting, max: 200 }];
    };
    const checker = new Bounds(counters, (violation) => found.push(violation));

    for (let nowMs = 0; nowMs < MINUTE_MS; nowMs += 1000) checker.pass(nowMs);
    expect([reads, found.length]).toEqual([1, 0]);

    waiting = 201;
    for (let minute = 1; minute < 4; minute += 1) checker.pass(minute * MINUTE_MS);
    waiting = 200;
    checker.pass(4 * MINUTE_MS);
    waiting = 999;
    checker.finish(4 * MINUTE_MS + 1);

    expect(found.map(({ atMs, sentence }) => [atMs, sentence])).toEqual([
      [MINUTE_MS, "reports waiting: 201; at most 200 are allowed"],
      [4 * MINUTE_MS + 1, "reports waiting: 999; at most 200 are allowed"],
    ]);
  });
});

test("a set of numbers knows what is in it, in whatever order they came", () => {
  const numbers = new NumberSet();
  const come = [5, 6, 9, 2, 7, 8, 1, 4, 20, 3];

  expect(come.map((value) => numbers.add(value))).not.toContain(false);
  expect(come.map((value) => numbers.add(value))).not.toContain(true);
  expect([...numbers.values()]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 20]);
  expect([0, 10, 19, 21].map((value) => numbers.has(value))).not.toContain(true);
  expect([1, 9, 20].map((value) => numbers.has(value))).not.toContain(false);
});
