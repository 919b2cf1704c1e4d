/**
 * The power fails in flash operations, again and again, on the real interpreter: at the boot, in
 * the outbox, in the device state and in an update. Nothing that was accepted is lost, no number is
 * used twice, and what runs is one version or the other, whole.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../protocol/report";
import { readUpdateMasterKey, updateKeyHexOf } from "../../scripts/update-key";
import { CommandProcess } from "../system/process";
import { binary, EspruinoBench } from "./bench";
import type { Cut } from "./interpreter";

const ID = "power-cuts";
const MQTT_PORT = 28_833;
/** Operations of a boot and of some changes after it: boot record, page, reports, PUBACKs. */
const OPERATIONS = 14;
const PERCENTS = [50, 0, 100] as const;
/** At a whole operation less is left to see, so fewer of them. */
const OPERATIONS_WHOLE = 7;
const DOOR_MS = 750;
const WAIT_MS_MAX = 400_000;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function everyCut(): Cut[] {
  return PERCENTS.flatMap((percent) => {
    const count = percent === 50 ? OPERATIONS : OPERATIONS_WHOLE;
    return Array.from({ length: count }, (_, index) => ({ operation: index + 1, percent }));
  });
}

describe.skipIf(!binary)("power cuts on the real interpreter", () => {
  const keyFolder = mkdtempSync(join(tmpdir(), "aed-update-key-"));
  const keyFile = join(keyFolder, "update-master.key");
  const updateKeyHex = updateKeyHexOf(
    readUpdateMasterKey(keyFile, "", () => {}),
    ID,
  );
  const bench = new EspruinoBench({ id: ID, mqttPort: MQTT_PORT, settings: { updateKeyHex } });
  const { stored } = bench;

  beforeAll(() => bench.open());
  afterAll(async () => {
    rmSync(keyFolder, { recursive: true, force: true });
    await bench.close();
  });

  /** Somebody opens and closes the door until every cut has happened. */
  async function useDoorUntilCut(): Promise<void> {
    const giveUpMs = Date.now() + WAIT_MS_MAX;
    for (let level: 0 | 1 = 1; bench.board.cutsLeft > 0; level = level === 1 ? 0 : 1) {
      if (Date.now() > giveUpMs) throw new Error(`${bench.board.cutsLeft} cuts did not happen`);
      bench.board.setPin("D27", level);
      await pause(DOOR_MS);
    }
  }

  const orderOf = ({ boot, seq }: Pick<Report, "boot" | "seq">) => boot * 100_000 + seq;

  /** Reports that were whole in flash, in the order in which they got there. */
  function accepted(printed = bench.board.printed): number[] {
    const lines = printed.matchAll(/ACCEPTED (\d+)\.(\d+)/g);
    return [...lines].map(([, boot, seq]) => orderOf({ boot: Number(boot), seq: Number(seq) }));
  }

  test("at each operation of boot and outbox: nothing accepted is lost or doubled", async () => {
    await bench.board.powerOn(everyCut());
    await useDoorUntilCut();
    const cuts = everyCut().length;
    const beforeLastCut = bench.board.printed.split("POWER CUT").slice(0, -1).join("");
    const lastCutOrder = Math.max(...accepted(beforeLastCut));
    const last = await stored.first((report) => {
      return report.why === "heartbeat" && orderOf({ ...report, seq: 0 }) > lastCutOrder;
    });

    const inStore = stored.all().map(orderOf);
    const before = accepted().filter((order) => order <= orderOf(last));
    console.log(`${bench.board.restarts} cuts, ${before.length} reports accepted before the last.`);
    expect(bench.board.restarts).toBeGreaterThanOrEqual(cuts);
    expect(inStore).toEqual([...new Set(inStore)].sort((a, b) => a - b));
    expect(before.filter((order) => !inStore.includes(order))).toEqual([]);
    expect(new Set(accepted()).size).toBe(accepted().length);
    expect(stored.all().every(({ id }) => id === ID)).toBe(true);
  }, 460_000);

  test("in the pieces of an update: it is finished all the same", async () => {
    await bench.board.powerOff();
    // Each boot gets some pieces further; the cut falls into another kind of operation each time.
    const cuts = [4, 6, 9, 13, 20, 31].map((operation) => ({ operation, percent: 50 }));
    const release = join(bench.folder, "release");
    const words = ["--data", bench.folder, "--all"];
    const options = ["--version", "0.3.0", "--key", keyFile, "--out", release];
    await new CommandProcess("release", [...options, ...words]).ended();
    const update = new CommandProcess("update", ["--release", release, ...words]);

    await bench.board.powerOn(cuts);
    await useDoorUntilCut();
    const ended = await update.ended();

    expect(ended.exitCode, ended.output + bench.board.printed.slice(-1500)).toBe(0);
    // After so many failed boots in a row it may run in safe mode, which is right.
    await stored.first(({ node }) => node.firmware === "0.3.0" && node.mode !== "trial");
    expect(new Set(stored.all().map(({ node }) => node.firmware))).toEqual(
      new Set(["0.1.0", "0.3.0"]),
    );
  }, 460_000);
});
