/**
 * The power may fail in any flash operation of an update, from the command to the confirmation:
 * the sensor runs the old version or the new one, whole, and the update is completed by itself.
 */
import { afterEach, beforeAll, expect, test } from "vitest";
import { brokenPromises, playAllCuts } from "./cut-town";
import { type Application, buildApplication, manifestOf, offer, signedManifest } from "./release";
import { MINUTE_MS, type Town } from "./town";

/** Of the many operations of this kind, these many are cut at the beginning and at the end. */
const EDGE_OPERATIONS = 12;
/** Of those between them, one in so many. */
const SAMPLED_EACH = 8;

let next: Application;
let town: Town;

beforeAll(async () => {
  next = await buildApplication("0.2.0");
});
afterEach(async () => {
  await town.close();
});

test("an update survives every power cut, and is completed", async () => {
  const orders = new Map<string, number>();
  const played = await playAllCuts({
    before: (open) => open.settle(),
    play: async (open, ids) => {
      offer(open, next);
      for (const id of ids) {
        const manifest = signedManifest(manifestOf(id, next));
        orders.set(id, await open.order(id, "update", { manifest }, 86_400));
      }
      await open.pass(3 * MINUTE_MS);
    },
    restMs: 15 * MINUTE_MS,
    isCut: (operation, count) => {
      const isAtEdge = operation <= EDGE_OPERATIONS || operation > count - 2 * EDGE_OPERATIONS;
      return isAtEdge || operation % SAMPLED_EACH === 0;
    },
  });
  town = played.town;
  const { survivors } = played;

  expect(brokenPromises(town, survivors)).toEqual([]);
  const ends: string[] = [];
  for (const { id, cut } of survivors) {
    const { state, reason } = await town.outcome(id, orders.get(id) ?? 0);
    const versions = new Set(town.reports(id).map(({ node }) => node.firmware));
    const end = `${state} ${reason} ${[...versions]} ${town.newestReport(id).node.firmware}`;
    if (end !== "done null 0.1.0,0.2.0 0.2.0") ends.push(`${JSON.stringify(cut)}: ${end}`);
  }
  expect(ends).toEqual([]);
  const { conflicting = 0, forged = 0 } = town.broker.counters();
  expect([conflicting, forged]).toEqual([0, 0]);
}, 60_000);
