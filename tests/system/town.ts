/**
 * A town for system tests: the built firmware in virtual cabinets, in front of the real broker with
 * its real database, joined by a network in memory, in virtual time. Nothing of it is a stand-in
 * but the copper, the air and the clock.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { CommandArguments, CommandRecord } from "../../broker/commands/command-record";
import type { Status } from "../../broker/readiness/status";
import { type RunningBroker, startBroker } from "../../broker/service";
import type { CommandName } from "../../protocol/commands";
import type { Report } from "../../protocol/report";
import type { DeviceSettings } from "../../protocol/settings";
import { createSettings } from "../../scripts/cabinet-settings";
import { updateKeyHexOf } from "../../scripts/update-key";
import { loadFirmware } from "../../simulator/fleet/firmware-bundle";
import { createFleet, type Fleet, type Member } from "../../simulator/fleet/fleet";
import { createRandom } from "../../simulator/fleet/random";
import { createVirtualClock, type VirtualClock } from "../../simulator/runtime/virtual-clock";
import { createVirtualNetwork, type VirtualNetwork } from "../../simulator/runtime/virtual-network";

export const SECOND_MS = 1000;
export const MINUTE_MS = 60_000;
/** Tuesday 24 November 2026, 09:00 in Korea. */
export const MORNING_MS = Date.UTC(2026, 10, 24);
export const HEARTBEAT_S = 900;
/** Signs the releases of this town; the broker never has it. */
export const UPDATE_MASTER_KEY = Buffer.alloc(32, 9);
const MQTT_PORT = 1883;
/** Commits take turns of the host's event loop that virtual time has to wait for. */
const TURNS_PER_INSTANT = 12;

export interface TownOptions {
  readonly cabinetIds: readonly string[];
  /** False = a broker in service, for which simulated cabinets prove nothing. */
  readonly isSimulation?: boolean;
  readonly padsExpireOn?: string;
  /** What differs from the usual settings, for all cabinets. */
  readonly settings?: Partial<DeviceSettings>;
}

export interface CabinetView {
  readonly status: Status["value"];
  readonly reasons: readonly { readonly code: string }[];
  readonly validUntil: number;
}

/** A report of the store, with its body exactly as it was signed. */
export interface StoredReport extends Report {
  readonly signedBody: string;
}

export class Town {
  readonly clock: VirtualClock = createVirtualClock({
    wallMs: MORNING_MS,
    turnsPerInstant: TURNS_PER_INSTANT,
  });
  readonly network: VirtualNetwork = createVirtualNetwork({ clock: this.clock, latencyMs: 5 });
  readonly logLines: string[] = [];
  /** What the sensors print on their consoles. */
  readonly consoleLines: string[] = [];
  readonly folder = mkdtempSync(join(tmpdir(), "aed-town-"));
  #broker: RunningBroker | undefined;
  #fleet: Fleet | undefined;
  #closePort: () => void = () => {};

  constructor(private readonly options: TownOptions) {}

