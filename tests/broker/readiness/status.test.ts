/** When an AED counts as ready, and above all when it does not. One line a rule. */
import { describe, expect, test } from "vitest";
import { applyWill } from "../../../broker/readiness/facts";
import { status } from "../../../broker/readiness/status";
import { factsOf, NOON_S, situation, verdict } from "./situations";

/** A healthy report made at `at` by the device's clock. */
function madeAt(at: number) {
  return { at, aed: { indicator: { state: "ready", at } } } as const;
}

describe("ready", () => {
  test("needs a fresh current report with everything required proven", () => {
    expect(verdict()).toBe("ready");
  });

  test("holds until the promised report is late, and says so beforehand", () => {
    const { validUntilMs } = status(situation());

    expect(validUntilMs).toBe((NOON_S + 900 + 90) * 1000);
    expect(verdict({ inS: 989 })).toBe("ready");
    expect(verdict({ inS: 990 })).toBe("unknown report-overdue");
  });

  test("promises no longer than a day", () => {
    const facts = factsOf({ dueS: 86400 });

    const { validUntilMs } = status(situation({ facts }));

    expect(validUntilMs).toBe((NOON_S + 86400) * 1000);
  });

  test("is not the default: a cabinet that never reported is unknown", () => {
    expect(verdict({ facts: undefined })).toBe("unknown never-seen");
  });
});

describe("a report that is no current evidence proves nothing good", () => {
  test("the device says that its clock is not set, whatever time it gives", () => {
    expect(verdict({ facts: factsOf({ clock: "unsynced" }) })).toBe("unknown report-not-current");
  });

  test("the device does not know the time", () => {
    expect(verdict({ facts: factsOf({ clock: "unsynced", at: 0 }) })).toBe(
      "unknown report-not-current",
    );
  });

  test.each([
    ["61 s behind", -61, "unknown report-not-current"],
    ["60 s behind", -60, "ready"],
    ["60 s ahead", 60, "ready"],
    ["61 s ahead", 61, "unknown report-not-current"],
  ])("its time is %s", (_name, offsetS, expected) => {
    expect(verdict({ facts: factsOf(madeAt(NOON_S + offsetS)) })).toBe(expected);
  });

  test("a time behind the broker's shortens the promise", () => {
    const facts = factsOf(madeAt(NOON_S - 50));

    expect(verdict({ facts, inS: 939 })).toBe("ready");
    expect(verdict({ facts, inS: 940 })).toBe("unknown report-overdue");
  });

  test("a time ahead of the broker's does not lengthen it", () => {
    expect(verdict({ facts: factsOf(madeAt(NOON_S + 50)), inS: 990 })).toBe(
      "unknown report-overdue",
    );
  });

  test("the last one was good, but the newest is history", () => {
    const facts = factsOf({}, { inS: 10, boot: 2, clock: "unsynced", at: 0 });

    expect(verdict({ facts, inS: 11 })).toBe("unknown report-not-current");
  });
});

describe("doubt about the evidence as a whole", () => {
  test("what was stored was found changed", () => {
    expect(verdict({ isDamaged: true })).toBe("unknown evidence-damaged");
  });

  test("the broker's clock fell back after the report", () => {
    expect(verdict({ isClockDoubtful: true })).toBe("unknown clock-doubtful");
  });

  test("the report seems to come from the future", () => {
    expect(verdict({ inS: -5 })).toBe("ready");
    expect(verdict({ inS: -6 })).toBe("unknown clock-doubtful");
  });
});

describe("a sensor that vanished", () => {
  const facts = applyWill(factsOf({}), (NOON_S + 60) * 1000);

  test("has two minutes to come back", () => {
    expect(status(situation({ facts, inS: 61 })).validUntilMs).toBe((NOON_S + 180) * 1000);
    expect(verdict({ facts, inS: 179 })).toBe("ready");
    expect(verdict({ facts, inS: 180 })).toBe("unknown sensor-vanished");
  });

  test("its last will never lengthens the promise of its last report", () => {
    const late = applyWill(factsOf({}), (NOON_S + 980) * 1000);

    expect(verdict({ facts: late, inS: 990 })).toBe("unknown report-overdue");
  });
});

