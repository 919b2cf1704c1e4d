/**
 * A load generator as many are: one public MQTT client per cabinet in a loop, each publishing
 * reports that were made and signed before. A process of its own, told what to do by its parent.
 */
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { connectAsync, type MqttClient } from "mqtt";
import { connectPassword } from "../../../protocol/frame";
import { createAuthenticator } from "../../../protocol/host/authenticator";
import { topicOf } from "../../../protocol/topics";
import type { CannedTask } from "../../../scripts/bench/fleet-canned";
import type { FleetLoadFigures } from "../../../scripts/bench/fleet-figures";
import { ReportMaker } from "../../../scripts/bench/report-maker";
import {
  LATENCY_CLASSES,
  latencyClass,
  latencyQuantileMs,
} from "../../../simulator/fleet/latency-counts";

const CONNECT_BATCH = 50;
/** Before the window, as long as it takes for the rush of the first messages to be over. */
const SETTLE_MS = 3_000;

interface CannedClient {
  readonly client: MqttClient;
  readonly topic: string;
  readonly reports: string[];
}

async function connectOne(
  { port }: CannedTask,
  cabinet: CannedTask["cabinets"][number],
  reports: string[],
): Promise<CannedClient> {
  const { id, keyHex } = cabinet;
  const authenticate = createAuthenticator(Buffer.from(keyHex, "hex"));
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, {
    clientId: id,
    username: id,
    password: connectPassword({ id, boot: 1, n: 1 }, authenticate),
    reconnectPeriod: 0,
    keepalive: 240,
  });
  return { client, topic: topicOf(id, "report"), reports };
}

/** Enough reports of each cabinet for the whole run. */
function makeReports(task: CannedTask): string[][] {
  const count = Math.ceil((task.windowMs + SETTLE_MS) / task.intervalMs) + 2;
  return task.cabinets.map(({ id, keyHex }) => {
    const maker = new ReportMaker(id, keyHex);
    return Array.from({ length: count }, () => maker.next(Date.now()));
  });
}

async function connectAll(task: CannedTask, reports: readonly string[][]): Promise<CannedClient[]> {
  const clients: CannedClient[] = [];
  for (let from = 0; from < task.cabinets.length; from += CONNECT_BATCH) {
    const batch = task.cabinets.slice(from, from + CONNECT_BATCH);
    const connecting = batch.map((cabinet, i) =>
      connectOne(task, cabinet, reports[from + i] ?? []),
    );
    clients.push(...(await Promise.all(connecting)));
  }
  return clients;
}

async function publishNext({ client, topic, reports }: CannedClient, latencies: number[]) {
  const report = reports.shift();
  if (report === undefined) return;
  const startedMs = performance.now();
  await client.publishAsync(topic, Buffer.from(report, "latin1"), { qos: 1 });
  const at = latencyClass(performance.now() - startedMs);
  latencies[at] = (latencies[at] ?? 0) + 1;
}

/** Each client publishes once in an interval, all of them spread over it. */
async function publishFor(clients: readonly CannedClient[], task: CannedTask, latencies: number[]) {
  const startedMs = performance.now();
  const pending: Promise<void>[] = [];
  const total = Math.round((clients.length * task.windowMs) / task.intervalMs);
  for (let sent = 0; sent < total; sent++) {
    const dueMs = startedMs + (sent * task.windowMs) / total;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await pause(waitMs);
    const client = clients[sent % clients.length];
    if (client) pending.push(publishNext(client, latencies));
  }
  await Promise.all(pending);
  return { messages: total, windowMs: performance.now() - startedMs };
}

async function run(task: CannedTask): Promise<FleetLoadFigures> {
  const reports = makeReports(task);
  const noLatencies = () => new Array<number>(LATENCY_CLASSES).fill(0);
  globalThis.gc?.();
  const rssBefore = process.memoryUsage.rss();
  const startedMs = performance.now();
  const clients = await connectAll(task, reports);
  for (let from = 0; from < clients.length; from += CONNECT_BATCH) {
    const batch = clients.slice(from, from + CONNECT_BATCH);
    await Promise.all(batch.map((client) => publishNext(client, noLatencies())));
  }
  const firstAcknowledgementsMs = performance.now() - startedMs;
  await pause(SETTLE_MS);
  const latencies = noLatencies();
  const cpuBefore = process.cpuUsage();
  const { messages, windowMs } = await publishFor(clients, task, latencies);
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    clients: clients.length,
    rssBytesPerClient: (process.memoryUsage.rss() - rssBefore) / clients.length,
    firstAcknowledgementsMs,
    windowMs,
    messages,
    cpuS: (user + system) / 1e6,
    ackP50Ms: latencyQuantileMs(latencies, 0.5),
    ackP99Ms: latencyQuantileMs(latencies, 0.99),
  };
}

process.once("message", async (task: CannedTask) => {
  process.send?.(await run(task));
});
