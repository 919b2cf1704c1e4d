/** Runs a program of the suite on a virtual board, in virtual time. */
import { createVirtualClock } from "../../simulator/runtime/virtual-clock";
import { VirtualEspruino } from "../../simulator/runtime/virtual-espruino";
import { createVirtualNetwork } from "../../simulator/runtime/virtual-network";
import { FAR_SIDES, type Program, withPorts } from "./programs";

/** Longer than any program takes. */
const RUN_MS = 10_000;
const FAR_PAUSE_MS = 30;
/** What a program prints to keep the interpreter busy: here only the clock can be told to. */
const BLOCK = "\0block ";
const PRELUDE = 'function block(ms) { print("\\0block " + ms); }\n';
const PORTS: Readonly<Record<string, number>> = {
  PORT_ECHO: 1,
  PORT_ONCE: 2,
  PORT_GREET: 3,
  PORT_RESET: 4,
  PORT_NOBODY: 5,
};

/** All that it printed. */
export async function runOnVirtualBoard(program: Program): Promise<string> {
  const clock = createVirtualClock({ wallMs: 0 });
  const network = createVirtualNetwork({ clock, latencyMs: 1 });
  const later = (run: () => void) => {
    clock.after("far side", FAR_PAUSE_MS, run);
  };
  for (const [name, accept] of Object.entries(FAR_SIDES)) {
    network.listen(PORTS[name] ?? 0, (stream) => accept(stream, later));
  }
  const lines: string[] = [];
  const print = (line: string) => {
    const blockMs = line.startsWith(BLOCK) ? Number(line.slice(BLOCK.length)) : 0;
    if (blockMs > 0) clock.block(blockMs);
    else lines.push(line);
  };
  const board = new VirtualEspruino({
    clock,
    connect: network.connect,
    serial: "conformance",
    onPrint: print,
  });
  for (const { source, cut } of program.boots) {
    const text = Buffer.from(PRELUDE + withPorts(source, PORTS)).toString("latin1");
    board.storage.provision(".bootcde", text);
    if (cut) {
      board.cutPowerInFlash({ operation: cut.operation, doneFraction: cut.percent / 100 });
    }
    board.powerOn();
    await clock.advance(RUN_MS);
    board.powerOff();
  }
  return `${lines.join("\n")}\n`;
}