describe("each bad observation needs somebody to act", () => {
  test.each([
    ["the AED is gone", { aed: { present: false } }, "aed-missing"],
    ["the indicator shows a fault", { aed: { indicator: { state: "fault" } } }, "indicator-fault"],
    ["the indicator is dark", { aed: { indicator: { state: "dark" } } }, "indicator-dark"],
    ["the battery is low", { aed: { battery: { state: "low" } } }, "battery-low"],
    ["the battery is empty", { aed: { battery: { state: "replace" } } }, "battery-replace"],
    ["the pads are off", { aed: { pads: { state: "disconnected" } } }, "pads-disconnected"],
    ["the self-test failed", { aed: { selfTest: { result: "fail" } } }, "self-test-failed"],
    ["the door is open", { cabinet: { door: "open" } }, "door-open"],
    ["a strange fault is named", { faults: ["unknown-fault"] }, "unknown-fault"],
    ["a fault is named", { faults: ["battery-low"] }, "battery-low"],
    ["something unproven is named", { faults: ["door-unproven"] }, "unknown-fault"],
  ] as const)("%s", (_name, change, code) => {
    expect(
      verdict({
        facts: factsOf({ ...change, faults: [...("faults" in change ? change.faults : [])] }),
      }),
    ).toBe(`action ${code}`);
  });

  test("the sensor's own faults are warnings and leave the AED ready", () => {
    const facts = factsOf({ faults: ["memory-low", "flash-failing", "software-error"] });

    const { value, warnings } = status(situation({ facts }));

    expect(value).toBe("ready");
    expect(warnings).toEqual(["memory-low", "flash-failing", "software-error"]);
  });

  test("bad evidence outweighs missing evidence, and both are told", () => {
    const facts = factsOf({ aed: { present: false, indicator: { state: "unknown" } } });

    expect(verdict({ facts })).toBe("action aed-missing indicator-unproven");
  });
});

describe("a required check without positive evidence is unproven", () => {
  test.each([
    ["presence unknown", { aed: { present: "unknown" } }, "presence-unproven"],
    ["presence not sensed", { aed: { present: "not-sensed" } }, "presence-unproven"],
    ["indicator unknown", { aed: { indicator: { state: "unknown" } } }, "indicator-unproven"],
    ["indicator not sensed", { aed: { indicator: { state: "not-sensed" } } }, "indicator-unproven"],
    ["door unknown", { cabinet: { door: "unknown" } }, "door-unproven"],
    ["door not sensed", { cabinet: { door: "not-sensed" } }, "door-unproven"],
  ] as const)("%s", (_name, change, code) => {
    expect(verdict({ facts: factsOf(change) })).toBe(`unknown ${code}`);
  });

  test("an indicator seen later than the report was made proves nothing", () => {
    const facts = factsOf({ aed: { indicator: { state: "ready", at: NOON_S + 3600 } } });

    expect(verdict({ facts })).toBe("unknown indicator-unproven");
  });

  test.each([
    ["without a time", undefined, "unknown self-test-unproven"],
    ["nine days ago", NOON_S - 9 * 86_400, "unknown self-test-unproven"],
    ["a week ago", NOON_S - 7 * 86_400, "ready"],
  ])("a required self-test that passed %s", (_name, at, expected) => {
    const selfTest =
      at === undefined ? { result: "pass" as const } : { result: "pass" as const, at };
    const rules = { requiredChecks: ["presence", "indicator", "self-test"] as const };

    expect(verdict({ facts: factsOf({ aed: { selfTest } }), rules })).toBe(expected);
  });

  test("an indicator that does not say when it was seen proves nothing", () => {
    const facts = factsOf({ aed: { indicator: { state: "ready" } } });

    expect(verdict({ facts })).toBe("unknown indicator-unproven");
  });

  test("an indicator that was last seen well before the report proves nothing", () => {
    const seen = (at: number) => factsOf({ aed: { indicator: { state: "ready", at } } });

    expect(verdict({ facts: seen(NOON_S - 120) })).toBe("ready");
    expect(verdict({ facts: seen(NOON_S - 121) })).toBe("unknown indicator-unproven");
  });

  test.each([
    ["pads", { aed: { pads: { state: "not-sensed" } } }, "pads-unproven"],
    ["battery", { aed: { battery: { state: "not-sensed" } } }, "battery-unproven"],
    ["self-test", { aed: { selfTest: { result: "unknown" } } }, "self-test-unproven"],
  ] as const)("%s only counts where the registration requires it", (check, change, code) => {
    const facts = factsOf(change);

    expect(verdict({ facts })).toBe("ready");
    expect(verdict({ facts, rules: { requiredChecks: ["presence", "indicator", check] } })).toBe(
      `unknown ${code}`,
    );
  });

  test("presence and indicator are required even where the registration forgets them", () => {
    const facts = factsOf({ aed: { present: "unknown", indicator: { state: "unknown" } } });

    expect(verdict({ facts, rules: { requiredChecks: [] } })).toBe(
      "unknown presence-unproven indicator-unproven",
    );
  });
});

