/** Nothing is acknowledged that is not on disk, and what is on disk survives every ending. */
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { CommitQueue } from "../../../broker/ingest/commit-queue";
import { KeyedQueue } from "../../../broker/ingest/keyed-queue";
import type { Change, Store } from "../../../broker/store/store";
import { topicOf } from "../../../protocol/topics";
import { reportPayload, sampleReport } from "../support/sample-report";
import { registrationOf, START_MS, startTestBroker } from "../support/test-broker";
import { TestClock } from "../support/test-clock";

const id = "gym-north";

function openBeside(folder: string): Database.Database {
  return new Database(join(folder, "aed.sqlite"));
}

test("when PUBACK arrives, another program can read the report in the database", async () => {
  const { broker, device, folder, now } = await startTestBroker();
  await broker.registry.register([registrationOf(id)], START_MS);
  const sensor = await device(id);

  await sensor.report(sampleReport(now()));

  const beside = openBeside(folder);
  expect(beside.prepare("SELECT id, boot, seq FROM reports").all()).toEqual([
    { id, boot: 1, seq: 1 },
  ]);
  beside.close();
});

test("a disk that takes no more ends the broker; nothing is acknowledged or believed", async () => {
  const { broker, device, folder, now, identity, failures, statusOf, get } =
    await startTestBroker();
  await broker.registry.register([registrationOf(id)], START_MS);
  const sensor = await device(id);
  await sensor.report(sampleReport(now(), { aed: { present: false } }));
  const beside = openBeside(folder);
  beside.exec(
    "CREATE TRIGGER full BEFORE INSERT ON reports BEGIN SELECT RAISE(ABORT, 'disk is full'); END",
  );
  beside.close();

  const good = reportPayload(sampleReport(now(), { seq: 2 }), identity(id).keyHex);
  const sent = sensor.publish(topicOf(id, "report"), good);
  while (failures.length === 0) await new Promise((resolve) => setImmediate(resolve));

  expect(sensor.isAcknowledged(sent)).toBe(false);
  expect(failures.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^Storing reports failed \(disk is full\)\. Nothing .* acknowledged/),
  ]);
  expect(await statusOf(id)).toBe("action aed-missing");
  expect(await get("/health")).toMatchObject({ code: 503, body: { ok: false, store: "failed" } });
});

test("while another program writes, reports wait for it and nothing ends", async () => {
  const { broker, device, folder, now, identity, failures, get, clock } = await startTestBroker();
  await broker.registry.register([registrationOf(id)], START_MS);
  const sensor = await device(id);
  const beside = openBeside(folder);
  beside.exec("BEGIN IMMEDIATE");

  const report = reportPayload(sampleReport(now()), identity(id).keyHex);
  const sent = sensor.publish(topicOf(id, "report"), report);
  while ((await get("/health")).body.waiting !== 1) await clock.settle();
  await clock.advance(1_000);

  expect(sensor.isAcknowledged(sent)).toBe(false);
  expect(failures).toEqual([]);
  beside.exec("COMMIT");
  beside.close();
  await clock.advance(100);
  expect(await sensor.acknowledgement(sent)).toBe("acknowledged");
});

test("a login is used up on disk before it is answered", async () => {
  const { broker, device, folder } = await startTestBroker();
  await broker.registry.register([registrationOf(id)], START_MS);

  await device(id, { boot: 3, n: 9 });

  const beside = openBeside(folder);
  expect(beside.prepare("SELECT text FROM attempts").get()).toEqual({
    text: JSON.stringify({ boot: 3, n: 9 }),
  });
  beside.close();
});

