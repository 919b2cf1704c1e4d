/**
 * A registered cabinet with the real interpreter as its sensor, and a real broker process: what
 * the suites in this folder share. In real time, on ports of its own.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRegistry } from "../../broker/registry/registry";
import type { DeviceSettings } from "../../protocol/settings";
import { createSettings, type SettingsRequest } from "../../scripts/cabinet-settings";
import { CommandProcess } from "../system/process";
import { Interpreter, type InterpreterOptions } from "./interpreter";
import { StoredReports } from "./stored-reports";

export const binary = process.env.ESPRUINO;
/** The ESP32's variables; builds with larger ones keep the code in RAM, too: no measure. */
export const ESP32_VAR_BYTES = 14;

if (!binary) {
  console.log("Skipped: set ESPRUINO to an Espruino binary to run the firmware on it.");
}

export interface BenchOptions {
  readonly id: string;
  readonly mqttPort: number;
  readonly settings?: Partial<SettingsRequest>;
  readonly app?: InterpreterOptions["app"];
  /** The board is as it comes out of its bag: the cabinet is registered, nothing is flashed. */
  readonly isBare?: boolean;
}

export class EspruinoBench {
  readonly folder = mkdtempSync(join(tmpdir(), "aed-espruino-"));
  readonly stored: StoredReports;
  #broker: CommandProcess | undefined;
  #board: Interpreter | undefined;

  constructor(private readonly options: BenchOptions) {
    this.stored = new StoredReports(join(this.folder, "aed.sqlite"), options.id);
  }

  get board(): Interpreter {
    if (!this.#board) throw new Error("The bench has no board yet.");
    return this.#board;
  }

  /**
   * Registers the cabinet, starts the broker, fills the board's flash; it has no power yet.
   * `consolePort` is where its console is, if it is not to be on standard output.
   */
  async open(consolePort?: number): Promise<void> {
    const settings = await this.#register();
    await this.startBroker();
    const app = "app" in this.options ? { app: this.options.app } : {};
    this.#board = new Interpreter({
      binary: binary ?? "",
      ...(this.options.isBare ? {} : { settings }),
      ...(consolePort !== undefined && { consolePort }),
      ...app,
    });
    await this.#board.fillFlash();
  }

  async startBroker(): Promise<void> {
    const ports = ["--mqtt-port", String(this.options.mqttPort), "--http-port", "0"];
    this.#broker = new CommandProcess("broker", [...ports, "--data", this.folder, "--simulation"]);
    await this.#broker.printed(/MQTT on/);
  }

  async killBroker(): Promise<void> {
    this.#broker?.kill("SIGKILL");
    await this.#broker?.ended();
  }

  /** Everything in order: the door closed, the AED in place, pads connected, the light blinking. */
  showGoodCabinet(): void {
    for (const pin of ["D27", "D26", "D25"]) this.board.setPin(pin, 0);
    this.board.blink(3000);
  }

  async close(): Promise<void> {
    await this.#board?.dispose();
    await this.killBroker();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #register(): Promise<DeviceSettings> {
    const { id, mqttPort } = this.options;
    const registry = await openRegistry(this.folder);
    const settings = createSettings({
      id,
      keyHex: registry.deviceKeyHex(id),
      firstBoot: 1,
      aedModelId: "onsite",
      wifiSsid: "test",
      wifiPassword: "",
      brokerHost: "127.0.0.1",
      brokerPort: mqttPort,
      heartbeatS: 10,
      hasPadsContact: true,
      ...this.options.settings,
    });
    const names = { siteKo: "시험", siteEn: "Test", placeKo: "실", placeEn: "room" };
    const aed = { aedMaker: "Philips", aedModel: "HeartStart OnSite", aedModelId: "onsite" };
    const dates = { padsExpireOn: null, batteryExpireOn: null, bodyExpireOn: null };
    const requiredChecks = ["presence", "indicator", "door", "pads"] as const;
    const rules = { timeZone: "Asia/Seoul", requiredChecks, isSimulated: true };
    await registry.register([{ id, ...names, ...aed, ...dates, ...rules }], Date.now());
    await registry.close();
    return settings;
  }
}

/** From power to a board that has nothing to run. */
const IDLE_MS = 1000;

/**
 * Variables that the stand-ins for the board's own parts take; on a board they cost none. Measured
 * on a board that has no application.
 */
export async function standInVars(mqttPort: number): Promise<number> {
  const bench = new EspruinoBench({ id: "no-application", mqttPort, app: undefined });
  try {
    await bench.open();
    await bench.board.powerOn();
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    return (await bench.board.memory()).usedVars;
  } finally {
    await bench.close();
  }
}
