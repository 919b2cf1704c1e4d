/** A database of an earlier format goes on in the newest, whenever the change was cut off. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { openDatabase, SCHEMA_VERSION } from "../../../broker/store/sqlite-database";
import { sampleReport } from "../support/sample-report";
import { registrationOf, START_MS, startTestBroker, type TestBroker } from "../support/test-broker";

const id = "gym-north";
const MODULE = join(__dirname, "../../../broker/store/sqlite-database.ts");

/** A stopped broker whose database is of format 1, with a report in it. */
async function folderOfFormat1(): Promise<TestBroker> {
  const started = await startTestBroker();
  await started.broker.registry.register([registrationOf(id)], START_MS);
  await (await started.device(id)).report(sampleReport(started.now()));
  await started.broker.close();
  const beside = new Database(join(started.folder, "aed.sqlite"));
  beside.exec("DROP TABLE commands; PRAGMA user_version = 1");
  beside.close();
  return started;
}

function versionOf(folder: string): number {
  const beside = new Database(join(folder, "aed.sqlite"), { readonly: true });
  const version = Number(beside.pragma("user_version", { simple: true }));
  beside.close();
  return version;
}

async function worksOn({ folder, clock }: TestBroker): Promise<void> {
  const second = await startTestBroker({ folder, clock });
  const { body } = await second.get(`/api/cabinets/${id}`);
  expect(body).toMatchObject({ latestReport: { seq: 1 } });
  const order = { cabinetId: id, do: "reboot", lifeS: 60 } as const;
  const [record] = await second.broker.commands.queue([order], clock.wallMs());
  expect(await second.broker.commands.find(id, record!.n)).toMatchObject({ state: "queued" });
  expect(versionOf(folder)).toBe(SCHEMA_VERSION);
}

test("a database of format 1 keeps what it has and takes commands", async () => {
  await worksOn(await folderOfFormat1());
});

test("a program killed while it changed the format leaves the old one whole", async () => {
  const started = await folderOfFormat1();
  const path = join(started.folder, "aed.sqlite");
  // Dies when the new tables are made and the new version is about to be written.
  const program = `
    const { prototype } = require("better-sqlite3");
    const pragma = prototype.pragma;
    prototype.pragma = function (source, options) {
      if (source.startsWith("user_version =")) process.kill(process.pid, "SIGKILL");
      return pragma.call(this, source, options);
    };
    require(${JSON.stringify(MODULE)}).openDatabase(${JSON.stringify(path)}, true);`;

  const { signal } = spawnSync(process.execPath, ["-r", "ts-node/register", "-e", program], {
    env: { ...process.env, TS_NODE_TRANSPILE_ONLY: "true" },
    timeout: 20_000,
  });

  expect(signal).toBe("SIGKILL");
  expect(versionOf(started.folder)).toBe(1);
  await worksOn(started);
});

test("a new database has the newest format at once, and keeps it when opened again", async () => {
  const { folder } = await startTestBroker();
  const path = join(folder, "aed.sqlite");

  openDatabase(path, false).close();

  expect(versionOf(folder)).toBe(SCHEMA_VERSION);
});
