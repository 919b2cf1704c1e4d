/**
 * The promise of the acknowledgement, with real processes: a broker that is killed in the midst of
 * a fleet's reports, again and again, has lost none of those it acknowledged.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, expect, test } from "vitest";
import { splitFrame } from "../../protocol/frame";
import { CommandProcess } from "./process";
import { Witness } from "./witness";

const CABINETS = 40;
const KILLS = 3;
/** Each broker is killed after it has acknowledged this many further reports. */
const REPORTS_PER_LIFE = 30;

const folder = mkdtempSync(join(tmpdir(), "aed-killed-"));
const witness = new Witness();
const processes: CommandProcess[] = [];

afterEach(() => {
  for (const running of processes) running.kill("SIGKILL");
  witness.close();
  rmSync(folder, { recursive: true, force: true });
});

async function startBroker(): Promise<CommandProcess> {
  const options = ["--mqtt-port", "0", "--http-port", "0", "--data", folder, "--simulation"];
  const broker = new CommandProcess("broker", options);
  processes.push(broker);
  const [, port] = await broker.printed(/MQTT on [\d.]+:(\d+)/);
  witness.relayTo(Number(port));
  return broker;
}

async function startFleet(port: number): Promise<void> {
  const options = ["--broker", `mqtt://127.0.0.1:${port}`, "--count", String(CABINETS)];
  const busy = ["--heartbeat-s", "10", "--incidents-per-hour", "36000", "--data", folder];
  const fleet = new CommandProcess("fleet", [...options, ...busy]);
  processes.push(fleet);
  await fleet.printed(/cabinets switched on/);
}

/** Resolves when the broker has acknowledged `count` reports more. */
async function acknowledgedMore(count: number): Promise<void> {
  const wanted = witness.acknowledged.size + count;
  while (witness.acknowledged.size < wanted) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Bodies of all reports in the store, read by nobody's code but the database's. */
function storedBodies(): Set<string> {
  const database = new Database(join(folder, "aed.sqlite"), { readonly: true });
  const rows = database.prepare<[], { body: Buffer }>("SELECT body FROM reports").all();
  database.close();
  return new Set(rows.map(({ body }) => body.toString("latin1")));
}

test("kill -9 in the midst of reports loses none that was acknowledged", async () => {
  const fleetPort = await witness.listen();
  let broker = await startBroker();
  await startFleet(fleetPort);

  for (let kill = 0; kill < KILLS; kill++) {
    await acknowledgedMore(REPORTS_PER_LIFE);
    broker.kill("SIGKILL");
    await broker.ended();
    broker = await startBroker();
  }
  await acknowledgedMore(REPORTS_PER_LIFE);
  broker.kill("SIGKILL");
  await broker.ended();

  const stored = storedBodies();
  const lost = [...witness.acknowledged].filter((payload) => {
    return !stored.has(splitFrame(payload)?.body ?? payload);
  });
  expect(lost).toEqual([]);
  expect(witness.acknowledged.size).toBeGreaterThanOrEqual((KILLS + 1) * REPORTS_PER_LIFE);
}, 120_000);
