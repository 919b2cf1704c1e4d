/** An application reaches a sensor in pieces, if it was told to fetch that one, and no other. */
import { createHash, randomBytes } from "node:crypto";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { offerApplication } from "../../../broker/commands/applications";
import { createAuthenticator } from "../../../protocol/host/authenticator";
import { signManifest } from "../../../protocol/host/messages";
import { APP_BYTES_MAX } from "../../../protocol/limits";
import { registrationOf, START_MS, startTestBroker, type TestBroker } from "../support/test-broker";
import { settle } from "../support/test-clock";
import type { TestDevice } from "../support/test-device";

const id = "gym-north";
const neighbour = "gym-south";
const application = Buffer.from("a".repeat(512) + "b".repeat(512) + "c".repeat(100));
const sha256 = createHash("sha256").update(application).digest("hex");
const sha = sha256.slice(0, 16);

interface Told extends TestBroker {
  readonly sensor: TestDevice;
  readonly n: number;
}

/** A broker that offers the application, and a sensor that was told to fetch it. */
async function startTold(): Promise<Told> {
  const started = await startTestBroker();
  const { broker, clock, folder, device } = started;
  await broker.registry.register([registrationOf(id), registrationOf(neighbour)], START_MS);
  offerApplication(folder, { path: "app.js", bytes: application, sha256 });
  const { length: bytes } = application;
  const body = { v: 1, id, version: 1_002_003, bytes, sha256, loader: 1 } as const;
  const manifest = signManifest(body, createAuthenticator(randomBytes(32)));
  const order = { cabinetId: id, do: "update", arguments: { manifest }, lifeS: 600 } as const;
  const [record] = await broker.commands.queue([order], clock.wallMs());
  const sensor = await device(id);
  await sensor.listen();
  await settle();
  return { ...started, sensor, n: record!.n };
}

/** What comes back for a request: the data, or the reason that is counted. */
async function ask(started: Told, at: number, change: object = {}): Promise<string | undefined> {
  const { sensor } = started;
  sensor.publishSigned("update/get", { sha, at, ...change });
  await settle();
  await sensor.reply(1);
  const [piece] = sensor.taken("update/chunk") as { readonly data: string }[];
  return piece && Buffer.from(piece.data, "base64").toString();
}

describe("a sensor that was told to update", () => {
  test("gets the whole application piece by piece, each signed for it", async () => {
    const started = await startTold();
    expect(started.sensor.taken("command")).toMatchObject([{ do: "update", n: started.n }]);

    const pieces = [await ask(started, 0), await ask(started, 512), await ask(started, 1024)];

    expect(pieces.join("")).toBe(application.toString());
    expect(started.broker.counters()).toMatchObject({ pieces: 3 });
  });

  test("may ask for a piece again", async () => {
    const started = await startTold();

    expect(await ask(started, 512)).toBe("b".repeat(512));
    expect(await ask(started, 512)).toBe("b".repeat(512));
  });

  test("goes on after the broker was started again", async () => {
    const first = await startTold();
    await first.broker.close();
    const second = await startTestBroker({ folder: first.folder, clock: first.clock });
    const sensor = await second.device(id, { boot: 1, n: 2 });
    await sensor.listen();

    expect(await ask({ ...second, sensor, n: first.n }, 1024)).toBe("c".repeat(100));
  });

  test.each([
    ["beyond the end", 1124, {}, "malformed"],
    ["of another application", 0, { sha: "0123456789abcdef" }, "update-not-offered"],
    ["by a whole path", 0, { sha: "../../master.key" }, "malformed"],
  ])("gets nothing %s", async (_name, at, change, reason) => {
    const started = await startTold();

    expect(await ask(started, at, change)).toBeUndefined();

    expect(started.broker.counters()).toMatchObject({ [reason]: 1, pieces: 0 });
    expect(await started.logged()).toContain(`${id} refused ${reason}`);
  });

  test("gets nothing more once it has answered", async () => {
    const started = await startTold();
    await started.sensor.reply(started.n);

    expect(await ask(started, 0)).toBeUndefined();

    expect(started.broker.counters()).toMatchObject({ "update-not-offered": 1 });
  });

  test("gets nothing more once its time is over", async () => {
    const started = await startTold();
    await started.clock.advance(602_000);

    expect(await ask(started, 0)).toBeUndefined();
  });

  test("gets nothing of an application that was damaged on this server", async () => {
    const started = await startTold();
    const [file] = readdirSync(join(started.folder, "updates"));
    writeFileSync(join(started.folder, "updates", file!), "evil");

    expect(await ask(started, 0)).toBeUndefined();

    expect(started.broker.counters()).toMatchObject({ "update-unreadable": 1 });
  });
});

test("a sensor that was told nothing gets nothing", async () => {
  const started = await startTold();
  const south = await started.device(neighbour);
  await south.listen();

  expect(await ask({ ...started, sensor: south }, 0)).toBeUndefined();

  expect(await started.logged()).toContain(`${neighbour} refused update-not-offered`);
});

describe("an application is offered only", () => {
  test.each<[string, Buffer, RegExp]>([
    ["empty", Buffer.alloc(0), /has 0 bytes/],
    ["too large", Buffer.alloc(APP_BYTES_MAX + 1), /has 57345 bytes; it must have 1 to 57344/],
    ["another than was released", Buffer.from("x"), /is not what was released/],
  ])("when it is not %s", async (_name, bytes, problem) => {
    const { folder } = await startTestBroker();

    expect(() => offerApplication(folder, { path: "app.js", bytes, sha256 })).toThrow(problem);
  });
});
