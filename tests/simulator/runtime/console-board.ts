/**
 * A virtual board with a cable in its console port, on a virtual clock: what the tests of the
 * console stand on. Without boot files it is a bare board.
 */
import { expect } from "vitest";
import { createVirtualClock, type VirtualClock } from "../../../simulator/runtime/virtual-clock";
import { BOOT_MS, VirtualEspruino } from "../../../simulator/runtime/virtual-espruino";
import { HostSilent } from "../../../simulator/runtime/wire";

/** Long enough for a line and for `reset()`, shorter than a restart. */
export const MOMENT_MS = 50;

export interface ConsoleBoard {
  readonly clock: VirtualClock;
  readonly device: VirtualEspruino;
  /** What came over the cable since it was asked last. */
  said(): string;
  /** Sends bytes and answers with what came back within a moment. */
  type(bytes: string): Promise<string>;
  /** Runs a line without echo and answers with what it prints of `expression`. */
  ask(expression: string): Promise<string>;
}

/** A board without power. */
export function createConsoleBoard(files: Readonly<Record<string, string>> = {}): ConsoleBoard {
  const clock = createVirtualClock({ wallMs: 0 });
  let output = "";
  const device = new VirtualEspruino({
    clock,
    connect: () => {
      throw new HostSilent();
    },
    serial: "test-board",
    onPrint: () => {},
  });
  for (const [name, text] of Object.entries(files)) device.storage.provision(name, text);
  device.console.onOutput((bytes) => {
    output += bytes;
  });
  const said = () => {
    const bytes = output;
    output = "";
    return bytes;
  };
  const type = async (bytes: string) => {
    device.console.write(bytes);
    await clock.advance(MOMENT_MS);
    return said();
  };
  const ask = async (expression: string) => {
    const answer = await type(`\x10print(${expression})\n`);
    expect(answer).toMatch(/\r\n>$/);
    return answer.slice(0, -"\r\n>".length);
  };
  return { clock, device, said, type, ask };
}

/** A board that has just booted and shown its prompt, which nobody has read. */
export async function bootConsoleBoard(
  files: Readonly<Record<string, string>> = {},
): Promise<ConsoleBoard> {
  const board = createConsoleBoard(files);
  board.device.powerOn();
  await board.clock.advance(BOOT_MS + 1);
  return board;
}

/** A bare board at its prompt. */
export async function createPromptedBoard(
  files: Readonly<Record<string, string>> = {},
): Promise<ConsoleBoard> {
  const board = await bootConsoleBoard(files);
  board.said();
  return board;
}
