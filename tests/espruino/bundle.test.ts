/**
 * The built bundle on the real interpreter, against a real broker process. Needs
 * ESPRUINO=<path of an Espruino binary for Linux>; reports itself skipped without it.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openRegistry } from "../../broker/registry/registry";
import type { Report } from "../../protocol/report";
import { createSettings } from "../../scripts/cabinet-settings";
import { CommandProcess } from "../system/process";
import { Interpreter } from "./interpreter";
import { StoredReports } from "./stored-reports";

const binary = process.env.ESPRUINO;
const ID = "real-interpreter";
const MQTT_PORT = 28_831;
const VARS_MAX = 3000;
/** The ESP32's variables; builds with larger ones keep the code in RAM, too: no measure. */
const ESP32_VAR_BYTES = 14;
/** From the edge of the contact to the row in the store; one second is debounce and MQTT. */
const CHANGE_MS_MAX = 1500;

if (!binary) {
  console.log("Skipped: set ESPRUINO to an Espruino binary to run the bundle on it.");
}

describe.skipIf(!binary)("the bundle on the real interpreter", () => {
  const folder = mkdtempSync(join(tmpdir(), "aed-espruino-"));
  const stored = new StoredReports(join(folder, "aed.sqlite"), ID);
  let broker: CommandProcess;
  let board: Interpreter;
  let printed = "";

  async function startBroker(): Promise<void> {
    const ports = ["--mqtt-port", String(MQTT_PORT), "--http-port", "0"];
    broker = new CommandProcess("broker", [...ports, "--data", folder, "--simulation"]);
    await broker.printed(/MQTT on/);
  }

  beforeAll(async () => {
    const registry = await openRegistry(folder);
    const settings = createSettings({
      id: ID,
      keyHex: registry.deviceKeyHex(ID),
      firstBoot: 1,
      aedModelId: "onsite",
      wifiSsid: "test",
      wifiPassword: "",
      brokerHost: "127.0.0.1",
      brokerPort: MQTT_PORT,
      heartbeatS: 10,
      hasPadsContact: true,
    });
    const names = { siteKo: "시험", siteEn: "Test", placeKo: "실", placeEn: "room" };
    const aed = { aedMaker: "Philips", aedModel: "HeartStart OnSite", aedModelId: "onsite" };
    const dates = { padsExpireOn: null, batteryExpireOn: null, bodyExpireOn: null };
    const requiredChecks = ["presence", "indicator", "door", "pads"] as const;
    const rules = { timeZone: "Asia/Seoul", requiredChecks, isSimulated: true };
    await registry.register([{ id: ID, ...names, ...aed, ...dates, ...rules }], Date.now());
    await registry.close();
    await startBroker();
    const bundle = readFileSync(join(__dirname, "../../dist/firmware/bundle.js"), "utf8");
    const onPrint = (text: string) => {
      printed += text;
    };
    board = new Interpreter({ binary: binary ?? "", bundle, settings, onPrint });
    await board.fillFlash();
    await board.powerOn();
  });

  afterAll(async () => {
    await board?.dispose();
    broker?.kill("SIGKILL");
    await broker?.ended();
    rmSync(folder, { recursive: true, force: true });
  });

  test("boots, and its first report is stored", async () => {
    const report = await stored.first((candidate) => candidate.why === "boot");

    expect(report, printed).toMatchObject({ id: ID, boot: 1, seq: 1, simulated: true });
  });

  test("learns the time and then reports with it", async () => {
    const report = await stored.first(({ clock }) => clock === "synced");

    expect(Math.abs(report.at - Date.now() / 1000)).toBeLessThan(10);
  });

  test("sees contacts close and the indicator blink, and calls that ready", async () => {
    for (const pin of ["D27", "D26", "D25"]) board.setPin(pin, 0);
    board.blink(3000);

    const report = await stored.first(({ aed }) => aed.indicator.state === "ready");

    expect(report.cabinet.door).toBe("closed");
    expect(report.aed).toMatchObject({ present: true, pads: { state: "ok" } });
  });

  test("has a report of an opened door on disk about a second later", async () => {
    const openedMs = Date.now();
    board.setPin("D27", 1);

    await stored.first((report) => report.why === "door-opened");

    expect(Date.now() - openedMs).toBeLessThan(CHANGE_MS_MAX);
  });

  test("comes back after the broker was killed, and nothing acknowledged is lost", async () => {
    const before = stored.all();
    broker.kill("SIGKILL");
    await broker.ended();
    board.setPin("D27", 0);
    await startBroker();

    const closed = await stored.first((report) => {
      return report.why === "door-closed" && isAfter(report, before.at(-1));
    });
    const after = stored.all();

    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.map(({ seq }) => seq)).toEqual(after.map((_report, index) => index + 1));
    expect(closed.boot).toBe(1);
  });

  test("counts its boots in flash: after a power cut the next number", async () => {
    await board.powerOff();
    await board.powerOn();

    const report = await stored.first(({ boot }) => boot === 2);

    expect(report).toMatchObject({ why: "boot", seq: 1 });
  });

  test("stays within its memory", async () => {
    await stored.first(({ boot, why }) => boot === 2 && why === "heartbeat");

    const memory = await board.memory();
    const lowest = Math.min(...stored.all().map(({ node }) => node.freeVarsMin ?? node.freeVars));

    const inUse = `${memory.usedVars} variables of ${memory.varBytes} bytes in use`;
    console.log(`${inUse}; fewest free in any report: ${lowest}.`);
    if (memory.varBytes === ESP32_VAR_BYTES) expect(memory.usedVars).toBeLessThan(VARS_MAX);
  });
});

function isAfter(report: Report, other: Report | undefined): boolean {
  return !other || report.boot > other.boot || report.seq > other.seq;
}
