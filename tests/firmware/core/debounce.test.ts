/** Contacts bounce, spike and flap: the bad side (high) wins, and nothing waits a second. */
import { describe, expect, test } from "vitest";
import { createDebounce, FLAP_EDGES, observe } from "../../../firmware/core/debounce";

/** Plays edges [time, level] and the looks it asks for; tells changes of the settled level. */
function play(start: boolean, edges: readonly (readonly [number, boolean])[], endMs: number) {
  const debounce = createDebounce(start, 0);
  const changes: [number, boolean][] = [];
  let level = start;
  let lookMs = 0;
  let settled: boolean | undefined;
  const take = (nowMs: number) => {
    const waitMs = observe(debounce, level, nowMs);
    lookMs = waitMs > 0 ? nowMs + waitMs : Number.POSITIVE_INFINITY;
    if (settled !== undefined && debounce.isHigh !== settled) {
      changes.push([nowMs, debounce.isHigh === true]);
    }
    settled = debounce.isHigh;
  };
  for (const [edgeMs, next] of [...edges, [endMs, undefined] as const]) {
    while (lookMs <= edgeMs) take(lookMs);
    if (next === undefined) break;
    level = next;
    take(edgeMs);
  }
  return changes;
}

describe("a contact that settles", () => {
  test("opening is believed after a tenth of a second", () => {
    expect(play(false, [[1000, true]], 5000)).toEqual([[1100, true]]);
  });

  test("closing is believed after it stayed closed, within a second", () => {
    expect(play(true, [[1000, false]], 5000)).toEqual([[1600, false]]);
  });

  test("bouncing while it opens is one change", () => {
    const bounces = [1000, 1003, 1007, 1010].map((atMs, i) => [atMs, i % 2 === 0] as const);

    expect(play(false, [...bounces, [1012, true]], 5000)).toEqual([[1106, true]]);
  });
});

describe("a contact that does not settle", () => {
  test("one spike changes nothing, and is forgotten", () => {
    const spikes = [
      [1000, true],
      [1005, false],
      [3000, true],
      [3005, false],
    ] as const;

    expect(play(false, spikes, 9000)).toEqual([]);
  });

  test("flapping is bad at once, however short it is open", () => {
    const edges = Array.from({ length: 40 }, (_, i) => [1000 + i * 10, i % 2 === 0] as const);

    const changes = play(false, edges, 5000);

    expect(changes[0]).toEqual([1000 + (FLAP_EDGES - 1) * 10, true]);
    expect(changes).toEqual([changes[0], [1390 + 600, false]]);
  });

  test("flapping slower than it settles stays bad until it rests", () => {
    const edges = Array.from({ length: 20 }, (_, i) => [1000 + i * 400, i % 2 === 0] as const);

    expect(play(false, edges, 20_000)).toEqual([
      [1100, true],
      [1000 + 19 * 400 + 600, false],
    ]);
  });

  test("short openings add up within one disturbance", () => {
    const edges = [0, 60, 200, 260].map((atMs, i) => [1000 + atMs, i % 2 === 0] as const);

    expect(play(false, edges, 1300)[0]?.[1]).toBe(true);
  });
});
