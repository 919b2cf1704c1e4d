/** Data that was changed behind the broker's back never speaks for an AED. */
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { sampleReport } from "../support/sample-report";
import {
  registrationOf,
  START_MS,
  startTestBroker,
  type TestBroker,
  temporaryFolder,
} from "../support/test-broker";

const id = "gym-north";

/** A folder in which a cabinet has sent these reports, and which no broker has open. */
async function folderAfter(reports: Parameters<typeof sampleReport>[1][]): Promise<TestBroker> {
  const started = await startTestBroker();
  await started.broker.registry.register([registrationOf(id)], START_MS);
  const sensor = await started.device(id, { boot: 1, n: 1 });
  for (const [index, change] of reports.entries()) {
    await sensor.report(sampleReport(started.now(), { seq: index + 1, ...change }));
  }
  await started.broker.close();
  return started;
}

function inDatabase(folder: string, sql: string): void {
  const database = new Database(join(folder, "aed.sqlite"));
  database.exec(sql);
  database.close();
}

describe("a changed row makes its cabinet unknown until a new report", () => {
  async function brokerAfterDamage(sql: string): Promise<TestBroker> {
    const { folder, clock } = await folderAfter([{}]);
    inDatabase(folder, sql);
    return await startTestBroker({ folder, clock });
  }

  test.each([
    [
      "the body of the newest report",
      "UPDATE reports SET body = CAST(replace(body, 'closed', 'broken') AS BLOB)",
    ],
    ["the signature of the newest report", "UPDATE reports SET mac = 'AAAAAAAAAAAAAAAAAAAAAA'"],
    ["the newest report is gone", "DELETE FROM reports"],
  ])("%s", async (_name, sql) => {
    const again = await brokerAfterDamage(sql);

    expect(await again.statusOf(id)).toBe("unknown evidence-damaged");
    const sensor = await again.device(id, { boot: 1, n: 2 });
    expect(await sensor.report(sampleReport(again.now(), { seq: 9 }))).toBe("acknowledged");
    expect(await again.statusOf(id)).toBe("ready");
  });

  test.each([
    ["the number of the newest report", "UPDATE reports SET seq = 9"],
    [
      "the facts",
      "UPDATE facts SET text = replace(text, '\"isCurrent\":true', '\"isCurrent\":false')",
    ],
    [
      "the facts' deadline",
      "UPDATE facts SET text = replace(text, 'deadlineMs\":1', 'deadlineMs\":9')",
    ],
    ["the facts are gone", "DELETE FROM facts"],
    ["the facts of another cabinet", "UPDATE facts SET seal = (SELECT seal FROM registrations)"],
    ["facts and reports", "DELETE FROM reports; UPDATE facts SET seal = 'A'"],
  ])("and unbound when it can hide an absence: %s", async (_name, sql) => {
    const again = await brokerAfterDamage(sql);

    expect(await again.statusOf(id)).toContain("evidence-damaged");
    const sensor = await again.device(id, { boot: 2, n: 2 });
    const report = sampleReport(again.now(), { boot: 2, seq: 9 });
    expect(await sensor.report(report)).toBe("acknowledged");
    expect(await again.statusOf(id)).toBe("action aed-unconfirmed");
    await again.clock.advance(1000);
    const act = { cabinetId: id, kind: "aed-confirmed" } as const;
    await again.broker.registry.recordAct(act, again.clock.wallMs());
    expect(await again.statusOf(id)).toBe("ready");
  });

  test("an absence told by a row that was changed is not forgotten", async () => {
    const { folder, clock } = await folderAfter([{}, { aed: { present: false } }]);
    inDatabase(folder, "UPDATE reports SET mac = 'AAAAAAAAAAAAAAAAAAAAAA' WHERE seq = 2");
    const again = await startTestBroker({ folder, clock });
    const sensor = await again.device(id, { boot: 1, n: 2 });
    await clock.advance(600_000);

    await sensor.report(sampleReport(again.now(), { seq: 3, upS: 700 }));

    expect(await again.statusOf(id)).toBe("action aed-unconfirmed");
  });

  test("a registration whose expiry date was changed counts for nothing", async () => {
    const { folder, clock } = await folderAfter([{}]);
    inDatabase(folder, "UPDATE registrations SET text = replace(text, '2028-01-31', '2038-01-31')");

    const again = await startTestBroker({ folder, clock });

    expect(await again.statusOf(id)).toContain("unknown evidence-damaged");
    expect((await again.logged()).join()).not.toContain("date-unknown");
    await again.broker.registry.register([registrationOf(id)], START_MS);
    expect(await again.statusOf(id)).toBe("unknown report-not-current");
  });

  test("what older, sound reports latched is kept", async () => {
    const { folder, clock } = await folderAfter([
      { aed: { selfTest: { result: "fail" } } },
      { aed: { present: false } },
      {},
    ]);
    inDatabase(folder, "UPDATE facts SET seal = 'AAAAAAAAAAAAAAAAAAAAAA'");

    const again = await startTestBroker({ folder, clock });
    const sensor = await again.device(id, { boot: 1, n: 2 });
    await sensor.report(sampleReport(again.now(), { seq: 4 }));

    expect(await again.statusOf(id)).toBe("action self-test-failed aed-unconfirmed");
  });

  test("a login counter that was changed lets the sensor in with a newer boot", async () => {
    const { folder, clock } = await folderAfter([{}]);
    inDatabase(folder, `UPDATE attempts SET text = '{"boot":2147483647,"n":1}'`);

    const again = await startTestBroker({ folder, clock });

    expect((await again.device(id, { boot: 2, n: 1 })).isOpen).toBe(true);
  });

  test("while the broker runs, a new report of a damaged number takes its place", async () => {
    const { folder, clock } = await folderAfter([{}]);
    inDatabase(folder, "UPDATE reports SET seq = 2");

    const again = await startTestBroker({ folder, clock });
    const sensor = await again.device(id, { boot: 1, n: 2 });

    expect(await sensor.report(sampleReport(again.now(), { seq: 2 }))).toBe("acknowledged");
    expect(again.failures).toEqual([]);
  });
});

