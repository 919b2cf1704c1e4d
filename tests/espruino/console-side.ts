/** Where the console of a board on the real interpreter comes in, again after each restart. */
import { createServer, type Server, type Socket } from "node:net";
import { listenOnFreePort } from "../system/console-on-tcp";

export class ConsoleSide {
  readonly #server: Server = createServer((socket) => this.#came(socket));
  #board: Socket | undefined;

  constructor(private readonly onPrint: (bytes: Buffer) => void) {}

  /** Resolves with the port for the board. */
  open(): Promise<number> {
    return listenOnFreePort(this.#server);
  }

  type(bytes: Buffer): void {
    this.#board?.write(bytes);
  }

  close(): void {
    this.#board?.destroy();
    this.#server.close();
  }

  #came(socket: Socket): void {
    this.#board = socket;
    socket.on("error", () => socket.destroy());
    socket.on("data", (bytes) => this.onPrint(bytes));
  }
}
