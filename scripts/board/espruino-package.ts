/**
 * The npm package `espruino`: its connection to a board with flow control, over this project's own
 * lines. The package was made for a web page and a command line: it keeps everything in globals,
 * writes its doings to `console.log`, looks boards up on the network unless told not to, and tells
 * no errors. All of that is kept in here.
 */
import { init } from "espruino";
import { type ByteLine, openByteLine } from "./byte-line";

interface SerialDevice {
  readonly name: string;
  getPorts(callback: (ports: readonly { path: string }[], isInstant: boolean) => void): void;
  open(
    path: string,
    opened: (info: object | undefined) => void,
    received: (bytes: ArrayBuffer) => void,
    closed: () => void,
  ): void;
  write(bytes: string, done: () => void): void;
  close(): void;
}

interface EspruinoGlobal {
  readonly Config: Record<string, unknown>;
  readonly Core: {
    readonly Serial: {
      readonly devices: SerialDevice[];
      startListening(listener: (bytes: ArrayBuffer) => void): void;
      open(path: string, opened: (info: object | undefined) => void, closed: () => void): void;
      write(bytes: string, showsStatus: boolean): void;
      setSlowWrite(isSlow: boolean, isForced: boolean): void;
      setBinary(isBinary: boolean): void;
      close(): void;
    };
  };
}

/** Nothing is looked up on the network, nothing is delayed, and Bluetooth stays off. */
const CONFIG = {
  ENV_ON_CONNECT: false,
  MODULE_URL: "",
  BLUETOOTH_LOW_ENERGY: false,
  SERIAL_FLOW_CONTROL: true,
  STORAGE_UPLOAD_METHOD: 1,
} as const;

/** A connected board: what it prints, and what is written to it while it can take it. */
export interface BoardLine {
  onBytes(listener: (bytes: string) => void): void;
  onGone(listener: () => void): void;
  write(bytes: string): void;
  close(): void;
}

function bufferOf(bytes: string): ArrayBuffer {
  return Uint8Array.from(bytes, (character) => character.charCodeAt(0)).buffer;
}

async function loadPackage(): Promise<EspruinoGlobal> {
  // The package speaks of every file it loads and, whenever it likes, of every byte it sends. From
  // here on what is for people goes to stdout directly.
  console.log = () => {};
  await new Promise<void>((resolve) => init(resolve));
  const tools = (globalThis as unknown as { readonly Espruino: EspruinoGlobal }).Espruino;
  Object.assign(tools.Config, CONFIG);
  return tools;
}

/** The one way to a board that the package is given: a line that is open already. */
function deviceOf(path: string, line: ByteLine): SerialDevice {
  return {
    name: "line",
    getPorts: (callback) => callback([{ path }], true),
    open: (_path, opened, received, closed) => {
      line.onBytes((bytes) => received(bufferOf(bytes)));
      line.onGone(closed);
      opened({});
    },
    write: (bytes, done) => void line.write(bytes).then(done),
    close: () => line.close(),
  };
}

/** Connects to the board on a port; throws a UsageError when the port does not open. */
export async function connectBoard(path: string): Promise<BoardLine> {
  const line = await openByteLine(path);
  const tools = await loadPackage();
  const { Serial } = tools.Core;
  let listener: (bytes: string) => void = () => {};
  let tellGone = () => {};
  Serial.devices.splice(0, Serial.devices.length, deviceOf(path, line));
  Serial.startListening((bytes) => listener(Buffer.from(bytes).toString("latin1")));
  await new Promise<void>((resolve) => {
    Serial.open(
      path,
      () => resolve(),
      () => tellGone(),
    );
  });
  Serial.setSlowWrite(false, true);
  Serial.setBinary(true);
  return {
    onBytes: (wanted) => {
      listener = wanted;
    },
    onGone: (wanted) => {
      tellGone = wanted;
    },
    write: (bytes) => Serial.write(bytes, false),
    close: () => Serial.close(),
  };
}