describe("a database that is none", () => {
  test("is refused with the way to recover", async () => {
    const { folder, clock } = await folderAfter([{}]);
    writeFileSync(join(folder, "aed.sqlite"), "this is no database, and it is long enough to tell");

    await expect(startTestBroker({ folder, clock })).rejects.toMatchObject({
      code: "DATA_CORRUPT",
      message: expect.stringMatching(/aed\.sqlite" is damaged .* move this file .* a backup/),
    });
  });

  test("a page of rubbish is found at start, even one that nothing else would read", async () => {
    const { folder, clock } = await folderAfter([{}]);
    inDatabase(
      folder,
      `WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 500)
       INSERT INTO acts (id, kind, at_ms) SELECT 'gym-north', hex(zeroblob(100)), n FROM many;`,
    );
    const path = join(folder, "aed.sqlite");
    const bytes = readFileSync(path);
    bytes.fill(0xa5, bytes.length - 4096, bytes.length - 2048);
    writeFileSync(path, bytes);

    await expect(startTestBroker({ folder, clock })).rejects.toMatchObject({
      code: "DATA_CORRUPT",
    });
  });

  test("of a newer broker is left alone", async () => {
    const { folder, clock } = await folderAfter([{}]);
    inDatabase(folder, "PRAGMA user_version = 99");

    await expect(startTestBroker({ folder, clock })).rejects.toMatchObject({
      code: "DATA_NEWER",
      message: expect.stringContaining("format 99; this broker knows formats up to 2"),
    });
  });
});

test("an empty folder becomes a data folder that only its owner can read", async () => {
  const folder = join(temporaryFolder(), "new", "data");

  await startTestBroker({ folder });

  const key = statSync(join(folder, "master.key"));
  expect([key.size, key.mode & 0o777]).toEqual([32, 0o600]);
  expect(statSync(folder).mode & 0o077).toBe(0);
});
