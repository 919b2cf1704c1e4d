/** A switch to ground as a check of the cabinet: low is good, high is bad or a broken wire. */
import { beforeEach, describe, expect, test } from "vitest";
import { createDebounce, observe } from "../../../firmware/core/debounce";
import type { AedDriver, Finding } from "../../../firmware/drivers/aed-driver";
import { Contact } from "../../../firmware/drivers/contact";
import { ManualClock, ManualPin } from "../fake-board";

const whenLow: Finding = { kind: "door", door: "closed" };
const whenHigh: Finding = { kind: "door", door: "open" };

let clock: ManualClock;
let input: ManualPin;
let contact: AedDriver;
let findings: Finding[];

beforeEach(() => {
  clock = new ManualClock();
  input = new ManualPin();
  findings = [];
});
function start(): void {
  const filter = { create: createDebounce, observe };
  contact = new Contact({ name: "door", input, clock, filter, whenLow, whenHigh });
  contact.start((finding) => findings.push(finding));
}

describe("a contact", () => {
  test("tells its state at the start", () => {
    input.level = true;
    start();

    expect(findings).toEqual([whenHigh]);
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

  test("notices at the next check what no edge told", () => {
    start();
    input.level = true;
    clock.advance(30_000);

    contact.check();
    clock.advance(1000);

    expect(findings).toEqual([whenLow, whenHigh]);
  });
});
