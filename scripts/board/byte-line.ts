/**
 * The wire to a board: bytes in, bytes out. A serial port, or a TCP address where something else
 * holds the port (`tcp://host:port`, as ser2net serves it). Bytes are strings of 8-bit characters.
 */
import { accessSync, constants, readdirSync } from "node:fs";
import { connect } from "node:net";
import { delimiter, join } from "node:path";
import { SerialPort } from "serialport";
import { UsageError } from "../command-line";

/** Speed of the interpreter's console on an ESP32. */
export const CONSOLE_BAUD = 115_200;
const TCP = /^tcp:\/\/([^:/]+):(\d{1,5})$/;
const USB_PORT = /^tty(USB|ACM)\d+$/;
const NEXT_STEP = "npm run flash -- --list shows the ports of this computer.";

export interface ByteLine {
  /** What arrives; called before the first bytes can come. */
  onBytes(listener: (bytes: string) => void): void;
  /** The line is gone: unplugged, or closed by the other end. Called once. */
  onGone(listener: () => void): void;
  write(bytes: string): Promise<void>;
  close(): void;
}

export interface PortInfo {
  readonly path: string;
  /** Maker of the USB converter; "" when the system does not tell. */
  readonly maker: string;
}

/** Anything that can be written to and read from, with the events of a Node stream. */
interface Stream {
  on(event: "data", listener: (bytes: Buffer) => void): unknown;
  on(event: "close" | "error", listener: () => void): unknown;
  write(bytes: Buffer, done: (error?: Error | null) => void): unknown;
}

function lineOf(stream: Stream, end: () => void): ByteLine {
  let isGone = false;
  let tellGone = () => {};
  const gone = () => {
    if (isGone) return;
    isGone = true;
    tellGone();
  };
  stream.on("close", gone);
  stream.on("error", gone);
  return {
    onBytes: (listener) => stream.on("data", (bytes) => listener(bytes.toString("latin1"))),
    onGone: (listener) => {
      tellGone = listener;
      if (isGone) listener();
    },
    write: (bytes) =>
      new Promise((resolve) => stream.write(Buffer.from(bytes, "latin1"), () => resolve())),
    close: end,
  };
}

/** Says what to do about a port that does not open. */
export function portProblem(path: string, reason: string): string {
  if (/ENOENT|No such file|cannot open.*not found|File not found/i.test(reason)) {
    return `There is no port "${path}". Is the board plugged in? ${NEXT_STEP}`;
  }
  if (/EACCES|EPERM|Permission denied|Access denied/i.test(reason)) {
    return (
      `Port "${path}" may not be used by you. On Linux: sudo usermod -aG dialout $USER, ` +
      "then log out and in again."
    );
  }
  if (/EBUSY|lock|Resource temporarily unavailable/i.test(reason)) {
    return `Port "${path}" is in use by another program. Close its serial monitor and try again.`;
  }
  if (/ECONNREFUSED|EHOSTUNREACH|ENOTFOUND|ETIMEDOUT/.test(reason)) {
    return `Nothing answers at "${path}" (${reason}). Start what holds the port there.`;
  }
  return `Port "${path}" cannot be used (${reason}). ${NEXT_STEP}`;
}

function openTcp(path: string, host: string, port: number): Promise<ByteLine> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    socket.setNoDelay(true);
    const failed = (error: Error) => reject(new UsageError(portProblem(path, error.message)));
    socket.once("error", failed);
    socket.once("connect", () => {
      socket.off("error", failed);
      resolve(lineOf(socket, () => socket.destroy()));
    });
  });
}

function openSerial(path: string): Promise<ByteLine> {
  return new Promise((resolve, reject) => {
    const port = new SerialPort({ path, baudRate: CONSOLE_BAUD, autoOpen: false });
    port.open((error) => {
      if (error) reject(new UsageError(portProblem(path, error.message)));
      else resolve(lineOf(port, () => port.close(() => {})));
    });
  });
}

/** Opens a port; throws a UsageError that says what is wrong with it and what to do. */
export async function openByteLine(path: string): Promise<ByteLine> {
  const tcp = TCP.exec(path);
  if (tcp?.[1]) return openTcp(path, tcp[1], Number(tcp[2]));
  if (path.includes("://")) {
    throw new UsageError(`--port is "${path}"; it must be a serial port or tcp://HOST:PORT.`);
  }
  return openSerial(path);
}

function hasUdev(): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, "udevadm"), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The serial ports of this computer that a board may be on. */
export async function listPorts(): Promise<readonly PortInfo[]> {
  if (process.platform === "linux" && !hasUdev()) {
    const names = readdirSync("/dev").filter((name) => USB_PORT.test(name));
    return names.map((name) => ({ path: join("/dev", name), maker: "" }));
  }
  const ports = await SerialPort.list();
  // Built-in ports of a PC, which nobody plugs a board into.
  const likely = ports.filter(({ path }) => !/^\/dev\/ttyS\d+$/.test(path));
  return likely.map(({ path, manufacturer }) => ({ path, maker: manufacturer ?? "" }));
}
