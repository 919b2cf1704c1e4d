/** `npm run bench:fleet`: what a simulated cabinet costs, beside a client with canned messages. */

import { loadFirmware } from "../simulator/fleet/firmware-bundle";
import { startBenchBroker } from "./bench/fleet-broker";
import { benchCannedLoad } from "./bench/fleet-canned";
import {
  clientsPerGb,
  cpuSPerClientMinute,
  type FleetLoadFigures,
  messagesPerCpuS,
} from "./bench/fleet-figures";
import { benchRealFleet, type RealFleetFigures } from "./bench/fleet-real";
import { benchVirtualFleet, virtualFleetLines } from "./bench/fleet-virtual";
import { runCommand } from "./command-line";
import { buildFirmwareQuietly, FIRMWARE_FOLDER } from "./firmware-folder";
import { CABINETS_MAX } from "./fleet-load";

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

function commonLines(figures: FleetLoadFigures): string[] {
  return [
    `  memory ${kilobytes(figures.rssBytesPerClient)} RSS each: ` +
      `${Math.round(clientsPerGb(figures))} clients per GB`,
    `  ${Math.round(messagesPerCpuS(figures))} messages per CPU-second ` +
      `(${figures.messages} in ${(figures.windowMs / 1000).toFixed(0)} s); ` +
      `${(cpuSPerClientMinute(figures) * 1000).toFixed(2)} CPU-ms per client and minute`,
    `  acknowledgements p50 ${figures.ackP50Ms.toFixed(1)} ms, ` +
      `p99 ${figures.ackP99Ms.toFixed(1)} ms; all first ones after ` +
      `${(figures.firstAcknowledgementsMs / 1000).toFixed(1)} s`,
  ];
}

/** What a whole firmware in each client costs, as ratios of this run. */
function costSentence(fleet: RealFleetFigures, canned: FleetLoadFigures): string {
  const memory = fleet.rssBytesPerClient / canned.rssBytesPerClient;
  const cpu = cpuSPerClientMinute(fleet) / cpuSPerClientMinute(canned);
  return (
    `A whole firmware in each client costs ${memory.toFixed(1)} times the memory and ` +
    `${cpu.toFixed(1)} times the processor time of one that sends canned messages.`
  );
}

void runCommand({
  name: "bench:fleet",
  summary: "Measures simulated cabinets against a generator of canned messages, in one run.",
  options: {
    count: {
      kind: "integer",
      min: 10,
      max: CABINETS_MAX,
      default: 2000,
      help: "cabinets, and clients with canned messages",
    },
    "heartbeat-s": {
      kind: "integer",
      min: 10,
      max: 3600,
      default: 30,
      help: "seconds between two messages of a client",
    },
    "window-s": {
      kind: "integer",
      min: 5,
      max: 600,
      default: 60,
      help: "seconds measured in steady state",
    },
  },
  run: async (values) => {
    await buildFirmwareQuietly();
    const broker = await startBenchBroker();
    try {
      const common = { broker, count: values.count };
      const options = {
        ...common,
        heartbeatS: values["heartbeat-s"],
        windowS: values["window-s"],
      };
      const virtual = await benchVirtualFleet(loadFirmware(FIRMWARE_FOLDER));
      console.log("Virtual time, broker and checkers included:");
      for (const line of virtualFleetLines(virtual)) console.log(line);
      const fleet = await benchRealFleet(options);
      console.log(`${values.count} cabinets with the built firmware, over TCP:`);
      console.log(`  heap ${kilobytes(fleet.heapBytesPerClient)} each, after a collection`);
      for (const line of commonLines(fleet)) console.log(line);
      const canned = await benchCannedLoad(options);
      console.log(`${canned.clients} clients of the npm package mqtt with canned messages:`);
      for (const line of commonLines(canned)) console.log(line);
      console.log(costSentence(fleet, canned));
    } finally {
      broker.close();
    }
  },
});
