/** An installer sees each input in words, and again when it changes. */
import { describe, expect, test } from "vitest";
import { WIRING, WiringChanges } from "../../../scripts/board/wiring-test";

const GOOD_CABINET = { door: 0, aed: 0, pads: 0, light: 0.05, supply: 0.5, microphone: 0 };

function createShownCabinet(): WiringChanges {
  const wiring = new WiringChanges();
  wiring.changed(GOOD_CABINET);
  return wiring;
}

describe("wiring test", () => {
  test("shows all inputs of a good cabinet at first", () => {
    expect(new WiringChanges().changed(GOOD_CABINET)).toEqual([
      "door switch (D27): closed",
      "AED's place (D26): AED is there",
      "pads contact (D25): closed",
      "light sensor (D34): 5 % brightness",
      "supply (D35): 50 % of full scale",
      "microphone (D33): quiet",
    ]);
  });

  test("says nothing while nothing changes", () => {
    expect(createShownCabinet().changed(GOOD_CABINET)).toEqual([]);
  });

  test.each([
    [{ door: 1 }, "door switch (D27): open"],
    [{ aed: 1 }, "AED's place (D26): AED is missing"],
    [{ pads: 1 }, "pads contact (D25): open"],
    [{ light: 0.7 }, "light sensor (D34): 70 % brightness"],
    [{ supply: 0.31 }, "supply (D35): 31 % of full scale"],
    [{ microphone: 1 }, "microphone (D33): hears something loud"],
  ])("shows the one input that changed: %o", (change, line) => {
    expect(createShownCabinet().changed({ ...GOOD_CABINET, ...change })).toEqual([line]);
  });

  test("shows the door again when it closes", () => {
    const wiring = createShownCabinet();
    wiring.changed({ ...GOOD_CABINET, door: 1 });

    expect(wiring.changed(GOOD_CABINET)).toEqual(["door switch (D27): closed"]);
  });

  test("takes the noise of a supply for no change, but a slow fall for one", () => {
    const wiring = createShownCabinet();

    expect(wiring.changed({ ...GOOD_CABINET, supply: 0.46 })).toEqual([]);
    expect(wiring.changed({ ...GOOD_CABINET, supply: 0.39 })).toEqual([
      "supply (D35): 39 % of full scale",
    ]);
  });

  test("asks every pin the way the program reads it", () => {
    const read: string[] = [];
    const pins = ["D25", "D26", "D27", "D33", "D34", "D35"];
    const reader = (kind: string) => (pin: string) => {
      read.push(`${kind} ${pin}`);
      return 0;
    };
    const ask = new Function("digitalRead", "analogRead", ...pins, `return (${WIRING});`);

    expect(Object.keys(ask(reader("digital"), reader("analog"), ...pins))).toEqual(
      Object.keys(GOOD_CABINET),
    );
    expect(read).toEqual([
      "digital D27",
      "digital D26",
      "digital D25",
      "analog D34",
      "analog D35",
      "digital D33",
    ]);
  });
});