describe("bad evidence stands until newer good evidence of the same check", () => {
  test("silence does not clear it", () => {
    const facts = factsOf({ aed: { pads: { state: "disconnected" } } });

    expect(verdict({ facts, inS: 5000 })).toBe("action pads-disconnected report-overdue");
  });

  test("no longer sensing it does not clear it", () => {
    const facts = factsOf(
      { aed: { indicator: { state: "fault" } } },
      { inS: 5, aed: { indicator: { state: "unknown" } } },
    );

    expect(verdict({ facts, inS: 5 })).toBe("action indicator-fault");
  });

  test("good evidence of another check does not clear it", () => {
    const facts = factsOf(
      { aed: { pads: { state: "disconnected" } } },
      { inS: 5, aed: { pads: { state: "not-sensed" }, battery: { state: "ok" } } },
    );

    expect(verdict({ facts, inS: 5 })).toBe("action pads-disconnected");
  });

  test("a late report that says it was good again does not clear it", () => {
    const facts = factsOf(
      { aed: { pads: { state: "disconnected" } } },
      { inS: 500, at: NOON_S + 5 },
    );

    expect(verdict({ facts, inS: 500 })).toBe("action pads-disconnected report-not-current");
  });

  test("a current good report clears it", () => {
    const facts = factsOf({ aed: { pads: { state: "disconnected" } } }, { inS: 5 });

    expect(verdict({ facts, inS: 5 })).toBe("ready");
  });

  test("a late report of something bad counts, even from a device that had no clock", () => {
    const facts = factsOf({ at: 0, clock: "unsynced", aed: { selfTest: { result: "fail" } } }, {});

    expect(verdict({ facts })).toBe("action self-test-failed");
  });

  test("a named fault stands until a current report leaves it out", () => {
    const named = { faults: ["unknown-fault"] } as const;
    const late = factsOf({ faults: [...named.faults] }, { inS: 300, at: NOON_S + 5 });
    const current = factsOf({ faults: [...named.faults] }, { inS: 300 });

    expect(verdict({ facts: late, inS: 300 })).toBe("action unknown-fault report-not-current");
    expect(verdict({ facts: current, inS: 300 })).toBe("ready");
  });
});

describe("a door", () => {
  test("that stays open was left open after two minutes", () => {
    const facts = factsOf(
      { cabinet: { door: "open" }, why: "door-opened" },
      { inS: 100, cabinet: { door: "open" }, why: "heartbeat" },
    );

    expect(status(situation({ facts, inS: 100 })).validUntilMs).toBe((NOON_S + 120) * 1000);
    expect(verdict({ facts, inS: 119 })).toBe("action door-open");
    expect(verdict({ facts, inS: 120 })).toBe("action door-left-open");
  });

  test("that was closed in between starts anew", () => {
    const facts = factsOf(
      { cabinet: { door: "open" } },
      { inS: 60 },
      { inS: 70, cabinet: { door: "open" } },
    );

    expect(verdict({ facts, inS: 180 })).toBe("action door-open");
  });
});

describe("simulation", () => {
  const facts = factsOf({ simulated: true });

  test("a simulated sensor never proves a real AED ready", () => {
    expect(verdict({ facts })).toBe("unknown simulated-in-service");
  });

  test("a cabinet registered as simulated is none either, whatever its sensor says", () => {
    expect(verdict({ rules: { isSimulated: true } })).toBe("unknown simulated-in-service");
  });

  test("in a broker that runs as a simulation it counts", () => {
    expect(verdict({ facts, isSimulation: true, rules: { isSimulated: true } })).toBe("ready");
  });
});

test("every reason carries its evidence: check, method, time and value", () => {
  const facts = factsOf({ aed: { indicator: { state: "fault", method: "status-light", at: 7 } } });

  const [reason] = status(situation({ facts })).reasons;

  expect(reason).toEqual({
    code: "indicator-fault",
    check: "indicator",
    method: "status-light",
    at: 7,
    value: "fault",
  });
});
