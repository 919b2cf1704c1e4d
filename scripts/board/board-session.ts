/** From a port to a console that obeys: connects, knocks, unlocks. Shared by flash and device. */
import { UsageError } from "../command-line";
import { BoardConsole } from "./board-console";
import { IMAGE_ADDRESS, REGION_BYTES } from "./board-image";
import { connectBoard } from "./espruino-package";

export interface SessionRequest {
  readonly port: string;
  /** For a locked console: what may open it, and whose it should be. */
  readonly passwords: readonly string[];
  readonly owner: string;
  readonly onPrinted?: (text: string) => void;
}

function wrongPassword(owner: string): UsageError {
  const region = `0x${IMAGE_ADDRESS.toString(16)} 0x${REGION_BYTES.toString(16)}`;
  return new UsageError(
    `The console of this board is locked, and not with the password of "${owner}": it was ` +
      "flashed for another cabinet. Name that one (flash: --unlock-as, device: --id), or erase " +
      `all that is on the board with: esptool.py --chip esp32 erase_region ${region}`,
  );
}

/** Opens the console when it is locked. Throws a UsageError when the password is another's. */
export async function openDoor(
  console: BoardConsole,
  { passwords, owner }: Pick<SessionRequest, "passwords" | "owner">,
): Promise<void> {
  if ((await console.knock()) === "open") return;
  for (const password of passwords) if (await console.unlock(password)) return;
  throw wrongPassword(owner);
}

/** A console that obeys; throws a UsageError that says what is wrong with port or board. */
export async function openSession(request: SessionRequest): Promise<BoardConsole> {
  const console = new BoardConsole(await connectBoard(request.port), request.onPrinted);
  await openDoor(console, request);
  return console;
}
