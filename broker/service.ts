/**
 * The composition root of the broker: makes every part, in an order in which a failure leaves
 * nothing behind, and takes them down again. Decides nothing about cabinets.
 */
import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import type { Duplex } from "node:stream";
import { createDeviceKeys } from "./auth/device-keys";
import { FailureDelay } from "./auth/failure-delay";
import type { Cancel, Clock } from "./clock";
import { ClockWatch } from "./clock-watch";
import { Applications } from "./commands/applications";
import { type CommandDesk, commandDeskOf } from "./commands/command-desk";
import { Commands } from "./commands/commands";
import { type BrokerConfig, type CheckedConfig, checkConfig, type Port } from "./config";
import { brokerError, reasonOf, systemCodeOf } from "./errors";
import { type Summary, summarise } from "./http/cabinet-views";
import { createHttpServer } from "./http/http-server";
import { CabinetWatch } from "./ingest/cabinet-watch";
import { Cabinets } from "./ingest/cabinets";
import { CommitQueue } from "./ingest/commit-queue";
import { Downtime } from "./ingest/downtime";
import { Ingest } from "./ingest/ingest";
import { KeyedQueue } from "./ingest/keyed-queue";
import { Logins } from "./ingest/logins";
import { Refusals } from "./ingest/refusals";
import { RegistryIntake } from "./ingest/registry-intake";
import { CLOCK_STEP_BACK_MS_MAX, NO_CABINET_TOLD_AFTER_MS } from "./limits";
import { clockFellBack, type LogEntry } from "./log/log-entry";
import { TechnicianLog } from "./log/technician-log";
import { printable } from "./log/text";
import { DeviceGate } from "./mqtt/device-gate";
import { createMqttServer } from "./mqtt/mqtt-server";
import type { Status } from "./readiness/status";
import { type Registry, registryOf } from "./registry/registry";
import { claimDataFolder, type DataFolder, openDataFolder } from "./store/data-folder";
import type { OpenDatabase } from "./store/database";
import { demandMatchingKey } from "./store/key-match";
import { createSealer } from "./store/seal";
import { openDatabase } from "./store/sqlite-database";
import { createSqliteStore } from "./store/sqlite-store";
import type { Store } from "./store/store";

export interface Surroundings {
  readonly clock: Clock;
  /** Takes each line of the technician log as it is written; nothing is printed without it. */
  readonly printLine?: (line: string) => void;
  /** Told of an error that nobody foresaw; the broker says so on its screen, and goes on. */
  readonly onUnexpected?: (error: unknown) => void;
  /** Ends the process after a failure that makes going on unsafe; the real end when left out. */
  readonly endProcess?: (error: Error) => void;
  /** Told each line of the technician log once it is committed, before it is in the file. */
  readonly onLogEntry?: (entry: LogEntry) => void;
  /**
   * Opens the database somewhere else than in the data folder. Whoever gives it keeps a second
   * broker out, and gives the same data to every call.
   */
  readonly openDatabase?: OpenDatabase;
}

export interface RunningBroker {
  /** 0 when nobody listens. */
  readonly mqttPort: number;
  readonly httpPort: number;
  /** Registers cabinets and records acts; the broker sees both at once. */
  readonly registry: Registry;
  /** Queues commands for sensors and tells what has become of them. */
  readonly commands: CommandDesk;
  summary(): Summary;
  /** What is known of a cabinet now; undefined when it is not registered. */
  statusOf(cabinetId: string): Status | undefined;
  /** Calls `listener` after each change of a status or its reasons; returns the way to stop. */
  onChange(listener: (cabinetId: string) => void): () => void;
  /** Counts since start: reports, repetitions, hellos, wills, logins, refusals by reason. */
  counters(): Readonly<Record<string, number>>;
  /** Serves a sensor over a stream that is already open, e.g. one within this process. */
  serve(connection: Duplex, address: string): void;
  close(): Promise<void>;
  /**
   * Lets go of ports, links and timers of libraries and writes nothing, for a run in which the
   * broker was killed. Its clock and its database have to be dead already.
   */
  abandon(): Promise<void>;
}

const NO_CABINET =
  "No cabinet is registered in this data folder; register one with: npm run provision";
const HTTP_HOST = "127.0.0.1";

/** Runs what was put in, last first, each whatever became of the others. */
class Teardown {
  private readonly steps: (() => Promise<void> | void)[] = [];
  private isRunning = false;

  /** What comes when everything is being taken down is taken down at once. */
  add(step: () => Promise<void> | void): void {
    this.steps.push(step);
    if (this.isRunning) void this.run();
  }

  async run(): Promise<void> {
    this.isRunning = true;
    for (let step = this.steps.pop(); step; step = this.steps.pop()) {
      try {
        await step();
      } catch {
        // What cannot be closed is gone with the process; the rest still has to be closed.
      }
    }
  }
}

interface Address {
  readonly name: string;
  readonly host: string;
  readonly port: Port;
}

