/**
 * What happens to a sensor in its years, on the real interpreter against the real broker: commands,
 * settings in Korean, an update with the tools of the command line, memory and stack that run out.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readUpdateMasterKey, updateKeyHexOf } from "../../scripts/update-key";
import { CommandProcess, type Ended } from "../system/process";
import { binary, ESP32_VAR_BYTES, EspruinoBench } from "./bench";

const ID = "long-life";
const MQTT_PORT = 28_832;
/** A restart after a failure waits half a minute for its report to be delivered. */
const RESTART_WAIT_MS = 50_000;

describe.skipIf(!binary)("the life of a sensor on the real interpreter", () => {
  const keyFolder = mkdtempSync(join(tmpdir(), "aed-update-key-"));
  const keyFile = join(keyFolder, "update-master.key");
  const updateKeyHex = updateKeyHexOf(
    readUpdateMasterKey(keyFile, "", () => {}),
    ID,
  );
  const bench = new EspruinoBench({
    id: ID,
    mqttPort: MQTT_PORT,
    settings: { updateKeyHex, hasBuzzer: true },
  });
  const { stored } = bench;

  beforeAll(async () => {
    await bench.open();
    await bench.board.powerOn();
    bench.showGoodCabinet();
    await stored.first(({ clock }) => clock === "synced");
  });
  afterAll(async () => {
    rmSync(keyFolder, { recursive: true, force: true });
    await bench.close();
  });

  /** Runs one of the project's commands to its end. */
  function run(name: string, words: readonly string[]): Promise<Ended> {
    return new CommandProcess(name, [...words, "--data", bench.folder]).ended();
  }

  test.each(["report-now", "self-test", "log", "drill"])("does %s and says so", async (name) => {
    const ended = await run("command", ["--cabinet", ID, "--do", name, "--wait-s", "20"]);

    expect(ended).toMatchObject({ exitCode: 0 });
  });

  test("keeps settings in Korean byte for byte, over a restart, and uses them", async () => {
    const name = "안양시청 1층";
    const words = ["--cabinet", ID, "--do", "configure", "--set", `wifiSsid=${name}`];

    const ended = await run("command", [...words, "--wait-s", "40"]);

    expect(ended, bench.board.printed).toMatchObject({ exitCode: 0 });
    expect(bench.board.printed).toContain(`WIFI ${[...Buffer.from(name, "utf8")].join(",")}`);
    await stored.first(({ node }) => node.config === 2);
  });

  test("is updated over the air, and reports the new version", async () => {
    const release = join(bench.folder, "release");
    await run("release", ["--version", "0.2.0", "--key", keyFile, "--out", release, "--all"]);

    const ended = await run("update", ["--release", release, "--all"]);

    expect(ended.exitCode, ended.output + bench.board.printed.slice(-1500)).toBe(0);
    const report = await stored.first(({ node }) => node.firmware === "0.2.0");
    expect(report.node.mode === undefined || report.node.mode === "trial").toBe(true);
    await stored.first(({ node }) => node.firmware === "0.2.0" && node.mode === undefined);
  });

  test(
    "restarts when the stack runs out, and says why",
    async () => {
      const before = bench.board.restarts;
      bench.board.provoke("recurse");

      const told = await stored.first(({ faults }) => faults.includes("stack-overflow"));
      await stored.first(({ boot, node }) => boot > told.boot && node.reset === "stack-overflow");

      expect(bench.board.restarts).toBeGreaterThan(before);
    },
    RESTART_WAIT_MS,
  );

  test(
    "restarts when memory runs out, and says why",
    async () => {
      // A build that takes memory from its host never runs out of it.
      if ((await bench.board.memory()).varBytes !== ESP32_VAR_BYTES) return;
      bench.board.provoke("exhaust");

      const told = await stored.first(({ faults }) => faults.includes("memory-low"));
      await stored.first(({ boot, node }) => boot > told.boot && node.reset === "memory-low");
    },
    RESTART_WAIT_MS,
  );

  test("has told everything in order, each report once", () => {
    const order = stored.all().map(({ boot, seq }) => boot * 1e6 + seq);

    expect(order).toEqual([...new Set(order)].sort((a, b) => a - b));
  });

  test("has its console locked from the first boot on", () => {
    expect(bench.board.printed).toContain("password>");
  });
});
