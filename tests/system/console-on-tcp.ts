/**
 * The console of a board on a TCP port, as a serial server has it, for the flashing tool: a wire
 * that can be pulled. The board does not notice that, and the tool does not notice when the board
 * restarts.
 */
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/** Listens on a free port of this machine; resolves with it. */
export async function listenOnFreePort(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

export class ConsoleOnTcp {
  readonly #server: Server = createServer((socket) => this.#plugIn(socket));
  #tool: Socket | undefined;
  /** Everything the board printed. */
  printed = "";
  /** Bytes that went to the board over the wire that is plugged in. */
  bytesToBoard = 0;
  /** The wire is pulled after so many. */
  pullAfterBytes = Number.POSITIVE_INFINITY;

  /** `type` puts bytes into the board's console. */
  constructor(private readonly type: (bytes: Buffer) => void) {}

  /** Resolves with the address for the tool. */
  async open(): Promise<string> {
    return `tcp://127.0.0.1:${await listenOnFreePort(this.#server)}`;
  }

  /** The board says something. */
  print(bytes: Buffer): void {
    this.printed += bytes.toString("latin1");
    this.#tool?.write(bytes);
  }

  close(): void {
    this.#tool?.destroy();
    this.#server.close();
  }

  #plugIn(socket: Socket): void {
    this.#tool?.destroy();
    this.#tool = socket;
    this.bytesToBoard = 0;
    socket.on("error", () => socket.destroy());
    socket.on("data", (bytes) => {
      const left = Math.max(0, this.pullAfterBytes - this.bytesToBoard);
      this.bytesToBoard += bytes.length;
      this.type(left < bytes.length ? bytes.subarray(0, left) : bytes);
      if (this.bytesToBoard >= this.pullAfterBytes) socket.destroy();
    });
  }
}
