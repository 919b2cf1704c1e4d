/** What the sensor tells of its cabinet, and which changes it reports. */
import { describe, expect, test } from "vitest";
import {
  asTold,
  type CabinetEvent,
  type CabinetState,
  causeOf,
  unobserved,
  withEvent,
} from "../../../firmware/core/cabinet";

const method = "status-light";
const readyLight: CabinetEvent = {
  kind: "indicator",
  indicator: "ready",
  battery: "ok",
  method,
  confirmedS: 50,
};
const healthy = (
  [
    { kind: "door", door: "closed" },
    { kind: "presence", present: true },
    { kind: "pads", pads: "ok" },
    readyLight,
  ] satisfies CabinetEvent[]
).reduce<CabinetState>(withEvent, unobserved(0));

describe("at first", () => {
  test("nothing is known, and nothing counts as good", () => {
    expect(asTold(unobserved(0))).toMatchObject({
      door: "not-sensed",
      present: "not-sensed",
      pads: "not-sensed",
      indicator: "not-sensed",
      battery: "not-sensed",
    });
  });
});

describe("changes", () => {
  test.each<[string, CabinetEvent, string | undefined]>([
    ["the door opens", { kind: "door", door: "open" }, "door-opened"],
    ["the AED is taken", { kind: "presence", present: false }, "aed-removed"],
    ["presence is in doubt", { kind: "presence", present: "unknown" }, "aed-removed"],
    ["the pads come loose", { kind: "pads", pads: "disconnected" }, "pads-disconnected"],
    ["the light says fault", { ...readyLight, indicator: "fault" }, "indicator-changed"],
    ["the battery runs low", { ...readyLight, battery: "low" }, "indicator-changed"],
    ["the light proves nothing more", { ...readyLight, indicator: "unknown" }, "indicator-changed"],
    ["the light confirms again", { ...readyLight, confirmedS: 55 }, undefined],
    ["the door is still closed", { kind: "door", door: "closed" }, undefined],
  ])("when %s", (_name, event, cause) => {
    expect(causeOf(healthy, withEvent(healthy, event))).toBe(cause);
  });

  test("good again has causes of its own", () => {
    const loose: CabinetState = { ...healthy, padsContact: "disconnected" };
    const bad: CabinetState = { ...loose, door: "open", present: false };

    expect(causeOf({ ...healthy, door: "open" }, healthy)).toBe("door-closed");
    expect(causeOf(loose, healthy)).toBe("pads-connected");
    expect(causeOf(bad, { ...bad, present: true })).toBe("aed-returned");
  });
});

describe("an AED that is away", () => {
  const away = withEvent(healthy, { kind: "presence", present: false });

  test("is told about as unknown, never with the values of before", () => {
    expect(asTold(away)).toMatchObject({
      present: false,
      indicator: "unknown",
      battery: "unknown",
      pads: "unknown",
      confirmedS: undefined,
    });
  });

  test("what its empty place shows is no news", () => {
    const loose = withEvent(away, { kind: "pads", pads: "disconnected" });
    const dark = withEvent(loose, { ...readyLight, indicator: "dark", battery: "unknown" });

    expect(causeOf(away, loose)).toBeUndefined();
    expect(causeOf(loose, dark)).toBeUndefined();
  });

  test("a check that is not sensed stays not sensed", () => {
    const bare = withEvent(unobserved(0), { kind: "presence", present: false });

    expect(asTold(bare).pads).toBe("not-sensed");
  });
});

describe("removals", () => {
  const taken: CabinetEvent = { kind: "presence", present: false };
  const returned: CabinetEvent = { kind: "presence", present: true };

  test("are counted, each once", () => {
    const events = [taken, taken, returned, returned, taken, returned];

    expect(asTold(events.reduce<CabinetState>(withEvent, healthy)).removals).toBe(2);
  });

  test("include an AED that was found to be away", () => {
    const booting = withEvent(unobserved(0), { kind: "presence", present: "unknown" });

    expect(withEvent(booting, taken).removals).toBe(1);
    expect(withEvent(booting, returned).removals).toBe(0);
  });

  test("from before the restart count on", () => {
    expect(withEvent(unobserved(1), taken).removals).toBe(2);
  });
});

describe("an AED that came back", () => {
  const away = withEvent(healthy, { kind: "presence", present: false });

  test("is told without what the light showed of the one before", () => {
    const dark = withEvent(away, { ...readyLight, indicator: "dark", battery: "low" });

    expect(asTold(withEvent(dark, { kind: "presence", present: true }))).toMatchObject({
      present: true,
      indicator: "unknown",
      battery: "unknown",
      confirmedS: undefined,
    });
  });

  test("has no light to be unknown when none is sensed", () => {
    const bare = withEvent(unobserved(0), { kind: "presence", present: false });

    expect(asTold(withEvent(bare, { kind: "presence", present: true })).indicator).toBe(
      "not-sensed",
    );
  });
});

describe("contacts that settle after the start", () => {
  const booting = (
    [
      { kind: "door", door: "unknown" },
      { kind: "presence", present: "unknown" },
      { kind: "pads", pads: "unknown" },
    ] satisfies CabinetEvent[]
  ).reduce<CabinetState>(withEvent, unobserved(0));

  test.each<CabinetEvent>([
    { kind: "door", door: "closed" },
    { kind: "presence", present: true },
    { kind: "pads", pads: "ok" },
    { kind: "door", door: "open" },
    { kind: "presence", present: false },
    { kind: "pads", pads: "disconnected" },
  ])("%j belongs to the boot", (event) => {
    expect(causeOf(booting, withEvent(booting, event))).toBe("boot");
  });
});
