/** How the broker opens its database: durable, and never long in another program's way. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { openDatabase } from "../../../broker/store/sqlite-database";
import { temporaryFolder } from "../support/test-broker";

function settingsOf(isChecked: boolean) {
  const database = openDatabase(join(temporaryFolder(), "aed.sqlite"), isChecked);
  const read = (name: string) => database.pragma(name, { simple: true });
  const settings = {
    journal: read("journal_mode"),
    synchronous: read("synchronous"),
    busyMs: Number(read("busy_timeout")),
  };
  database.close();
  return settings;
}

const FULL = 2;

test.each([
  ["the broker", true],
  ["a command", false],
])("what %s commits is flushed to the disk", (_name, isChecked) => {
  expect(settingsOf(isChecked)).toMatchObject({ journal: "wal", synchronous: FULL });
});

test("the broker stands still for another program for 200 ms at most, a command waits", () => {
  expect(settingsOf(true).busyMs).toBeLessThanOrEqual(200);
  expect(settingsOf(false).busyMs).toBe(5_000);
});
