/**
 * Ingest against its yardstick: the same signed reports at QoS 1, one in flight per connection,
 * sent in turn to our broker (verified, on disk before PUBACK) and to bare aedes in memory. Short
 * alternating slices in one run, so that the ratio means something on any machine.
 */
import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRegistry } from "../../broker/registry/registry";
import { connectPassword } from "../../protocol/frame";
import { createAuthenticator } from "../../protocol/host/authenticator";
import { connectLoadClient, type LoadClient } from "./load-client";
import { median } from "./median";
import { ReportMaker } from "./report-maker";

/** Slices for each broker, after one that warms it up. */
const SLICES = 5;
const REPORTS_PER_SLICE = 20_000;
/** New connections at a time: more than the broker's listen queue would be refused. */
const CONNECT_BATCH = 50;

export interface IngestResult {
  readonly connections: number;
  readonly reportBytes: number;
  /** Reports acknowledged per second, medians. */
  readonly bareRate: number;
  readonly fullRate: number;
  /** Median of the ratios of neighbouring slices. */
  readonly ratio: number;
}

interface Target {
  readonly child: ChildProcess;
  readonly clients: readonly LoadClient[];
}

interface Cabinet {
  readonly id: string;
  readonly keyHex: string;
}

async function registerCabinets(dataFolder: string, count: number): Promise<Cabinet[]> {
  const registry = await openRegistry(dataFolder);
  const ids = Array.from({ length: count }, (_, i) => `bench-${String(i).padStart(5, "0")}`);
  await registry.register(
    ids.map((id) => ({
      id,
      siteKo: id,
      siteEn: id,
      placeKo: "-",
      placeEn: "-",
      timeZone: "Asia/Seoul",
      aedMaker: "-",
      aedModel: "-",
      aedModelId: "onsite",
      requiredChecks: ["presence", "indicator"],
      padsExpireOn: null,
      batteryExpireOn: null,
      bodyExpireOn: null,
      isSimulated: true,
    })),
    Date.now(),
  );
  const cabinets = ids.map((id) => ({ id, keyHex: registry.deviceKeyHex(id) }));
  await registry.close();
  return cabinets;
}

function startProcess(file: string, args: readonly string[]): Promise<[ChildProcess, number]> {
  const child = fork(join(__dirname, file), args, { execArgv: ["-r", "ts-node/register"] });
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`${file} ended with code ${code}.`)));
    child.once("message", (message) => {
      resolve([child, (message as { readonly mqttPort: number }).mqttPort]);
    });
  });
}

async function connectAll(cabinets: readonly Cabinet[], port: number): Promise<LoadClient[]> {
  const clients: LoadClient[] = [];
  for (let from = 0; from < cabinets.length; from += CONNECT_BATCH) {
    const batch = cabinets.slice(from, from + CONNECT_BATCH).map(({ id, keyHex }) => {
      const authenticate = createAuthenticator(Buffer.from(keyHex, "hex"));
      const password = connectPassword({ id, boot: 1, n: 1 }, authenticate);
      return connectLoadClient({ port, id, password });
    });
    clients.push(...(await Promise.all(batch)));
  }
  return clients;
}

/** Publishes one packet list per client; returns reports acknowledged per second. */
async function measureRate(target: Target, load: readonly Buffer[][]): Promise<number> {
  const startedMs = performance.now();
  await Promise.all(target.clients.map((client, i) => client.publishAll(load[i] ?? [])));
  const reports = load.reduce((sum, packets) => sum + packets.length, 0);
  return reports / ((performance.now() - startedMs) / 1000);
}

async function compare(cabinets: readonly Cabinet[], full: Target, bare: Target) {
  const makers = cabinets.map(({ id, keyHex }) => new ReportMaker(id, keyHex));
  const perClient = Math.ceil(REPORTS_PER_SLICE / cabinets.length);
  const bareRates: number[] = [];
  const fullRates: number[] = [];
  for (let slice = 0; slice <= SLICES; slice++) {
    const load = makers.map((maker) => maker.packets(perClient, Date.now()));
    const bareRate = await measureRate(bare, load);
    const fullRate = await measureRate(full, load);
    if (slice === 0) continue;
    bareRates.push(bareRate);
    fullRates.push(fullRate);
  }
  const ratios = fullRates.map((rate, i) => rate / (bareRates[i] ?? Number.NaN));
  return { bareRate: median(bareRates), fullRate: median(fullRates), ratio: median(ratios) };
}

/** Runs the comparison with this many connections. */
export async function benchIngest(connections: number): Promise<IngestResult> {
  const dataFolder = mkdtempSync(join(tmpdir(), "aed-bench-"));
  const children: ChildProcess[] = [];
  try {
    const cabinets = await registerCabinets(dataFolder, connections);
    const [fullChild, fullPort] = await startProcess("full-broker.ts", [dataFolder]);
    children.push(fullChild);
    const [bareChild, barePort] = await startProcess("bare-broker.ts", []);
    children.push(bareChild);
    const full = { child: fullChild, clients: await connectAll(cabinets, fullPort) };
    const bare = { child: bareChild, clients: await connectAll(cabinets, barePort) };
    const rates = await compare(cabinets, full, bare);
    for (const client of [...full.clients, ...bare.clients]) client.close();
    const [first] = cabinets;
    const sample = first ? new ReportMaker(first.id, first.keyHex).next(Date.now()) : "";
    return { connections, reportBytes: sample.length, ...rates };
  } finally {
    for (const child of children) child.kill();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}
