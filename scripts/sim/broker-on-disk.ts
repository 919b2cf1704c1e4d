/**
 * The project's broker as a run needs it: in this process, on a store that can be killed, cut off
 * and filled, served over streams, asked without HTTP. Everything it decides is the broker's own.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import type { Clock } from "../../broker/clock";
import type { CommandDesk } from "../../broker/commands/command-desk";
import type { CommandOrder } from "../../broker/commands/command-order";
import type { LogEntry } from "../../broker/log/log-entry";
import type { TechnicianActKind } from "../../broker/registry/technician-act";
import { type RunningBroker, startBroker } from "../../broker/service";
import { MASTER_KEY_FILE } from "../../broker/store/master-key";
import { COMMAND_NAMES, type CommandName } from "../../protocol/commands";
import { DEVICE_KEY_VERSION, deriveDeviceKey, KEY_BYTES } from "../../protocol/host/authenticator";
import type { Disk } from "../../simulator/faults/disk";
import type { Random } from "../../simulator/fleet/random";
import type {
  BrokerListener,
  BrokerUnderTest,
  CommandOutcome,
  KeptReport,
  Office,
  Release,
  Shown,
} from "../../simulator/run/broker-under-test";
import type { PlannedCabinet } from "../../simulator/scenario/plan";
import {
  type BrokerStore,
  createBrokerStore,
  type StoreKind,
  type StoreSession,
} from "./broker-store";
import { createMortalClock, type MortalClock } from "./mortal-clock";
import { registrationOf } from "./planned-registration";
import type { TrialReleases } from "./trial-releases";

export interface BrokerOnDiskOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly listener: BrokerListener;
  /** True when simulated cabinets may count as ready. */
  readonly isSimulation: boolean;
  /** Folder of what stays a real file: the key, the log's day files, the alive mark. */
  readonly folder: string;
  /** "disk-model" when left out. */
  readonly store?: StoreKind;
  /** The disk of "disk-model"; a new one when left out. */
  readonly disk?: Disk;
  /** What can be rolled out; without it nothing can. */
  readonly releases?: TrialReleases;
  /** Takes each line of the technician log. */
  readonly printLine?: (line: string) => void;
}

interface Life {
  readonly broker: RunningBroker;
  readonly clock: MortalClock;
  readonly session: StoreSession;
}

interface ReportRow {
  readonly boot: number;
  readonly seq: number;
  readonly body: Buffer;
}

/** Looking once a second would be most of what a broker of few cabinets does in a run. */
const LOOK_INTERVAL_MS = 10_000;
/** How long a sensor shows itself when nobody says for how long, in seconds. */
const IDENTIFY_S = 60;
/** Turns of the event loop after which a dead program has nothing left to do. */
const LAST_TURNS = 4;