  /** Starts the broker, registers the cabinets, switches their sensors on. */
  async open(): Promise<void> {
    await this.startBroker();
    const { registry } = this.broker;
    const registrations = this.options.cabinetIds.map((id) => ({
      id,
      siteKo: "안양시청",
      siteEn: "Anyang City Hall",
      placeKo: `${id} 앞`,
      placeEn: `beside ${id}`,
      timeZone: "Asia/Seoul",
      aedMaker: "Philips",
      aedModel: "HeartStart OnSite",
      aedModelId: "onsite",
      requiredChecks: ["presence", "indicator", "door", "pads"] as const,
      padsExpireOn: this.options.padsExpireOn ?? "2028-01-31",
      batteryExpireOn: "2028-01-31",
      bodyExpireOn: "2030-01-31",
      isSimulated: true,
    }));
    await registry.register(registrations, this.clock.wallMs());
    this.#fleet = createFleet({
      firmware: loadFirmware(join(__dirname, "../../dist/firmware")),
      cabinets: this.options.cabinetIds.map((id) => this.#fleetCabinet(id)),
      clock: this.clock,
      random: createRandom(1),
      connect: this.network.connect,
      incidentsPerHour: 0,
      onServiceAct: () => {},
      onPrint: (id, line) => this.consoleLines.push(`${id} ${line}`),
      powerOnSpreadMs: SECOND_MS,
    });
    this.#fleet.start();
  }

  #fleetCabinet(id: string) {
    const settings = createSettings({
      id,
      keyHex: this.broker.registry.deviceKeyHex(id),
      firstBoot: 1,
      aedModelId: "onsite",
      wifiSsid: "town",
      wifiPassword: "",
      brokerHost: "broker.town",
      brokerPort: MQTT_PORT,
      heartbeatS: HEARTBEAT_S,
      hasPadsContact: true,
      updateKeyHex: updateKeyHexOf(UPDATE_MASTER_KEY, id),
    });
    return { id, aedModelId: "onsite", settings: { ...settings, ...this.options.settings } };
  }

  get broker(): RunningBroker {
    if (!this.#broker) throw new Error("The town's broker does not run.");
    return this.#broker;
  }

  get fleet(): Fleet {
    if (!this.#fleet) throw new Error("The town is not open.");
    return this.#fleet;
  }

  /** Starts a broker on the town's data folder, the first or a later one. */
  async startBroker(): Promise<void> {
    this.#broker = await startBroker(
      {
        dataFolder: this.folder,
        mqttPort: 0,
        httpPort: 0,
        isSimulation: this.options.isSimulation ?? true,
        language: "en",
      },
      { clock: this.clock, printLine: (line) => this.logLines.push(line) },
    );
    const { broker } = this;
    this.#closePort = this.network.listen(MQTT_PORT, (stream) => {
      broker.serve(stream, "192.0.2.7");
    });
  }

  /** The broker ends, and whoever connects is refused at once. */
  async stopBroker(): Promise<void> {
    this.#closePort();
    await this.broker.close();
    this.#broker = undefined;
  }

  /** The cabinet with its sensor. */
  member(id: string): Member {
    const found = this.fleet.members.find((member) => member.id === id);
    if (!found) throw new Error(`The town has no cabinet "${id}".`);
    return found;
  }

  /** Queues a command; returns its number. */
  async order(
    id: string,
    name: CommandName,
    given: CommandArguments = {},
    lifeS = 3600,
  ): Promise<number> {
    const order = { cabinetId: id, do: name, arguments: given, lifeS };
    const [record] = await this.broker.commands.queue([order], this.clock.wallMs());
    if (!record) throw new Error(`The command ${name} was not queued.`);
    return record.n;
  }

  /** How a command stands. */
  async outcome(id: string, n: number): Promise<CommandRecord> {
    const record = await this.broker.commands.find(id, n);
    if (!record) throw new Error(`Cabinet "${id}" has no command ${n}.`);
    return record;
  }

  /** The reports in the store in the order in which they came. */
  reports(id: string): StoredReport[] {
    const database = new Database(join(this.folder, "aed.sqlite"), { readonly: true });
    const rows = database
      .prepare<[string], { body: Buffer }>("SELECT body FROM reports WHERE id = ? ORDER BY row")
      .all(id);
    database.close();
    return rows.map(({ body }) => {
      const signedBody = body.toString("latin1");
      return { ...(JSON.parse(signedBody) as Report), signedBody };
    });
  }

  newestReport(id: string): StoredReport {
    const newest = this.reports(id).at(-1);
    if (!newest) throw new Error(`Cabinet "${id}" has never reported.`);
    return newest;
  }

  /** Lets virtual time pass. */
  async pass(ms: number): Promise<void> {
    await this.clock.advance(ms);
  }

  /** Lets enough time pass for every sensor to have judged its AED's indicator. */
  async settle(): Promise<void> {
    await this.pass(30 * SECOND_MS);
  }

  /** What the HTTP interface says of a cabinet now. */
  async view(id: string): Promise<CabinetView> {
    const url = `http://127.0.0.1:${this.broker.httpPort}/api/cabinets/${id}`;
    return (await (await fetch(url)).json()) as CabinetView;
  }

  async statusOf(id: string): Promise<string> {
    return (await this.view(id)).status;
  }

  async reasonsOf(id: string): Promise<string[]> {
    return (await this.view(id)).reasons.map(({ code }) => code);
  }

  async close(): Promise<void> {
    this.#fleet?.stop();
    await this.#broker?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
