/**
 * The power is cut at each single operation of the disk in a short life of the broker: what was
 * acknowledged is there afterwards, and the database is sound.
 */
import { describe, expect, test } from "vitest";
import { openDatabase } from "../../../broker/store/sqlite-database";
import { createSqliteStore } from "../../../broker/store/sqlite-store";
import { type BrokerStore, createBrokerStore } from "../../../scripts/sim/broker-store";
import { Disk } from "../../../simulator/faults/disk";
import { createRandom } from "../../../simulator/fleet/random";
import { openTown } from "./disk-town";

const REPORTS = 4;

interface Life {
  readonly operationsMax: number;
  readonly seed: number;
  /** "FULL" as the broker sets it. */
  readonly synchronous?: "FULL" | "OFF";
}

interface Outcome {
  readonly acknowledged: readonly number[];
  readonly kept: readonly number[];
  readonly verdict: string;
  readonly operations: number;
}

function bodyOf(seq: number): string {
  return String(seq).repeat(3000);
}

/** What a broker finds that is started on the disk. */
function lookAt(store: BrokerStore): Pick<Outcome, "kept" | "verdict"> {
  const session = store.begin();
  try {
    const database = openDatabase("aed.sqlite", true, session.open);
    const verdict = String(database.pragma("integrity_check", { simple: true }));
    const rows = database.prepare<[], { readonly seq: number; readonly body: Buffer }>(
      "SELECT seq, body FROM reports ORDER BY seq",
    );
    const whole = rows.all().filter(({ seq, body }) => body.toString() === bodyOf(seq));
    return { kept: whole.map(({ seq }) => seq), verdict };
  } catch (error) {
    return { kept: [], verdict: String(error) };
  } finally {
    session.kill();
  }
}

/** The broker's own store lives until the power is cut; then a later one opens what is left. */
async function liveAndDie({ operationsMax, seed, synchronous = "FULL" }: Life): Promise<Outcome> {
  const disk = new Disk();
  const random = createRandom(seed);
  const store = await createBrokerStore({ kind: "disk-model", folder: "", random, disk });
  const acknowledged: number[] = [];
  disk.operationsMax = operationsMax;
  const session = store.begin();
  try {
    const database = openDatabase("aed.sqlite", true, session.open);
    database.pragma(`synchronous = ${synchronous}`);
    const kept = createSqliteStore(database);
    for (let seq = 1; seq <= REPORTS; seq++) {
      const report = { id: "a", boot: 1, seq, receivedAtMs: seq, body: bodyOf(seq), mac: "m" };
      await kept.commit([{ report }]);
      acknowledged.push(seq);
    }
    database.pragma("wal_checkpoint(TRUNCATE)");
  } catch {
    // The power went while it worked.
  }
  const { operations } = disk;
  session.kill();
  store.cutPower();
  return { acknowledged, operations, ...lookAt(store) };
}

/** Every life that ends at another operation, each with several chances of what is lost. */
async function* allCuts(seeds: number, synchronous: "FULL" | "OFF"): AsyncGenerator<Outcome> {
  const whole = await liveAndDie({ operationsMax: Number.POSITIVE_INFINITY, seed: 0 });
  for (let operationsMax = 0; operationsMax <= whole.operations; operationsMax++) {
    for (let seed = 0; seed < seeds; seed++) {
      yield await liveAndDie({ operationsMax, seed, synchronous });
    }
  }
}

describe("the power is cut at each operation of the disk", () => {
  test("and what was acknowledged is kept, in a sound database", async () => {
    let cuts = 0;
    let cutsThatLost = 0;
    for await (const { acknowledged, kept, verdict } of allCuts(6, "FULL")) {
      expect(verdict).toBe("ok");
      expect(kept).toEqual(expect.arrayContaining([...acknowledged]));
      expect(kept.length - acknowledged.length).toBeLessThanOrEqual(1);
      cuts += 1;
      if (kept.length < REPORTS) cutsThatLost += 1;
    }

    expect(cuts).toBeGreaterThan(200);
    expect(cutsThatLost).toBeGreaterThan(100);
  });

  test("and a store that does not sync loses reports: the disk can bite", async () => {
    let lost = 0;
    let damaged = 0;
    for await (const { acknowledged, kept, verdict } of allCuts(6, "OFF")) {
      if (acknowledged.some((seq) => !kept.includes(seq))) lost += 1;
      if (verdict !== "ok") damaged += 1;
    }

    expect(lost).toBeGreaterThan(0);
    expect(damaged).toBeGreaterThan(0);
  });
});

test("a broker whose server loses its power keeps every report it acknowledged", async () => {
  const counts = new Set<number>();
  for (let seed = 0; seed < 12; seed++) {
    const town = await openTown({ random: createRandom(seed) });
    await town.begin();
    const device = await town.device();
    const acknowledged: number[] = [];
    town.disk.operationsMax = town.disk.operations + 7 * seed;
    for (let seq = 1; seq <= REPORTS; seq++) {
      if (await town.report(device)) acknowledged.push(seq);
    }
    await town.broker.cutPower();
    await town.broker.start();

    counts.add(acknowledged.length);
    expect(town.kept()).toEqual(expect.arrayContaining(acknowledged));
    await town.broker.kill();
  }

  expect(counts.size).toBeGreaterThan(2);
});

test("the same run leaves the same bytes", async () => {
  const bytesOf = async () => {
    const town = await openTown();
    await town.begin();
    await town.report(await town.device());
    const bytes = Buffer.alloc(town.disk.size("aed.sqlite-wal"));
    town.disk.read("aed.sqlite-wal", 0, bytes);
    return bytes.toString("base64");
  };

  expect(await bytesOf()).toBe(await bytesOf());
});
