/** What a simulated cabinet costs: the budget that lets one process hold thousands. */
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

const CABINETS = 1000;
/** The virtual board, its cabinet and the AED in it, without the firmware's own closures. */
const RUNTIME_HEAP_BYTES_MAX = 11_500;

/** A target that the script runner knows; the type check has a newer one. */
const RUNNER_OPTIONS = JSON.stringify({ target: "es2022" });

/** In a process of its own, where nothing else moves the heap. */
function measure(): { heapBytesPerCabinet: number; isCollected: boolean } {
  const script = `
    const { measureCabinetBytes } = require("./simulator/fleet/cabinet-bytes");
    const { fleetCabinets, tinyFirmware } = require("./tests/simulator/fleet/test-firmware");
    measureCabinetBytes({ firmware: tinyFirmware(), sample: fleetCabinets(1)[0],
      count: ${CABINETS} }).then((bytes) => console.log(JSON.stringify(bytes)));`;
  const options = ["--expose-gc", "-r", "ts-node/register", "-e", script];
  const env = { ...process.env, TS_NODE_COMPILER_OPTIONS: RUNNER_OPTIONS };
  return JSON.parse(execFileSync(process.execPath, options, { encoding: "utf8", env }));
}

test("a thousand cabinets with a tiny firmware stay within the runtime's budget", () => {
  const bytes = measure();

  console.log(`Heap for each of ${CABINETS} cabinets: ${bytes.heapBytesPerCabinet} bytes`);
  expect(bytes.isCollected).toBe(true);
  expect(bytes.heapBytesPerCabinet).toBeLessThan(RUNTIME_HEAP_BYTES_MAX);
});
