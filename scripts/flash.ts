/**
 * `npm run flash`: makes a board the sensor of a registered cabinet, over a cable or as an image,
 * and sees to it that it works before the installer leaves.
 */
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { openRegistry, type Registry } from "../broker/registry/registry";
import { consolePassword } from "../protocol/host/console-password";
import type { DeviceSettings } from "../protocol/settings";
import { BoardLost } from "./board/board-console";
import { boardFiles } from "./board/board-files";
import { BoardFlash, identityProblem } from "./board/board-flash";
import { boardImage, imageCommands } from "./board/board-image";
import { openDoor, openSession } from "./board/board-session";
import { listPorts } from "./board/byte-line";
import { flashBoard } from "./board/flash-plan";
import { checkInstallation } from "./board/installation";
import { networkAdvice } from "./board/network-advice";
import { notedBoot } from "./board/noted";
import { demandBrokerFolder } from "./broker-folder";
import { runCommand, UsageError, type Values } from "./command-line";
import { dataOption } from "./common-options";
import { buildFirmwareQuietly } from "./firmware-folder";
import { readWifiPassword, terminalQuestion } from "./secret-input";
import {
  brokerAddress,
  demandReachable,
  sensorOptions,
  sensorSettings,
  unprovenReadiness,
} from "./sensor-options";
import { readUpdateMasterKey, updateKeyHexOf } from "./update-key";

const BOARD = "ESP32";
const SECRET_FILE_MODE = 0o600;

const options = {
  port: { kind: "text", valueName: "PORT", help: "the board: /dev/ttyUSB0, COM3, tcp://HOST:PORT" },
  list: { kind: "flag", help: "show the ports of this computer, and do nothing else" },
  id: { kind: "text", valueName: "ID", help: "the cabinet, as registered with npm run provision" },
  ...sensorOptions,
  "update-key": {
    kind: "text",
    valueName: "FILE",
    help: "update master key; without it the sensor takes no updates",
  },
  image: { kind: "text", valueName: "FILE", help: "write the flash image into a file; no board" },
  replace: { kind: "flag", help: "this board takes another one's place, or comes from elsewhere" },
  "unlock-as": { kind: "text", valueName: "ID", help: "cabinet the board was flashed for before" },
  board: { kind: "text", valueName: "NAME", help: `a build other than ${BOARD} that fits` },
  "erase-all": { kind: "flag", help: "erase all files on the board first" },
  "keep-boot-files": { kind: "flag", help: "for developers: leave other boot files in place" },
  "no-check": { kind: "flag", help: "do not wait for the sensor's reports" },
  "step-s": {
    kind: "integer",
    min: 5,
    max: 3600,
    default: 120,
    help: "how many seconds each step of the check may take",
  },
  data: dataOption,
} as const;

type FlashValues = Values<typeof options>;

/** Not `console.log`, which belongs to the package that talks to the board. */
function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function showPorts(): Promise<void> {
  const ports = await listPorts();
  if (ports.length === 0) {
    tell("No serial port was found. Plug the board in; some boards need their maker's driver.");
  }
  for (const { path, maker } of ports) tell(maker ? `${path}  ${maker}` : path);
}

/** The sensor's update key; "" when it is to take no updates. */
function updateKeyHex(values: FlashValues, id: string): string {
  const path = values["update-key"];
  if (path === undefined) return "";
  return updateKeyHexOf(readUpdateMasterKey(path, values.data, tell), id);
}

interface Wanted {
  readonly settings: DeviceSettings;
  readonly hasReported: boolean;
}

async function wantedSettings(values: FlashValues, registry: Registry): Promise<Wanted> {
  const { id } = values;
  if (id === undefined) throw new UsageError("--id is missing. See --help.");
  if (values["wifi-ssid"] === undefined)
    throw new UsageError("--wifi-ssid is missing. See --help.");
  const cabinet = await registry.get(id);
  brokerAddress(values.broker);
  const sources = { environment: process.env, ask: terminalQuestion() };
  const firstBoot = await registry.nextBoot(id);
  const settings = sensorSettings(values, {
    cabinet,
    keyHex: registry.deviceKeyHex(id),
    firstBoot,
    updateKeyHex: updateKeyHex(values, id),
    wifiPassword: await readWifiPassword(values, sources),
  });
  return { settings, hasReported: firstBoot > 1 };
}

