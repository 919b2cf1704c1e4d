/** `npm run bench`: speed and size, as ratios and counts that mean the same on every machine. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { buildFirmware } from "../firmware/build/build-firmware";
import { measureCabinetBytes } from "../simulator/fleet/cabinet-bytes";
import { loadFirmware } from "../simulator/fleet/firmware-bundle";
import { benchIngest } from "./bench/ingest-bench";
import { createSettings } from "./cabinet-settings";
import { runCommand } from "./command-line";
import { FIRMWARE_FOLDER } from "./firmware-folder";

/** Connections at which ingest is measured. */
const CONNECTIONS = [100, 1000];
const WEIGHED_CABINETS = 1000;

/** Makes the garbage collector callable, which memory figures need. */
function exposeGarbageCollector(): void {
  setFlagsFromString("--expose-gc");
  globalThis.gc = runInNewContext("gc") as typeof globalThis.gc;
}

async function printFirmwareFigures(): Promise<void> {
  const { report } = await buildFirmware({ outFolder: FIRMWARE_FOLDER });
  console.log(report);
  exposeGarbageCollector();
  const settings = createSettings({
    id: "weigh-1",
    keyHex: "00".repeat(32),
    firstBoot: 1,
    aedModelId: "onsite",
    wifiSsid: "simulated",
    wifiPassword: "",
    brokerHost: "127.0.0.1",
    brokerPort: 1883,
    heartbeatS: 900,
    hasPadsContact: true,
  });
  const bytes = await measureCabinetBytes({
    firmware: loadFirmware(FIRMWARE_FOLDER),
    sample: { id: "weigh-1", aedModelId: "onsite", settings },
    count: WEIGHED_CABINETS,
  });
  const heapKb = (bytes.heapBytesPerCabinet / 1000).toFixed(1);
  const rssKb = (bytes.rssBytesPerCabinet / 1000).toFixed(1);
  console.log(`One of ${bytes.cabinets} virtual cabinets: heap ${heapKb} kB, RSS ${rssKb} kB.`);
}

async function printIngestFigures(): Promise<void> {
  console.log("Ingest, QoS 1, one in flight per connection; ours is verified and on disk:");
  for (const connections of CONNECTIONS) {
    const result = await benchIngest(connections);
    const rates =
      `bare aedes ${Math.round(result.bareRate)}/s, ` +
      `ours ${Math.round(result.fullRate)}/s, ratio ${result.ratio.toFixed(2)}`;
    console.log(`  ${connections} connections, ${result.reportBytes}-byte reports: ${rates}`);
  }
}

void runCommand({
  name: "bench",
  summary: "Measures bundle size, memory per virtual cabinet, and ingest against bare aedes.",
  options: {},
  run: async () => {
    await printFirmwareFigures();
    await printIngestFigures();
  },
});
