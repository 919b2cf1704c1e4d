/**
 * `npm run device`: what a connected sensor does right now, for an installer. Its program goes on
 * meanwhile. Without --id nothing at all is sent to the board.
 */
import { setTimeout as wait } from "node:timers/promises";
import { openRegistry } from "../broker/registry/registry";
import { consolePassword } from "../protocol/host/console-password";
import { type BoardConsole, BoardLost } from "./board/board-console";
import { openDoor, openSession } from "./board/board-session";
import { openByteLine } from "./board/byte-line";
import { BoardLog, type RawReadings, READINGS, readingsLine } from "./board/device-readings";
import { type RawWiring, WIRING, WIRING_SETUP, WiringChanges } from "./board/wiring-test";
import { demandBrokerFolder } from "./broker-folder";
import { surviveClosedOutput } from "./closed-output";
import { runCommand, UsageError, type Values } from "./command-line";
import { dataOption, stopAfterOption } from "./common-options";
import { untilStopped } from "./stop-signal";

const READINGS_INTERVAL_MS = 5000;
const WIRING_INTERVAL_MS = 500;
/** A callback of the program may hold an answer up. */
const ANSWER_MS = 5000;
const PULLED =
  "The cable was pulled, or the port closed. Plug it in again and run the same command again.";

const options = {
  port: {
    kind: "text",
    valueName: "PORT",
    isRequired: true,
    help: "the board: /dev/ttyUSB0, COM3, tcp://HOST:PORT",
  },
  id: {
    kind: "text",
    valueName: "ID",
    help: "the sensor's cabinet, which unlocks its console; without it only its log is shown",
  },
  wiring: { kind: "flag", help: "show each wired input whenever it changes; needs --id" },
  data: dataOption,
  "stop-after-s": stopAfterOption,
} as const;

type DeviceValues = Values<typeof options>;
interface Door {
  readonly owner: string;
  readonly passwords: readonly string[];
}

/** Not `console.log`, which belongs to the package that talks to the board. */
function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Prints the board's own lines as they come. */
function logPrinter(): (text: string) => void {
  const log = new BoardLog();
  return (text) => {
    for (const line of log.take(text)) tell(line);
  };
}

/** Shows what the board prints, and sends nothing. */
async function listen(port: string, stop: AbortSignal): Promise<void> {
  const line = await openByteLine(port);
  line.onBytes(logPrinter());
  const gone = new Promise<"gone">((resolve) => line.onGone(() => resolve("gone")));
  const stopped = new Promise<"stopped">((resolve) => {
    if (stop.aborted) resolve("stopped");
    stop.addEventListener("abort", () => resolve("stopped"));
  });
  tell("Showing what the board prints. Ctrl-C ends this.");
  if ((await Promise.race([gone, stopped])) === "gone") {
    throw new BoardLost(PULLED);
  }
  line.close();
}

async function doorOf(id: string, folder: string): Promise<Door> {
  demandBrokerFolder(folder);
  const registry = await openRegistry(folder);
  try {
    await registry.get(id);
    return { owner: id, passwords: [consolePassword(registry.deviceKeyHex(id))] };
  } finally {
    await registry.close();
  }
}

/** Prints readings, and inputs when `hasWiring`, until stopped or the board is lost. */
async function watch(session: BoardConsole, hasWiring: boolean, stop: AbortSignal): Promise<void> {
  const wiring = hasWiring ? new WiringChanges() : undefined;
  let readingsDueMs = 0;
  if (wiring) await session.evaluate(WIRING_SETUP, ANSWER_MS);
  while (!stop.aborted) {
    if (Date.now() >= readingsDueMs) {
      tell(readingsLine(await session.evaluate<RawReadings>(READINGS, ANSWER_MS)));
      readingsDueMs = Date.now() + READINGS_INTERVAL_MS;
    }
    if (wiring) {
      const raw = await session.evaluate<RawWiring>(WIRING, ANSWER_MS);
      for (const line of wiring.changed(raw)) tell(line);
    }
    await wait(WIRING_INTERVAL_MS, undefined, { signal: stop }).catch(() => {});
  }
}

/** A board that restarts locks itself; its console is opened again. */
async function watchThroughRestarts(
  session: BoardConsole,
  door: Door,
  hasWiring: boolean,
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    try {
      await watch(session, hasWiring, stop);
    } catch (error) {
      // The package trips over its own feet when it writes into a line that is gone.
      if (error instanceof TypeError) throw new BoardLost(PULLED);
      if (!(error instanceof BoardLost) || stop.aborted) throw error;
      // Throws once more when the line itself is gone.
      await openDoor(session, door);
      tell("The board did not answer; perhaps it restarted. Its console is open again.");
    }
  }
}

async function ask(port: string, values: DeviceValues, door: Door, stop: AbortSignal) {
  const session = await openSession({ port, ...door, onPrinted: logPrinter() });
  try {
    tell(`The console of ${door.owner} is open, its program runs on. Ctrl-C ends this.`);
    await watchThroughRestarts(session, door, values.wiring, stop);
  } finally {
    await session.evaluate("E.lockConsole()", ANSWER_MS).catch(() => {
      // Gone: the board locks itself when it starts the next time.
    });
    session.close();
  }
}

async function device(values: DeviceValues): Promise<void> {
  const { port, id } = values;
  if (id === undefined && values.wiring) {
    throw new UsageError("--wiring asks the board, so it needs --id. See --help.");
  }
  surviveClosedOutput();
  const door = id === undefined ? undefined : await doorOf(id, values.data);
  const stopping = new AbortController();
  void untilStopped(values["stop-after-s"]).then(() => stopping.abort());
  if (door) await ask(port, values, door, stopping.signal);
  else await listen(port, stopping.signal);
}

void runCommand({
  name: "device",
  summary: "Shows what a connected sensor prints, reads and remembers while it works.",
  options,
  run: device,
});