describe("after a restart", () => {
  test("facts come from the store: latched faults, order, deadlines", async () => {
    const first = await startTestBroker();
    await first.broker.registry.register([registrationOf(id)], START_MS);
    const sensor = await first.device(id);
    const first2 = sampleReport(first.now(), { seq: 2, aed: { pads: { state: "disconnected" } } });
    await sensor.report(first2);
    await first.broker.close();

    const { folder, clock } = first;
    const second = await startTestBroker({ folder, clock });

    expect(await second.statusOf(id)).toBe("action pads-disconnected report-not-current");
    const again = await second.device(id, { boot: 1, n: 2 });
    expect(await again.report(first2)).toBe("acknowledged");
    expect(second.broker.counters()).toMatchObject({ reports: 0, repetitions: 1 });
    await clock.advance(990_000);
    expect(await second.statusOf(id)).toBe("action pads-disconnected report-overdue");
  });

  test("nothing is ready before its sensor has reported to this broker", async () => {
    const first = await startTestBroker();
    await first.broker.registry.register([registrationOf(id)], START_MS);
    await (await first.device(id)).report(sampleReport(first.now(), { dueS: 86_400 }));
    await first.broker.close();

    const { folder, clock } = first;
    const second = await startTestBroker({ folder, clock });
    const atOnce = await second.statusOf(id);
    const sensor = await second.device(id, { boot: 1, n: 2 });
    await sensor.report(sampleReport(second.now(), { seq: 2 }));

    expect(atOnce).toBe("unknown report-not-current");
    expect(await second.statusOf(id)).toBe("ready");
  });

  test("a sensor that starts again after the broker is not called overdue", async () => {
    const first = await startTestBroker();
    await first.broker.registry.register([registrationOf(id)], START_MS);
    await (await first.device(id)).report(sampleReport(first.now()));
    await first.broker.close();
    await first.clock.advance(1_000_000);

    const { folder, clock } = first;
    const second = await startTestBroker({ folder, clock });
    const sensor = await second.device(id, { boot: 2, n: 1 });
    await sensor.report(sampleReport(0, { boot: 2, clock: "unsynced", why: "boot" }));

    expect(await second.statusOf(id)).toBe("unknown report-not-current");
    await sensor.report(sampleReport(second.now(), { boot: 2, seq: 2 }));
    expect(await second.statusOf(id)).toBe("ready");
    expect(await second.logged()).not.toContain(`${id} fault-opened report-overdue`);
  });

  test("a deadline that passed while no broker ran has passed", async () => {
    const first = await startTestBroker();
    await first.broker.registry.register([registrationOf(id)], START_MS);
    const sensor = await first.device(id);
    await sensor.report(sampleReport(first.now()));
    await first.broker.close();
    await first.clock.advance(1_000_000);

    const { folder, clock } = first;
    const second = await startTestBroker({ folder, clock });

    expect(await second.statusOf(id)).toBe("unknown report-overdue");
    await clock.advance(990_000);
    expect(await second.logged()).toContain(`${id} fault-opened report-overdue`);
  });

  test("a used password stays used", async () => {
    const first = await startTestBroker();
    await first.broker.registry.register([registrationOf(id)], START_MS);
    await first.device(id, { boot: 4, n: 2 });
    await first.broker.close();

    const { folder, clock } = first;
    const second = await startTestBroker({ folder, clock });

    const replay = second.device(id, { boot: 4, n: 2 });
    const refusal = expect(replay).rejects.toThrow("answered CONNECT with 4");
    while (second.broker.counters()["login-replayed"] !== 1) await clock.settle();
    await clock.advance(10_000);
    await refusal;
  });

  test("the log does not repeat what it has said", async () => {
    const first = await startTestBroker();
    await first.broker.registry.register([registrationOf(id)], START_MS);
    const sensor = await first.device(id);
    await sensor.report(sampleReport(first.now(), { aed: { pads: { state: "disconnected" } } }));
    const before = await first.logged();
    await first.broker.close();

    const { folder, clock } = first;
    const second = await startTestBroker({ folder, clock });

    expect(await second.logged()).toEqual(before);
    expect(second.lines).toEqual([]);
  });
});

/** A store that commits when the test says so. */
function heldStore() {
  const groups: { readonly changes: readonly Change[]; readonly finish: () => void }[] = [];
  const commit: Store["commit"] = (changes) => {
    return new Promise((finish) => groups.push({ changes, finish }));
  };
  return { groups, store: { commit } as Store };
}

describe("group commit", () => {
  test("what waits is committed together, and what comes meanwhile in the next group", async () => {
    const { groups, store } = heldStore();
    const clock = new TestClock(START_MS);
    const commits = new CommitQueue({ store, clock, onFailure: () => {} });
    const done: string[] = [];
    const add = (name: string) => void commits.add({}).then(() => done.push(name));

    add("a");
    add("b");
    await clock.settle();
    add("c");
    await clock.settle();

    expect(groups.map(({ changes }) => changes.length)).toEqual([2]);
    expect(done).toEqual([]);
    groups[0]!.finish();
    await clock.settle();
    expect(done).toEqual(["a", "b"]);
    expect(groups.map(({ changes }) => changes.length)).toEqual([2, 1]);
  });

  test("tells how long the oldest change has waited", async () => {
    const { store } = heldStore();
    const clock = new TestClock(START_MS);
    const commits = new CommitQueue({ store, clock, onFailure: () => {} });

    void commits.add({});
    await clock.advance(250);

    expect(commits).toMatchObject({ size: 1, lagMs: 250 });
  });
});

test("tasks of one cabinet run in order, those of another beside them", async () => {
  const queue = new KeyedQueue();
  const order: string[] = [];
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });

  const first = queue.run("a", () => held.then(() => void order.push("a1")));
  const second = queue.run("a", async () => void order.push("a2"));
  await queue.run("b", async () => void order.push("b1"));
  release();
  await Promise.all([first, second]);

  expect(order).toEqual(["b1", "a1", "a2"]);
});