/** By way of a new file, because an old one would keep the rights it had. */
function writeImage(path: string, image: Buffer): void {
  const newPath = `${path}.new`;
  try {
    rmSync(newPath, { force: true });
    writeFileSync(newPath, image, { mode: SECRET_FILE_MODE });
    renameSync(newPath, path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--image "${path}" cannot be written (${reason}). Choose another file.`);
  }
  tell(`${path} holds the flash of this sensor, key included: keep it secret. Write it with`);
  for (const command of imageCommands(path)) tell(`  ${command}`);
  tell("It is good until this cabinet reports; after that make a new one.");
}

async function flashOverCable(values: FlashValues, port: string, wanted: Wanted): Promise<void> {
  const { settings } = wanted;
  const owner = values["unlock-as"] ?? settings.id;
  const registry = await openRegistry(values.data);
  // Whichever it is locked with: the first run of this command may have come half-way.
  const keys = [settings.keyHex, registry.deviceKeyHex(owner)];
  const door = { owner, passwords: keys.map(consolePassword) };
  const firmwareFolder = await buildFirmwareQuietly();
  const unproven = unprovenReadiness(settings);
  if (unproven) tell(`Note: ${unproven}`);
  const session = await openSession({ port, ...door });
  const flash = new BoardFlash(session);
  const identity = await flash.identity();
  const problem = identityProblem(identity, [values.board ?? BOARD]);
  if (problem) throw new UsageError(problem);
  tell(`Board ${identity.board}, Espruino ${identity.version}.`);
  await flash.stopProgram(() => openDoor(session, door));
  try {
    await flashBoard({
      flash,
      files: boardFiles(firmwareFolder, settings),
      settings,
      hasReported: wanted.hasReported,
      mayReplace: values.replace,
      keepsBootFiles: values["keep-boot-files"],
      erasesAll: values["erase-all"],
      tell,
    });
  } catch (error) {
    // A refused board goes back to what it was doing.
    if (!(error instanceof BoardLost)) await flash.restart();
    throw error;
  }
  const oldBoot = Math.max(settings.firstBoot - 1, notedBoot(await flash.noted()));
  await flash.restart();
  tell("Written and proven. The board restarts; its console is locked with the sensor's password.");
  if (!values["no-check"]) {
    const outcome = await checkInstallation({
      settings,
      oldBoot,
      reportsBehind: (boot, seq) => registry.reportsBehind(settings.id, boot, seq),
      nowMs: Date.now,
      wait: (ms) => wait(ms),
      tell,
      stepS: values["step-s"],
    });
    if (!outcome.hasReported) throw new UsageError(await networkAdvice(session, door, settings));
    if (outcome.unseen.length > 0) {
      throw new UsageError(`Not installed yet. Not seen: ${outcome.unseen.join("; ")}.`);
    }
    if (unproven) throw new UsageError(`${settings.id} reports, but is not installed. ${unproven}`);
    const seen = settings.isBatteryPowered ? "" : ", and every step of the check was seen";
    tell(`${settings.id} is installed: it reports${seen}.`);
  }
  session.close();
  await registry.close();
}

async function flash(values: FlashValues): Promise<void> {
  if (values.list) return showPorts();
  if ((values.port === undefined) === (values.image === undefined)) {
    throw new UsageError("Name either a board with --port or a file with --image. See --help.");
  }
  demandBrokerFolder(values.data);
  const registry = await openRegistry(values.data);
  const wanted = await wantedSettings(values, registry);
  await registry.close();
  if (values.image !== undefined) {
    if (wanted.hasReported && !values.replace) {
      throw new UsageError(
        `"${wanted.settings.id}" has a sensor that has reported, and an image makes a new one. ` +
          "If that one is to be replaced, add --replace.",
      );
    }
    const files = boardFiles(await buildFirmwareQuietly(), wanted.settings);
    return writeImage(values.image, boardImage(files));
  }
  if (!values["no-check"]) await demandReachable(brokerAddress(values.broker));
  await flashOverCable(values, values.port ?? "", wanted);
}

void runCommand({
  name: "flash",
  summary: "Makes a board with Espruino the sensor of a registered cabinet, and checks it.",
  options,
  run: flash,
});