/** Listens by `open` and returns the port, 0 for none. Throws PORT_TAKEN or LISTEN_FAILED. */
async function listen(
  { name, host, port }: Address,
  open: (address: { readonly host: string; readonly port: number }) => Promise<Server>,
): Promise<number> {
  if (port === "none") return 0;
  try {
    const server = await open({ host, port });
    server.on("error", () => {});
    return (server.address() as AddressInfo).port;
  } catch (error) {
    const isTaken = systemCodeOf(error) === "EADDRINUSE";
    const details = { name, host, port, reason: reasonOf(error) };
    throw brokerError(isTaken ? "PORT_TAKEN" : "LISTEN_FAILED", details, error);
  }
}

function endThisProcess(error: Error): void {
  process.stderr.write(`${error.message}\n`, () => process.exit(1));
}

/** The data folder, for this broker alone, and the store in it. */
function openData(path: string, open: OpenDatabase | undefined, teardown: Teardown) {
  const folder = openDataFolder(path, open);
  if (!open) teardown.add(claimDataFolder(folder.path));
  const database = openDatabase(folder.databasePath, true, open);
  const store = createSqliteStore(database);
  teardown.add(() => store.close());
  demandMatchingKey(database, createSealer(folder.masterKey));
  return { folder, store };
}

interface OpenData {
  readonly folder: DataFolder;
  readonly store: Store;
  readonly teardown: Teardown;
}

/** What the parts below work with: keys, commits, the log, and the cabinets as they are known. */
async function createBasis(
  config: CheckedConfig,
  surroundings: Surroundings,
  { folder, store }: OpenData,
) {
  const { clock, printLine = () => {}, endProcess = endThisProcess } = surroundings;
  const { onLogEntry: onEntry } = surroundings;
  const sealer = createSealer(folder.masterKey);
  const keys = createDeviceKeys(folder.masterKey);
  const onFailure = (error: unknown) => {
    endProcess(brokerError("COMMIT_FAILED", { reason: reasonOf(error) }, error));
  };
  const commits = new CommitQueue({ store, clock, onFailure });
  const { language, timeZone, isSimulation } = config;
  const logFolder = folder.logFolder;
  const output = { folder: logFolder, timeZone, language, printLine, onEntry };
  const log = new TechnicianLog({ ...output, store, clock });
  await log.start();
  const cabinets = new Cabinets({ store, sealer, keys, isSimulation });
  await cabinets.load(clock.wallMs());
  const queue = new KeyedQueue();
  return { cabinets, clock, commits, keys, log, queue, sealer, store };
}

/** The parts that work on the data folder, before anybody is served. */
async function createCore(config: CheckedConfig, surroundings: Surroundings, open: OpenData) {
  const basis = await createBasis(config, surroundings, open);
  const { clock, commits, log, queue } = basis;
  const listeners = new Set<(cabinetId: string) => void>();
  const onChange = (cabinetId: string) => {
    for (const listener of listeners) listener(cabinetId);
  };
  const watch = new CabinetWatch({ ...basis, onChange });
  const commands = new Commands({ ...basis, applications: new Applications(open.folder.path) });
  const intake = new RegistryIntake({ ...basis, watch, commands });
  const refusals = new Refusals({ log, commits, clock });
  const logins = new Logins({ ...basis, refusals, failureDelay: new FailureDelay(clock) });
  const ingest = new Ingest({ ...basis, watch, refusals, commands });
  open.teardown.add(async () => {
    watch.close();
    refusals.close();
    if (commits.isHealthy) await queue.idle();
    log.flush();
  });
  return { ...basis, commands, ingest, intake, listeners, logins, refusals, watch };
}

type Core = Awaited<ReturnType<typeof createCore>>;

/** Registry changes by other programs, and clocks set back, come in by looking once a second. */
function watchSurroundings(
  core: Core,
  surroundings: Surroundings,
  rest: {
    readonly lookIntervalMs: number;
    readonly onUnexpected: (error: unknown) => void;
    readonly teardown: Teardown;
  },
): void {
  const { cabinets, commands, intake, log, commits, watch } = core;
  const onStepBack = (byMs: number) => {
    cabinets.doubtClock();
    const server = { id: null, name: { ko: "서버", en: "Server" } };
    const logRows = log.rowsOf([clockFellBack(server, Math.round(byMs / 1000))]);
    void commits.add({ logRows }).then(() => log.publish(logRows));
    void watch.lookAtAll();
  };
  const onTick = () => {
    intake.poll().catch(rest.onUnexpected);
    watch.lookAtDue();
    commands.lookAtDue();
  };
  const { lookIntervalMs } = rest;
  const clockWatch = new ClockWatch(surroundings.clock, lookIntervalMs, { onStepBack, onTick });
  const aheadMs = cabinets.newestEvidenceMs() - surroundings.clock.wallMs();
  if (aheadMs > CLOCK_STEP_BACK_MS_MAX) onStepBack(aheadMs);
  clockWatch.start();
  rest.teardown.add(() => clockWatch.close());
}