async function lastTurns(): Promise<void> {
  for (let turn = 0; turn < LAST_TURNS; turn++) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

/** Nothing is said or heard any more, and the other side is not told; returns what tells it. */
function silence(stream: Duplex): () => void {
  const destroy = stream.destroy.bind(stream);
  stream.removeAllListeners("data").removeAllListeners("readable").removeAllListeners("end");
  stream.pause();
  Object.assign(stream, { write: () => true, end: () => stream, destroy: () => stream });
  return () => destroy();
}

function unexpectedText(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `The broker met an error it did not expect: ${reason}`;
}

function isCommand(name: string): name is CommandName {
  return (COMMAND_NAMES as readonly string[]).includes(name);
}

class BrokerOnDisk implements BrokerUnderTest {
  private life: Life | undefined;
  private offMs = 0;
  private readonly streams = new Set<Duplex>();
  /** What a server that is on again answers to those who still talk to the one before. */
  private resets: (() => void)[] = [];
  private readonly masterKey: Buffer;
  readonly office: Office;

  constructor(
    private readonly options: BrokerOnDiskOptions,
    private readonly store: BrokerStore,
  ) {
    const random = options.random.fork("master key");
    this.masterKey = Buffer.from(Array.from({ length: KEY_BYTES }, () => random.integer(0, 255)));
    const keyPath = join(options.folder, MASTER_KEY_FILE);
    mkdirSync(options.folder, { recursive: true });
    if (!existsSync(keyPath)) writeFileSync(keyPath, this.masterKey, { mode: 0o600 });
    this.office = this.openOffice();
  }

  async start(): Promise<void> {
    if (this.life) throw new Error("Starting the broker: it runs already; end it first.");
    for (const reset of this.resets.splice(0)) reset();
    const clock = createMortalClock(this.options.clock, () => this.offMs);
    const session = this.store.begin();
    const end = (error: Error) => this.endBy(clock, error);
    try {
      const broker = await startBroker(this.config(), {
        clock,
        openDatabase: session.open,
        onLogEntry: (entry) => this.alert(entry),
        endProcess: end,
        onUnexpected: (error) => this.options.listener.failed?.(unexpectedText(error)),
        ...(this.options.printLine && { printLine: this.options.printLine }),
      });
      broker.onChange((cabinetId) => this.options.listener.changed(cabinetId));
      this.life = { broker, clock, session };
    } catch (error) {
      clock.kill();
      session.kill();
      throw error;
    }
  }

  connect(stream: Duplex, address: string): void {
    if (!this.life) {
      stream.destroy();
      return;
    }
    this.streams.add(stream);
    stream.once("close", () => this.streams.delete(stream));
    this.life.broker.serve(stream, address);
  }

  show(cabinetId: string): Shown | undefined {
    const status = this.life?.broker.statusOf(cabinetId);
    return (
      status && {
        status: status.value,
        reasons: status.reasons.map(({ code }) => code),
        warnings: status.warnings,
        validUntilMs: status.validUntilMs,
      }
    );
  }

  async kill(): Promise<void> {
    await this.die((stream) => stream.destroy());
  }

  async cutPower(): Promise<void> {
    await this.die((stream) => this.resets.push(silence(stream)));
    this.store.cutPower();
  }

  async stop(): Promise<void> {
    const { life } = this;
    this.life = undefined;
    await life?.broker.close();
    life?.clock.kill();
    life?.session.kill();
  }

  fillDisk(isFull: boolean): void {
    this.store.isFull = isFull;
  }

  setClock(offMs: number): void {
    this.offMs = offMs;
  }

  reports(cabinetId: string): readonly KeptReport[] {
    return this.store.read((database) => {
      const isThere = database.prepare<[], unknown>(
        "SELECT 1 FROM sqlite_schema WHERE name = 'reports'",
      );
      if (!isThere.get()) return [];
      const select = database.prepare<[string], ReportRow>(
        "SELECT boot, seq, body FROM reports WHERE id = ? ORDER BY row",
      );
      return select.all(cabinetId).map(({ boot, seq, body }) => {
        return { boot, seq, body: body.toString("latin1") };
      });
    });
  }

  private config() {
    const { folder: dataFolder, isSimulation } = this.options;
    const ports = { mqttPort: "none", httpPort: "none" } as const;
    const lookIntervalMs = LOOK_INTERVAL_MS;
    return { dataFolder, isSimulation, language: "en", lookIntervalMs, ...ports } as const;
  }

  private alert({ cabinetId, event, code }: LogEntry): void {
    if (cabinetId === null || code === undefined) return;
    if (event !== "fault-opened" && event !== "fault-cleared") return;
    this.options.listener.alerted({ cabinetId, code, isOver: event === "fault-cleared" });
  }

  /** The broker has ended its process itself. */
  private endBy(clock: MortalClock, error: Error): void {
    clock.kill();
    if (this.life?.clock !== clock) return;
    void this.kill().then(() => this.options.listener.died?.(error.message));
  }

  /** No timer, no write, no word from here on. */
  private async die(part: (stream: Duplex) => unknown): Promise<void> {
    const { life } = this;
    if (!life) return;
    this.life = undefined;
    life.clock.kill();
    life.session.kill();
    for (const stream of [...this.streams]) part(stream);
    this.streams.clear();
    // Waits for links that will never say that they are closed.
    void life.broker.abandon();
    await lastTurns();
  }

  private demandBroker(doing: string): RunningBroker {
    if (!this.life) throw new Error(`${doing}: the broker is down; start it first.`);
    return this.life.broker;
  }

  private wallMs(): number {
    return this.options.clock.wallMs() + this.offMs;
  }

  private openOffice(): Office {
    return {
      register: async (cabinets: readonly PlannedCabinet[]) => {
        const { registry } = this.demandBroker("Registering cabinets");
        await registry.register(cabinets.map(registrationOf), this.wallMs());
      },
      recordAct: async (cabinetId, kind, date) => {
        const { registry } = this.demandBroker(`Recording ${kind} for cabinet "${cabinetId}"`);
        const act = { cabinetId, kind: kind as TechnicianActKind, ...(date && { date }) };
        await registry.recordAct(act, this.wallMs());
      },
      order: (cabinetId, command, lifeS) => this.order(cabinetId, command, lifeS),
      outcome: async (cabinetId, n): Promise<CommandOutcome | undefined> => {
        const { commands } = this.demandBroker(`Looking for command ${n} of "${cabinetId}"`);
        return (await commands.find(cabinetId, n))?.state;
      },
      sendRelease: (cabinetId, release, lifeS) => this.sendRelease(cabinetId, release, lifeS),
      deviceKeyHex: (cabinetId) => {
        return deriveDeviceKey(this.masterKey, cabinetId, DEVICE_KEY_VERSION).toString("hex");
      },
    };
  }

  private async order(cabinetId: string, command: string, lifeS: number): Promise<number> {
    const { commands } = this.demandBroker(`Telling cabinet "${cabinetId}" to ${command}`);
    if (!isCommand(command)) {
      throw new RangeError(
        `Telling cabinet "${cabinetId}" to ${command}: there is no such command; ` +
          `use one of ${COMMAND_NAMES.join(", ")}.`,
      );
    }
    const given = command === "identify" ? { arguments: { forS: IDENTIFY_S } } : {};
    return await this.queue(commands, { cabinetId, do: command, lifeS, ...given });
  }

  private async sendRelease(cabinetId: string, release: Release, lifeS: number): Promise<number> {
    const { commands } = this.demandBroker(`Sending a release to cabinet "${cabinetId}"`);
    const { releases, folder } = this.options;
    if (!releases) throw new Error("Sending a release: this broker was made without any.");
    const manifest = releases.offer(folder, release, cabinetId);
    return await this.queue(commands, { cabinetId, do: "update", lifeS, arguments: { manifest } });
  }

  private async queue(commands: CommandDesk, order: CommandOrder): Promise<number> {
    const [record] = await commands.queue([order], this.wallMs());
    if (!record) throw new Error(`The command ${order.do} was not queued.`);
    return record.n;
  }
}

/** Makes a broker that does not run yet and has no data. */
export async function createBrokerOnDisk(options: BrokerOnDiskOptions): Promise<BrokerUnderTest> {
  const { store: kind = "disk-model", folder, random, disk } = options;
  const store = await createBrokerStore({ kind, folder, random, ...(disk && { disk }) });
  return new BrokerOnDisk(options, store);
}
