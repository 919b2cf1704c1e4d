/** A switch to ground as a check of the cabinet: low is good, high is bad or a broken wire. */
import { beforeEach, describe, expect, test } from "vitest";
import { createDebounce, HIGH_MS, LOW_MS, observe } from "../../../firmware/core/debounce";
import type { AedDriver, Finding } from "../../../firmware/drivers/aed-driver";
import { Contact } from "../../../firmware/drivers/contact";
import { ManualClock, ManualPin } from "../fake-board";

const whenLow: Finding = { kind: "door", door: "closed" };
const whenHigh: Finding = { kind: "door", door: "open" };
const whenUnsettled: Finding = { kind: "door", door: "unknown" };
/** A level that was there for longer is settled. */
const SETTLED_MS = 1000;

let clock: ManualClock;
let input: ManualPin;
let contact: AedDriver;
let findings: Finding[];

beforeEach(() => {
  clock = new ManualClock();
  input = new ManualPin(clock);
  findings = [];
});
function boot(): void {
  const filter = { create: createDebounce, observe };
  const words = { whenLow, whenHigh, whenUnsettled };
  contact = new Contact({ name: "door", input, clock, filter, ...words });
  contact.start((finding) => findings.push(finding));
}
/** Boots, and forgets what was told while the contact settled. */
function start(): void {
  boot();
  clock.advance(SETTLED_MS);
  findings = findings.slice(-1);
}

describe("a contact", () => {
  test.each([
    ["good", false, whenLow, LOW_MS],
    ["bad", true, whenHigh, HIGH_MS],
  ])(
    "that is %s at the start is unknown until it has settled",
    (_name, level, settled, afterMs) => {
      input.level = level;
      boot();
      clock.advance(afterMs - 1);
      expect(findings).toEqual([whenUnsettled]);
      clock.advance(1);

      expect(findings).toEqual([whenUnsettled, settled]);
    },
  );

  test("that is low for a moment at the start is never called good", () => {
    boot();
    clock.advance(LOW_MS - 10);
    input.set(true);
    clock.advance(SETTLED_MS);

    expect(findings).toEqual([whenUnsettled, whenHigh]);
  });

  test("tells each change once, within a second", () => {
    start();
    input.set(true);
    clock.advance(1000);
    input.set(false);
    clock.advance(1000);

    expect(findings).toEqual([whenLow, whenHigh, whenLow]);
  });

  test("says nothing about a spike", () => {
    start();
    input.set(true);
    clock.advance(5);
    input.set(false);
    clock.advance(10_000);

    expect(findings).toEqual([whenLow]);
    expect(clock.names).toEqual([]);
  });

  test("that opened and closed while nobody could look was open, all the same", () => {
    start();
    const beforeMs = clock.nowMs;
    clock.nowMs += 18_000;
    input.tellLate([
      [beforeMs + 3000, true],
      [beforeMs + 9000, false],
    ]);
    clock.advance(1);

    expect(findings).toEqual([whenLow, whenHigh, whenLow]);
  });

  test("tells that also when a look comes before the edges that wait", () => {
    start();
    const beforeMs = clock.nowMs;
    clock.nowMs += 18_000;
    contact.check();
    input.tellLate([
      [beforeMs + 3000, true],
      [beforeMs + 9000, false],
    ]);
    clock.advance(SETTLED_MS);

    expect(findings).toEqual([whenLow, whenHigh, whenLow]);
  });

  test("that only bounced while nobody could look did nothing", () => {
    start();
    const beforeMs = clock.nowMs;
    clock.nowMs += 18_000;
    input.tellLate([
      [beforeMs + 3000, true],
      [beforeMs + 3005, false],
    ]);
    clock.advance(SETTLED_MS);

    expect(findings).toEqual([whenLow]);
  });

  test("notices at the next check what no edge told", () => {
    start();
    input.level = true;
    clock.advance(30_000);

    contact.check();
    clock.advance(1000);

    expect(findings).toEqual([whenLow, whenHigh]);
  });
});
