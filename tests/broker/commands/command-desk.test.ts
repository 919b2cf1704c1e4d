/** What may be ordered at all; whatever breaks a rule is refused before anything is queued. */
import { describe, expect, test } from "vitest";
import type { CommandDesk } from "../../../broker/commands/command-desk";
import type { CommandOrder } from "../../../broker/commands/command-order";
import { signManifest } from "../../../protocol/host/messages";
import { sampleReport } from "../support/sample-report";
import { registrationOf, START_MS, startTestBroker } from "../support/test-broker";

const id = "gym-north";

async function startDesk() {
  const started = await startTestBroker();
  await started.broker.registry.register([registrationOf(id)], START_MS);
  return { ...started, desk: started.broker.commands };
}

function manifestFor(cabinetId: string): string {
  const sha256 = "ab".repeat(32);
  const manifest = { v: 1, id: cabinetId, version: 1_002_003, bytes: 100, sha256, loader: 1 };
  return signManifest(manifest as never, () => "m".repeat(22));
}

function queue(desk: CommandDesk, change: Partial<CommandOrder>) {
  return desk.queue([{ cabinetId: id, do: "reboot", lifeS: 60, ...change }], START_MS);
}

describe("an order is refused", () => {
  const configure = (settings: Record<string, unknown>) => {
    return { do: "configure", arguments: { settings } } as const;
  };
  test.each<[string, Partial<CommandOrder>, RegExp]>([
    ["for a cabinet nobody registered", { cabinetId: "nobody" }, /not registered/],
    ["of a name nobody knows", { do: "explode" as never }, /no such command/],
    ["that is never over", { lifeS: 604_801 }, /1 to 604800 s/],
    ["to show where it is, without a time", { do: "identify" }, /1 to 600 s/],
    ["to show it for too long", { do: "identify", arguments: { forS: 601 } }, /1 to 600 s/],
    ["to restart for a time", { arguments: { forS: 5 } }, /only identify/],
    ["to restart with settings", { arguments: { settings: { version: 2 } } }, /only configure/],
    ["to change nothing", configure({ version: 2 }), /no setting/],
    ["to change a setting that breaks its rule", configure({ heartbeatS: 9 }), /heartbeatS/],
    ["to change a setting of another type", configure({ hasBuzzer: "yes" }), /true or false/],
    ["to change what is no setting", configure({ colour: "red" }), /unknown setting colour/],
    ["to change its id", configure({ id: "other" }), /id can be changed by cable only/],
    ["to change its key", configure({ keyHex: "ab".repeat(32) }), /keyHex can be changed/],
    ["to change its update key", configure({ updateKeyHex: "" }), /updateKeyHex can be/],
    ["to change its first boot", configure({ firstBoot: 1 }), /firstBoot can be changed/],
    ["with a text of too many bytes", configure({ wifiSsid: "가".repeat(11) }), /1 to 32/],
    ["with a control character", configure({ wifiSsid: "a\u0001" }), /control characters/],
    ["to update without a manifest", { do: "update" }, /no manifest/],
    [
      "to update with the manifest of another",
      { do: "update", arguments: { manifest: manifestFor("gym-south") } },
      /for gym-south/,
    ],
  ])("%s", async (_name, change, sentence) => {
    const { desk } = await startDesk();

    await expect(queue(desk, change)).rejects.toThrow(sentence);

    expect(await desk.find(id, START_MS / 1000 - 1_700_000_000)).toBeUndefined();
  });

  test("as long as twenty others wait", async () => {
    const { desk } = await startDesk();
    for (let count = 0; count < 20; count++) await queue(desk, {});

    await expect(queue(desk, {})).rejects.toMatchObject({
      code: "COMMAND_INVALID",
      message: expect.stringContaining("20 commands wait for it already"),
    });
  });

  test("together with all that were given with it", async () => {
    const { desk } = await startDesk();
    const good = { cabinetId: id, do: "reboot", lifeS: 60 } as const;

    await expect(desk.queue([good, { ...good, cabinetId: "nobody" }], START_MS)).rejects.toThrow();

    expect(await desk.find(id, START_MS / 1000 - 1_700_000_000)).toBeUndefined();
  });
});

describe("the next version of a sensor's settings", () => {
  test("is above what it runs, and above what is on its way", async () => {
    const { desk, device, now } = await startDesk();
    expect(await desk.nextConfigVersion(id)).toBeUndefined();
    const sensor = await device(id);
    await sensor.report(sampleReport(now(), { node: { config: 7 } }));
    expect(await desk.nextConfigVersion(id)).toBe(8);

    const settings = { version: 8, heartbeatS: 600 };
    await queue(desk, { do: "configure", arguments: { settings } });

    expect(await desk.nextConfigVersion(id)).toBe(9);
  });
});
