/**
 * A town for system tests: the built firmware in virtual cabinets, in front of the real broker with
 * its real database, joined by a network in memory, in virtual time. Nothing of it is a stand-in
 * but the copper, the air and the clock.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Status } from "../../broker/readiness/status";
import { type RunningBroker, startBroker } from "../../broker/service";
import type { DeviceSettings } from "../../protocol/settings";
import { createSettings } from "../../scripts/cabinet-settings";
import { loadFirmware } from "../../simulator/fleet/firmware-bundle";
import { createFleet, type Fleet } from "../../simulator/fleet/fleet";
import { createRandom } from "../../simulator/fleet/random";
import { createVirtualClock, type VirtualClock } from "../../simulator/runtime/virtual-clock";
import { createVirtualNetwork, type VirtualNetwork } from "../../simulator/runtime/virtual-network";

export const SECOND_MS = 1000;
export const MINUTE_MS = 60_000;
/** Tuesday 24 November 2026, 09:00 in Korea. */
export const MORNING_MS = Date.UTC(2026, 10, 24);
export const HEARTBEAT_S = 900;
const MQTT_PORT = 1883;
/** Commits take turns of the host's event loop that virtual time has to wait for. */
const TURNS_PER_INSTANT = 12;

export interface TownOptions {
  readonly cabinetIds: readonly string[];
  /** False = a broker in service, for which simulated cabinets prove nothing. */
  readonly isSimulation?: boolean;
  readonly padsExpireOn?: string;
  readonly settings?: Partial<DeviceSettings>;
}

export interface CabinetView {
  readonly status: Status["value"];
  readonly reasons: readonly { readonly code: string }[];
  readonly validUntil: number;
}

export class Town {
  readonly clock: VirtualClock = createVirtualClock({
    wallMs: MORNING_MS,
    turnsPerInstant: TURNS_PER_INSTANT,
  });
  readonly network: VirtualNetwork = createVirtualNetwork({ clock: this.clock, latencyMs: 5 });
  readonly logLines: string[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), "aed-town-"));
  #broker: RunningBroker | undefined;
  #fleet: Fleet | undefined;

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
      onPrint: () => {},
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
        dataFolder: this.#folder,
        mqttPort: 0,
        httpPort: 0,
        isSimulation: this.options.isSimulation ?? true,
        language: "en",
      },
      { clock: this.clock, printLine: (line) => this.logLines.push(line) },
    );
    const { broker } = this;
    this.network.listen(MQTT_PORT, (stream) => broker.serve(stream, "192.0.2.7"));
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
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
