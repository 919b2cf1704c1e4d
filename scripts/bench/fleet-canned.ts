/**
 * The yardstick: a load generator as many are, one public MQTT client per cabinet, sending signed
 * reports made beforehand. It runs in a process of its own; the client is a package for tests.
 */
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { openRegistry } from "../../broker/registry/registry";
import type { FleetLoadFigures } from "./fleet-figures";
import type { FleetBenchOptions } from "./fleet-real";

const GENERATOR = join(__dirname, "../../tests/simulator/fleet/canned-load.ts");

/** What the generator is told. */
export interface CannedTask {
  readonly port: number;
  readonly cabinets: readonly { readonly id: string; readonly keyHex: string }[];
  readonly intervalMs: number;
  readonly windowMs: number;
}

async function registerCanned(dataFolder: string, count: number): Promise<CannedTask["cabinets"]> {
  const registry = await openRegistry(dataFolder);
  const ids = Array.from({ length: count }, (_, i) => `canned-${String(i).padStart(5, "0")}`);
  const common = { placeKo: "-", placeEn: "-", timeZone: "Asia/Seoul", aedModelId: "onsite" };
  const dates = { padsExpireOn: null, batteryExpireOn: null, bodyExpireOn: null };
  await registry.register(
    ids.map((id) => ({
      id,
      siteKo: id,
      siteEn: id,
      aedMaker: "-",
      aedModel: "-",
      requiredChecks: ["presence", "indicator"],
      isSimulated: true,
      ...common,
      ...dates,
    })),
    Date.now(),
  );
  const cabinets = ids.map((id) => ({ id, keyHex: registry.deviceKeyHex(id) }));
  await registry.close();
  return cabinets;
}

function answerOf(child: ChildProcess): Promise<FleetLoadFigures> {
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => {
      reject(new Error(`The generator of canned messages ended with code ${code}.`));
    });
    child.once("message", (message) => resolve(message as FleetLoadFigures));
  });
}

/** As many clients and the same message rate as the fleet, against the same broker. */
export async function benchCannedLoad(options: FleetBenchOptions): Promise<FleetLoadFigures> {
  const { broker, count, heartbeatS, windowS } = options;
  const task: CannedTask = {
    port: broker.port,
    cabinets: await registerCanned(broker.dataFolder, count),
    intervalMs: heartbeatS * 1000,
    windowMs: windowS * 1000,
  };
  const child = fork(GENERATOR, [], { execArgv: ["--expose-gc", "-r", "ts-node/register"] });
  const answer = answerOf(child);
  child.send(task);
  try {
    return await answer;
  } finally {
    child.kill();
  }
}
