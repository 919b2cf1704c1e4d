/**
 * The power may fail in any flash operation of a running sensor. Each of these stories is played
 * with every cut there is, against the real broker: who they are, their order and every report
 * that they had accepted come through.
 */
import { afterEach, expect, test } from "vitest";
import { brokenPromises, playAllCuts, type TownStory } from "./cut-town";
import { MINUTE_MS, SECOND_MS, type Town } from "./town";

const REST_MS = 8 * MINUTE_MS;

let town: Town;

afterEach(async () => {
  await town.close();
});

/** Plays the story with all cuts and demands what must always hold; returns what is left. */
async function survive(story: TownStory) {
  const played = await playAllCuts(story);
  town = played.town;
  expect(brokenPromises(town, played.survivors)).toEqual([]);
  const unwell: string[] = [];
  for (const { id, cut } of played.survivors) {
    const reasons = await town.reasonsOf(id);
    // When the power fails before the contacts were read, nobody can know that it is the same AED.
    const others = reasons.filter((reason) => reason !== "aed-unconfirmed");
    if (others.length > 0) unwell.push(`${JSON.stringify(cut)}: ${others}`);
  }
  expect(unwell).toEqual([]);
  const { conflicting = 0, forged = 0, "login-forged": logins = 0 } = town.broker.counters();
  expect([conflicting, forged, logins]).toEqual([0, 0, 0]);
  return played.survivors;
}

const settle = (open: Town) => open.settle();

/** Every cabinet's door opens and closes. */
async function useDoors(open: Town, ids: readonly string[], times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    for (const id of ids) open.fleet.cabinet(id).openDoor();
    await open.pass(2 * SECOND_MS);
    for (const id of ids) open.fleet.cabinet(id).closeDoor();
    await open.pass(2 * SECOND_MS);
  }
}

test("in the boot of a sensor that has worked before", async () => {
  await survive({
    before: settle,
    play: async (open, ids) => {
      for (const id of ids) open.member(id).device.reboot();
      await open.pass(90 * SECOND_MS);
    },
    restMs: REST_MS,
  });
});

test("in its very first boot, out of the box", async () => {
  await survive({ before: async () => {}, play: settle, restMs: REST_MS });
});

test("while reports are taken in and acknowledged", async () => {
  await survive({
    before: settle,
    play: (open, ids) => useDoors(open, ids, 2),
    restMs: REST_MS,
  });
});

test("while reports pile up without a network, from page to page, and then leave", async () => {
  await survive({
    before: async (open) => {
      await open.settle();
      open.network.isDown = true;
    },
    play: async (open, ids) => {
      await useDoors(open, ids, 5);
      open.network.isDown = false;
      await open.pass(6 * MINUTE_MS);
    },
    restMs: REST_MS,
  });
});

test("while new settings are tried and kept", async () => {
  const survivors = await survive({
    before: settle,
    play: async (open, ids) => {
      const settings = { version: 2, heartbeatS: 600 };
      for (const id of ids) await open.order(id, "configure", { settings });
      await open.pass(MINUTE_MS);
    },
    restMs: REST_MS,
  });

  for (const { id } of survivors) {
    const { dueS, node } = town.newestReport(id);
    expect([
      [1, 900],
      [2, 600],
    ]).toContainEqual([node.config, dueS]);
  }
});

test("while settings that lead nowhere are undone", async () => {
  const survivors = await survive({
    before: settle,
    play: async (open, ids) => {
      const settings = { version: 2, brokerPort: 1884 };
      for (const id of ids) await open.order(id, "configure", { settings });
      await open.pass(40 * MINUTE_MS);
    },
    restMs: 40 * MINUTE_MS,
  });

  for (const { id } of survivors) expect(town.newestReport(id).node.config).toBe(1);
});