/** Whoever starts a broker may register cabinets at once; later there should be some. */
function tellMissingCabinets({ cabinets }: Core, { clock, printLine }: Surroundings): Cancel {
  return clock.after("look for cabinets", NO_CABINET_TOLD_AFTER_MS, () => {
    if (cabinets.size === 0) printLine?.(NO_CABINET);
  });
}

function countsOf({ cabinets }: Core, nowMs: number): Summary {
  const { ready, action, unknown } = summarise(cabinets, nowMs);
  return { ready, action, unknown };
}

function statusIn({ cabinets }: Core, cabinetId: string, nowMs: number): Status | undefined {
  const cabinet = cabinets.get(cabinetId);
  return cabinet && cabinets.statusOf(cabinet, nowMs);
}

function countersOf({ ingest, commands, logins, refusals }: Core) {
  const { total } = logins;
  return { ...ingest.counts(), ...commands.counts(), logins: total, ...refusals.counts() };
}

/** Where people and other parts of this process hand in what they want. */
function openDesks({ intake }: Core, folder: DataFolder, teardown: Teardown) {
  const takeIn = () => intake.takeIn();
  const registry = registryOf(folder, takeIn);
  teardown.add(() => registry.close());
  const commands = commandDeskOf(folder, takeIn);
  teardown.add(() => commands.close());
  return { registry, commands };
}

async function start(
  config: CheckedConfig,
  surroundings: Surroundings,
  teardown: Teardown,
): Promise<RunningBroker> {
  const { clock, printLine = () => {} } = surroundings;
  const { folder, store } = openData(config.dataFolder, surroundings.openDatabase, teardown);
  const core = await createCore(config, surroundings, { folder, store, teardown });
  const { logins } = core;
  const counters = () => countersOf(core);
  const http = createHttpServer({ ...core, counters });
  teardown.add(() => http.close());
  const httpAddress = { name: "HTTP port", host: HTTP_HOST, port: config.httpPort };
  const httpPort = await listen(httpAddress, async ({ host, port }) => {
    await http.listen({ host, port });
    return http.server;
  });

  const gate = new DeviceGate(core);
  const onUnexpected = (error: unknown) => {
    printLine(printable(`The broker met an error it did not expect: ${reasonOf(error)}.`));
    surroundings.onUnexpected?.(error);
  };
  const packetsPerWindowMax = config.packetsPer10sMax;
  const mqtt = await createMqttServer({ gate, logins, clock, packetsPerWindowMax, onUnexpected });
  teardown.add(() => mqtt.close());

  const { lookIntervalMs } = config;
  watchSurroundings(core, surroundings, { lookIntervalMs, onUnexpected, teardown });
  const desks = openDesks(core, folder, teardown);
  const downtime = new Downtime({ ...core, folder: folder.path });
  teardown.add(() => downtime.close());
  await downtime.start();
  await core.intake.takeIn();
  await core.watch.lookAtAll();
  const mqttAddress = { name: "MQTT port", host: config.host, port: config.mqttPort };
  const mqttPort = await listen(mqttAddress, async ({ host, port }) => {
    mqtt.server.listen({ host, port });
    await once(mqtt.server, "listening");
    return mqtt.server;
  });

  teardown.add(tellMissingCabinets(core, surroundings));

  return {
    mqttPort,
    httpPort,
    ...desks,
    counters,
    summary: () => countsOf(core, clock.wallMs()),
    onChange: (listener) => {
      core.listeners.add(listener);
      return () => core.listeners.delete(listener);
    },
    serve: (connection, address) => mqtt.serve(connection, address),
    statusOf: (cabinetId) => statusIn(core, cabinetId, clock.wallMs()),
    close: () => teardown.run(),
    abandon: async () => void (await Promise.allSettled([mqtt.close(), http.close()])),
  };
}

/**
 * When the end of the process is somebody else's affair, a failure while the broker starts has to
 * end the start as well: what could not be committed will not come.
 */
function withFailure(surroundings: Surroundings) {
  const { endProcess } = surroundings;
  let tell = (_error: Error): void => {};
  const failed = new Promise<never>((_resolve, reject) => {
    tell = reject;
  });
  if (!endProcess) return { given: surroundings, failed };
  const end = (error: Error) => {
    tell(error);
    endProcess(error);
  };
  return { given: { ...surroundings, endProcess: end }, failed };
}

/**
 * Starts a broker. Throws an error of the catalogue (errors.md) when it cannot; nothing is left
 * open then. Resolves when sensors are served.
 */
export async function startBroker(
  config: BrokerConfig,
  surroundings: Surroundings,
): Promise<RunningBroker> {
  const teardown = new Teardown();
  try {
    const { given, failed } = withFailure(surroundings);
    return await Promise.race([start(checkConfig(config), given, teardown), failed]);
  } catch (error) {
    await teardown.run();
    throw error;
  }
}
