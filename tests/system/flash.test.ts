/**
 * The flashing tool, as an installer starts it, on the console of a virtual board in real time: the
 * same as tests/espruino does on the real interpreter.
 */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openRegistry } from "../../broker/registry/registry";
import { PIN_NAMES } from "../../firmware/boards/pins";
import { SETTINGS_FILE } from "../../protocol/settings";
import { boardImage, RAW_BYTES } from "../../scripts/board/board-image";
import { Cabinet } from "../../simulator/cabinet/cabinet";
import { createRandom } from "../../simulator/fleet/random";
import { createRealClock } from "../../simulator/runtime/real-clock";
import { createTcpNetwork } from "../../simulator/runtime/tcp";
import { VirtualEspruino } from "../../simulator/runtime/virtual-espruino";
import { StoredReports } from "../espruino/stored-reports";
import { ConsoleOnTcp } from "./console-on-tcp";
import { CommandProcess, type Ended } from "./process";

// A real process, a real broker and every byte of the application over the wire.
vi.setConfig({ testTimeout: 150_000 });

const ID = "virtual-board";
const WIFI_SSID = "만안구청";
const WIFI_PASSWORD = "correct horse";

let folder: string;
let broker: CommandProcess;
let brokerPort: string;
let device: VirtualEspruino;
let cabinet: Cabinet;
let wire: ConsoleOnTcp;
let port: string;

async function register(id: string): Promise<void> {
  const registry = await openRegistry(folder);
  const names = { siteKo: "만안구청", siteEn: "Manan District Office" };
  const place = { placeKo: "1층", placeEn: "1F", latitude: null, longitude: null };
  const aed = { aedMaker: "Philips", aedModel: "HeartStart OnSite", aedModelId: "onsite" };
  const dates = { padsExpireOn: null, batteryExpireOn: null, bodyExpireOn: null };
  const requiredChecks = ["presence", "indicator", "door"] as const;
  const rules = { timeZone: "Asia/Seoul", requiredChecks, isSimulated: true };
  await registry.register([{ id, ...names, ...place, ...aed, ...dates, ...rules }], Date.now());
  await registry.close();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "aed-flash-"));
  await register(ID);
  writeFileSync(join(folder, "wifi-password"), `${WIFI_PASSWORD}\n`);
  const ports = ["--mqtt-port", "0", "--http-port", "0"];
  broker = new CommandProcess("broker", [...ports, "--data", folder, "--simulation"]);
  [, brokerPort = ""] = await broker.printed(/MQTT on [^\n]*:(\d+)/);

  const clock = createRealClock();
  device = new VirtualEspruino({
    clock,
    connect: createTcpNetwork().connect,
    serial: ID,
    onPrint: () => {},
  });
  cabinet = new Cabinet({
    clock,
    chance: createRandom(1),
    aedModelId: "onsite",
    pins: PIN_NAMES,
    device,
  });
  wire = new ConsoleOnTcp((bytes) => device.console.write(bytes.toString("latin1")));
  device.console.onOutput((bytes) => wire.print(Buffer.from(bytes, "latin1")));
  port = await wire.open();
  cabinet.breakerOn();
});

afterEach(async () => {
  device.powerOff();
  wire.close();
  broker.kill("SIGKILL");
  await broker.ended();
  rmSync(folder, { recursive: true, force: true });
});

function flash(...more: string[]): CommandProcess {
  const where = ["--id", ID, "--data", folder, "--broker", `127.0.0.1:${brokerPort}`];
  const wifi = ["--wifi-ssid", WIFI_SSID, "--wifi-password-file", join(folder, "wifi-password")];
  return new CommandProcess("flash", [...where, ...wifi, "--board", "VIRTUAL", ...more]);
}

async function flashed(...more: string[]): Promise<Ended> {
  return flash("--port", port, "--no-check", ...more).ended();
}

