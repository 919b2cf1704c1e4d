/**
 * The console of a board on a TCP port, as a serial server has it: the board on one side, the
 * flashing tool on the other, with a wire between them that can be pulled. The board does not
 * notice that, and the tool does not notice when the board restarts.
 */
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

async function portOf(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

export class ConsoleOnTcp {
  readonly #boardSide: Server = createServer((socket) => this.#boardCame(socket));
  readonly #toolSide: Server = createServer((socket) => this.#toolCame(socket));
  #board: Socket | undefined;
  #tool: Socket | undefined;
  /** Everything the board printed. */
  printed = "";
  /** Bytes that went to the board over the wire that is plugged in. */
  bytesToBoard = 0;
  /** The wire is pulled after so many. */
  pullAfterBytes = Number.POSITIVE_INFINITY;

  /** Resolves with the port for the board and the address for the tool. */
  async open(): Promise<{ readonly boardPort: number; readonly address: string }> {
    const boardPort = await portOf(this.#boardSide);
    return { boardPort, address: `tcp://127.0.0.1:${await portOf(this.#toolSide)}` };
  }

  close(): void {
    for (const socket of [this.#board, this.#tool]) socket?.destroy();
    this.#boardSide.close();
    this.#toolSide.close();
  }

  #boardCame(socket: Socket): void {
    this.#board = socket;
    socket.on("error", () => socket.destroy());
    socket.on("data", (bytes) => {
      this.printed += bytes.toString("latin1");
      this.#tool?.write(bytes);
    });
  }

  #toolCame(socket: Socket): void {
    this.#tool?.destroy();
    this.#tool = socket;
    this.bytesToBoard = 0;
    socket.on("error", () => socket.destroy());
    socket.on("data", (bytes) => {
      const left = Math.max(0, this.pullAfterBytes - this.bytesToBoard);
      this.bytesToBoard += bytes.length;
      this.#board?.write(left < bytes.length ? bytes.subarray(0, left) : bytes);
      if (this.bytesToBoard >= this.pullAfterBytes) socket.destroy();
    });
  }
}
