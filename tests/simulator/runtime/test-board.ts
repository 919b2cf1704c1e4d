/**
 * A virtual board with a program given as text, on a virtual clock: what the tests of the runtime
 * stand on. The program speaks by print; `lines` is what it said.
 */
import { createVirtualClock, type VirtualClock } from "../../../simulator/runtime/virtual-clock";
import { BOOT_MS, VirtualEspruino } from "../../../simulator/runtime/virtual-espruino";
import {
  createVirtualNetwork,
  type VirtualNetwork,
} from "../../../simulator/runtime/virtual-network";

export interface TestBoard {
  readonly clock: VirtualClock;
  readonly network: VirtualNetwork;
  readonly device: VirtualEspruino;
  readonly lines: string[];
}

/** A board without power; `source` is its only boot file. */
export function createTestBoard(source: string): TestBoard {
  const clock = createVirtualClock({ wallMs: 0 });
  const network = createVirtualNetwork({ clock, latencyMs: 5 });
  const lines: string[] = [];
  const device = new VirtualEspruino({
    clock,
    connect: network.connect,
    serial: "test-board",
    onPrint: (line) => lines.push(line),
  });
  device.storage.provision(".bootcde", source);
  return { clock, network, device, lines };
}

/** A board whose program has just run its boot code. */
export async function bootTestBoard(source: string): Promise<TestBoard> {
  const board = createTestBoard(source);
  board.device.powerOn();
  await board.clock.advance(BOOT_MS);
  return board;
}

/** What the boot code of a program printed. */
export async function linesOf(source: string): Promise<string[]> {
  const board = await bootTestBoard(source);
  return board.lines;
}
