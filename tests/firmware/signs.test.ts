/** The light and the buzzer at the cabinet: they work without any network. */
import { beforeEach, describe, expect, test } from "vitest";
import { createSigns, type Signs } from "../../firmware/signs";
import { ManualClock } from "./fake-board";

let clock: ManualClock;
let signs: Signs;
let lit: [number, boolean][];
let loud: [number, boolean][];

/** Notes when an output changes. */
function output(changes: [number, boolean][]) {
  return {
    drive(isHigh: boolean): void {
      if ((changes.at(-1)?.[1] ?? false) !== isHigh) changes.push([clock.nowMs, isHigh]);
    },
  };
}
function create(hasBuzzer = true): void {
  clock = new ManualClock();
  lit = [];
  loud = [];
  signs = createSigns({ clock, led: output(lit), buzzer: output(loud), hasBuzzer });
}
beforeEach(() => create());

const beeps = () => loud.filter(([, isHigh]) => isHigh).map(([atMs]) => atMs);
const isLit = () => lit.at(-1)?.[1] ?? false;
const isLoud = () => loud.at(-1)?.[1] ?? false;

describe("the light", () => {
  test("is steady while there is a broker", () => {
    signs.online(true);
    clock.advance(60_000);

    expect(lit).toEqual([[0, true]]);
    expect(clock.names).toEqual([]);
  });

  test("blinks shortly every three seconds while there is none", () => {
    signs.online(false);
    clock.advance(6500);

    expect(lit).toEqual([
      [3000, true],
      [3100, false],
      [6000, true],
      [6100, false],
    ]);
  });

  test("is steady again at once, also in the middle of a blink", () => {
    signs.online(false);
    clock.advance(3050);
    signs.online(true);
    clock.advance(10_000);

    expect(lit).toEqual([[3000, true]]);
  });
});

describe("the chime", () => {
  test("has two beeps when the door opens, three when the AED goes", () => {
    signs.doorOpened();
    clock.advance(5000);
    expect(beeps()).toEqual([0, 250]);
    loud.splice(0);
    signs.aedRemoved();
    clock.advance(5000);

    expect(beeps()).toEqual([5000, 5250, 5500]);
    expect(isLoud()).toBe(false);
    expect(clock.names).toEqual([]);
  });

  test("of the AED takes the place of that of the door", () => {
    signs.doorOpened();
    clock.advance(50);
    signs.aedRemoved();
    clock.advance(5000);

    expect(loud.at(-1)?.[0]).toBe(50 + 2 * 250 + 100);
    expect(isLoud()).toBe(false);
  });

  test("is silent without a buzzer", () => {
    create(false);
    signs.doorOpened();
    signs.aedRemoved();
    signs.identify(5);
    clock.advance(10_000);

    expect(loud).toEqual([]);
  });
});

describe("showing where the cabinet is", () => {
  test("blinks quickly and beeps each second, for as long as wanted", () => {
    signs.online(true);
    signs.identify(5);
    clock.advance(4999);
    expect(lit.length).toBeGreaterThan(30);
    expect(beeps()).toEqual([0, 1000, 2000, 3000, 4000]);
    clock.advance(60_000);

    expect(lit.at(-1)![0]).toBeLessThanOrEqual(5000);
    expect([isLit(), isLoud(), beeps().length <= 6]).toEqual([true, false, true]);
    expect(clock.names).toEqual([]);
  });

  test("goes back to the short blinks while there is no broker", () => {
    signs.online(false);
    signs.identify(2);
    clock.advance(2000);
    lit.splice(0);
    clock.advance(3100);

    expect(lit.map(([, isHigh]) => isHigh)).toEqual([true, false]);
  });

  test("is not disturbed when the broker goes, and shows it afterwards", () => {
    signs.online(true);
    signs.identify(3);
    clock.advance(1000);
    signs.online(false);
    const changes = lit.length;
    clock.advance(1000);
    expect(lit.length).toBeGreaterThan(changes + 5);
    clock.advance(3000);

    expect(isLit()).toBe(false);
  });

  test("stops when told to, and lasts no longer than the wire allows", () => {
    signs.online(true);
    signs.identify(1e9);
    clock.advance(599_000);
    expect(beeps().length).toBe(600);
    signs.identify(0);
    clock.advance(10_000);
    expect(beeps().length).toBe(600);

    signs.identify(1e9);
    clock.advance(700_000);
    expect(clock.names).toEqual([]);
  });

  test.each([Number.NaN, -1, 0])("for %d seconds does nothing", (forS) => {
    signs.online(true);
    signs.identify(forS);
    clock.advance(5000);

    expect([lit, loud]).toEqual([[[0, true]], []]);
  });

  test("does not cut a door chime short", () => {
    signs.identify(5);
    clock.advance(900);
    signs.aedRemoved();
    clock.advance(1000);

    expect(beeps()).toEqual([0, 900, 1150, 1400]);
  });
});