describe("a bare board", () => {
  test("becomes a sensor whose every wired part was used before the installer leaves", async () => {
    const flashing = flash("--port", port, "--step-s", "60");
    for (const [instruction, act] of [
      [/Open the cabinet's door/, () => cabinet.openDoor()],
      [/Close the door/, () => cabinet.closeDoor()],
      [/lift the AED out/, () => cabinet.takeAed()],
      [/Put the AED back/, () => cabinet.returnAed()],
    ] as const) {
      await flashing.printed(instruction);
      act();
    }
    const { exitCode, output } = await flashing.ended();

    expect(exitCode, output).toBe(0);
    expect(output).toContain("virtual-board is installed");
    expect(output).not.toContain(WIFI_PASSWORD);
    const settings = JSON.parse(device.storage.read(SETTINGS_FILE) ?? "");
    expect(Buffer.from(settings.wifiSsid, "latin1").toString("utf8")).toBe(WIFI_SSID);
    expect(device.doors?.isConsoleLocked).toBe(true);
  });

  test("is told to be no sensor yet when a part is not seen", async () => {
    const { exitCode, output } = await flash("--port", port, "--step-s", "5").ended();

    expect(exitCode).toBe(1);
    expect(output).toContain("NOT SEEN within 5 s: check the door switch (D27)");
    expect(output).toContain("Not installed yet. Not seen: door switch (D27)");
  });

  test("that was left in the middle is made whole by the same command", async () => {
    wire.pullAfterBytes = 40_000;
    const pulled = await flashed();
    const started = device.storage.read(".bootcde");
    wire.pullAfterBytes = Number.POSITIVE_INFINITY;
    const whole = await flashed();

    expect(pulled).toMatchObject({ exitCode: 1 });
    expect(pulled.output).toContain("run the same command again");
    expect(started).toBeUndefined();
    expect(whole.exitCode, whole.output).toBe(0);
    expect(device.storage.read(".bootcde")).toBeDefined();
  });

  test("loses other programs that boot would run, and an update in the other slot", async () => {
    device.storage.provision(".boot1", "print('somebody else')");
    device.storage.provision("aed-app1", "print('an update');\n");

    const { exitCode, output } = await flashed();

    expect(exitCode, output).toBe(0);
    expect(device.storage.read(".boot1")).toBeUndefined();
    expect(device.storage.read("aed-app1")).toBeUndefined();
  });
});

describe("a board that is a sensor already", () => {
  test("goes to another cabinet only when that is meant", async () => {
    await flashed();
    await register("other-cabinet");
    const other = ["--id", "other-cabinet", "--unlock-as", ID];

    const locked = await flashed("--id", "other-cabinet");
    const refused = await flashed(...other);
    const replaced = await flashed(...other, "--replace");

    expect(locked.output).toMatch(/not with the password of "other-cabinet".*--unlock-as/);
    expect(refused.output).toContain('This board is the sensor of "virtual-board"');
    expect(replaced.exitCode, replaced.output).toBe(0);
    expect(device.storage.read(SETTINGS_FILE)).toContain('"id":"other-cabinet"');
  });
});

test("a sensor gets another application by cable and goes on counting", async () => {
  await flashed();
  const stored = new StoredReports(join(folder, "aed.sqlite"), ID);
  await stored.first(({ boot }) => boot === 1);
  const bundle = device.storage.read("aed-app0") ?? "";
  device.storage.provision("aed-app0", bundle.replace("0.1.0", "0.0.9"));

  const { exitCode, output } = await flashed();
  const report = await stored.first(({ boot }) => boot === 2);

  expect(exitCode, output).toBe(0);
  expect(output).toContain("aed-app0: 100 %");
  expect(report).toMatchObject({ seq: 1, node: { firmware: "0.1.0" } });
});

describe("what is wrong is said before anything is written", () => {
  const untouched = () => expect(device.flashOperations).toBe(0);

  test("a board that the firmware was not made for", async () => {
    const { output } = await flashed("--board", "ESP32");

    expect(output).toContain('This is a board "VIRTUAL"; the firmware is for ESP32');
    untouched();
  });

  test("a broker that does not answer", async () => {
    const { output } = await flash("--port", port, "--broker", "127.0.0.1:1").ended();

    expect(output).toMatch(/No broker answers at 127\.0\.0\.1:1 from this computer/);
    untouched();
  });

  test("a cabinet that is not registered", async () => {
    const { output } = await flashed("--id", "nobody-knows");

    expect(output).toMatch(/nobody-knows/);
    untouched();
  });

  test("a Wi-Fi password that is nowhere", async () => {
    const where = ["--id", ID, "--data", folder, "--broker", `127.0.0.1:${brokerPort}`];
    const words = [...where, "--wifi-ssid", WIFI_SSID, "--port", port];
    const { output } = await new CommandProcess("flash", words).ended();

    expect(output).toContain("The Wi-Fi password is missing.");
    untouched();
  });

  test("a port where nothing answers, and one that is none", async () => {
    const closed = await flash("--port", "tcp://127.0.0.1:1", "--no-check").ended();
    const none = await flash("--port", "/dev/no-such-port", "--no-check").ended();

    expect(closed.output).toContain('Nothing answers at "tcp://127.0.0.1:1"');
    expect(none.output).toContain('There is no port "/dev/no-such-port"');
  });
});

test("a factory image is a secret file that holds what the cable would bring", async () => {
  const path = join(folder, "image.bin");
  const { exitCode, output } = await flash("--image", path).ended();

  const image = readFileSync(path);
  const bundle = readFileSync("dist/firmware/bundle.js", "latin1");
  const app = boardImage([{ name: "aed-app0", content: bundle }]).subarray(RAW_BYTES);
  expect(exitCode, output).toBe(0);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(image.subarray(0, RAW_BYTES).every((byte) => byte === 0xff)).toBe(true);
  expect(image.subarray(RAW_BYTES, RAW_BYTES + 32 + bundle.length)).toEqual(
    app.subarray(0, 32 + bundle.length),
  );
  expect(output).toContain(`write_flash 0x310000 ${path}`);
});
