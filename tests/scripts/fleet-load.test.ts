/** A fleet as a load: worker threads against a broker, and limits told before it starts. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { realClock } from "../../broker/clock";
import { type RunningBroker, startBroker } from "../../broker/service";
import { FIRMWARE_FOLDER } from "../../scripts/firmware-folder";
import { demandFiles, type FleetLoad, filesMax, startFleetLoad } from "../../scripts/fleet-load";

describe("open files", () => {
  const limits = [
    "Limit                     Soft Limit           Hard Limit           Units",
    "Max processes             95000                95000                processes",
    "Max open files            1024                 20000                files",
  ].join("\n");

  test("the soft limit is the one that holds; where none is known there is none", () => {
    expect(filesMax(limits)).toBe(1024);
    expect(filesMax("")).toBe(Number.POSITIVE_INFINITY);
  });

  test("a fleet that needs more is refused with the remedy", () => {
    expect(() => demandFiles(19_000, limits)).toThrow(/may open 1024.*"ulimit -n 19200"/);
    expect(() => demandFiles(500, limits)).not.toThrow();
  });
});

describe("against a broker", () => {
  const CABINETS = 5;
  let folder: string;
  let broker: RunningBroker;
  let load: FleetLoad | undefined;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "fleet-load-"));
    const config = { dataFolder: folder, mqttPort: 0, httpPort: 0, isSimulation: true };
    broker = await startBroker(config, { clock: realClock, printLine: () => {} });
  });

  afterEach(async () => {
    await load?.stop();
    load = undefined;
    await broker.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([
    ["straight", ""],
    ["through a proxy in each thread", "delay=5ms"],
  ])(
    "two threads bring up their cabinets, %s",
    async (_way, proxyRules) => {
      load = await startFleetLoad({
        registry: broker.registry,
        firmwareFolder: FIRMWARE_FOLDER,
        cabinetCount: CABINETS,
        seed: 1,
        brokerHost: "127.0.0.1",
        brokerPort: broker.mqttPort,
        heartbeatS: 60,
        incidentsPerHour: 0,
        workers: 2,
        rampUpS: 0,
        sourceAddresses: "automatic",
        proxyRules,
        ackP99MsMax: undefined,
        print: () => {},
        onProblem: (problem) => expect.unreachable(problem),
      });
      const running = load;

      await vi.waitFor(() => expect(running.look().shortcomings).toEqual([]), 20_000);

      const { figures } = running.look();
      expect(figures).toMatchObject({
        powered: CABINETS,
        connected: CABINETS,
        acknowledgedOnce: CABINETS,
        reconnects: 0,
        errors: 0,
      });
      expect(broker.counters()).toMatchObject({ logins: CABINETS });
    },
    60_000,
  );

  test("a firmware that a worker cannot read ends the start, not the process", async () => {
    const options = {
      registry: broker.registry,
      firmwareFolder: "nowhere",
      cabinetCount: 1,
      seed: 1,
      brokerHost: "127.0.0.1",
      brokerPort: broker.mqttPort,
      heartbeatS: 60,
      incidentsPerHour: 0,
      workers: 1,
      rampUpS: 0,
      sourceAddresses: "automatic" as const,
      proxyRules: "",
      ackP99MsMax: undefined,
      print: () => {},
      onProblem: () => {},
    };

    await expect(startFleetLoad(options)).rejects.toThrow("npm run build:firmware");
  }, 60_000);
});
