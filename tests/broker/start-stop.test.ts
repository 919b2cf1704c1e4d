/** Starting: a clear error for everything that prevents it, and nothing left behind then. */
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { BrokerConfig } from "../../broker/config";
import { ERROR_SENTENCES } from "../../broker/errors";
import { openRegistry } from "../../broker/registry/registry";
import { sampleReport } from "./support/sample-report";
import { registrationOf, START_MS, startTestBroker, temporaryFolder } from "./support/test-broker";

const blockers: Server[] = [];

afterEach(() => {
  for (const blocker of blockers.splice(0)) blocker.close();
});

async function takenPort(): Promise<number> {
  const blocker = createServer();
  blockers.push(blocker);
  await new Promise<void>((resolve) => blocker.listen(0, "127.0.0.1", resolve));
  return (blocker.address() as { readonly port: number }).port;
}

describe("a port that is taken", () => {
  test.each([
    ["mqttPort", "MQTT port"],
    ["httpPort", "HTTP port"],
  ])("%s: says which, and leaves the folder free for the next start", async (option, name) => {
    const folder = temporaryFolder();
    const port = await takenPort();

    await expect(startTestBroker({ folder, [option]: port })).rejects.toMatchObject({
      code: "PORT_TAKEN",
      message: expect.stringContaining(`${name} ${port} on 127.0.0.1 is in use`),
    });

    const { broker } = await startTestBroker({ folder });
    expect(broker.mqttPort).toBeGreaterThan(0);
  });
});

test("an address this machine does not have is no taken port", async () => {
  await expect(startTestBroker({ host: "192.0.2.1" })).rejects.toMatchObject({
    code: "LISTEN_FAILED",
  });
});

test("a second broker on the same folder is refused; the first goes on", async () => {
  const { folder, broker, device, now } = await startTestBroker();
  await broker.registry.register([registrationOf("gym-north")], START_MS);

  await expect(startTestBroker({ folder })).rejects.toMatchObject({
    code: "DATA_FOLDER_IN_USE",
    message: expect.stringContaining(folder),
  });

  const sensor = await device("gym-north");
  expect(await sensor.report(sampleReport(now()))).toBe("acknowledged");
});

test("a data folder that is a file cannot be used", async () => {
  const path = join(temporaryFolder(), "data");
  writeFileSync(path, "");

  await expect(startTestBroker({ folder: path })).rejects.toMatchObject({
    code: "DATA_FOLDER_UNWRITABLE",
    message: expect.stringContaining(path),
  });
});

test.runIf(existsSync("/proc"))(
  "a place where no folder can be made is no data folder",
  async () => {
    await expect(startTestBroker({ folder: "/proc/aed/data" })).rejects.toMatchObject({
      code: "DATA_FOLDER_UNWRITABLE",
    });
  },
);

test("a broker without any cabinet says how to register one", async () => {
  const { broker, clock, lines } = await startTestBroker();
  await clock.advance(1_000);
  expect(lines).toEqual([expect.stringContaining("register one with: npm run provision")]);
  await broker.close();

  const other = await startTestBroker();
  await other.broker.registry.register([registrationOf("gym-north")], START_MS);
  await other.clock.advance(1_000);
  expect(other.lines).toEqual([]);
});

describe("the master key", () => {
  async function usedFolder(): Promise<{ folder: string; keyPath: string }> {
    const { folder, broker } = await startTestBroker();
    await broker.close();
    return { folder, keyPath: join(folder, "master.key") };
  }

  test("that others may read is refused with the command that helps", async () => {
    const { folder, keyPath } = await usedFolder();
    chmodSync(keyPath, 0o640);

    await expect(startTestBroker({ folder })).rejects.toMatchObject({
      code: "MASTER_KEY_BAD",
      message: expect.stringMatching(/may be read by others \(mode 640\)\. Run: chmod 600/),
    });
  });

  test("of a wrong size is refused, never replaced", async () => {
    const { folder, keyPath } = await usedFolder();
    writeFileSync(keyPath, "short", { mode: 0o600 });

    await expect(startTestBroker({ folder })).rejects.toMatchObject({ code: "MASTER_KEY_BAD" });
    expect(readFileSync(keyPath, "utf8")).toBe("short");
  });

  test("that is missing beside data is not made anew", async () => {
    const { folder, keyPath } = await usedFolder();
    rmSync(keyPath);

    await expect(startTestBroker({ folder })).rejects.toMatchObject({
      code: "MASTER_KEY_BAD",
      message: expect.stringContaining("is missing although there is data"),
    });
  });

  test("of another installation is refused, not taken for damage", async () => {
    const { folder, broker } = await startTestBroker();
    await broker.registry.register([registrationOf("gym-north")], START_MS);
    await broker.close();
    writeFileSync(join(folder, "master.key"), Buffer.alloc(32, 7), { mode: 0o600 });

    const refusal = {
      code: "MASTER_KEY_FOREIGN",
      message: expect.stringContaining("master.key does not belong to this database"),
    };
    await expect(startTestBroker({ folder })).rejects.toMatchObject(refusal);
    await expect(openRegistry(folder)).rejects.toMatchObject(refusal);
  });

  test("stays the same from start to start", async () => {
    const { folder, keyPath } = await usedFolder();
    const before = readFileSync(keyPath);

    const { broker } = await startTestBroker({ folder });
    await broker.close();

    expect(readFileSync(keyPath).equals(before)).toBe(true);
  });
});

describe("options", () => {
  test.each<[string, Partial<BrokerConfig>, string]>([
    ["a port that is none", { mqttPort: 70000 }, "mqttPort is 70000; it must be a whole number"],
    ["a broken port", { httpPort: 80.5 }, "httpPort is 80.5"],
    ["no address", { host: "" }, 'host is ""'],
    ["a language there is no log in", { language: "fr" as never }, 'language is "fr"'],
    ["a zone nobody knows", { timeZone: "Asia/Anyang" }, 'timeZone is "Asia/Anyang"'],
    ["a misspelt option", { mqttprot: 1 } as never, "mqttprot is 1"],
  ])("%s", async (_name, options, sentence) => {
    await expect(startTestBroker(options)).rejects.toMatchObject({
      code: "OPTION_INVALID",
      message: expect.stringContaining(sentence),
    });
  });
});

test("closing ends every connection and frees ports and folder", async () => {
  const { folder, broker, device } = await startTestBroker();
  await broker.registry.register([registrationOf("gym-north")], START_MS);
  const sensor = await device("gym-north");

  await broker.close();

  await sensor.closed();
  const again = await startTestBroker({
    folder,
    mqttPort: broker.mqttPort,
    httpPort: broker.httpPort,
  });
  expect(again.broker.mqttPort).toBe(broker.mqttPort);
});

test("every error has its row in errors.md, and every row its error", () => {
  const page = readFileSync(join(__dirname, "../../broker/errors.md"), "utf8");
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);

  expect(rows.sort()).toEqual(Object.keys(ERROR_SENTENCES).sort());
});
