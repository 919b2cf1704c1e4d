/**
 * Our broker for the ingest benchmark, as a process of its own: everything as in service but the
 * packet rate limit of one connection, which the load is meant to exceed. Tells its parent its
 * port.
 */
import { realClock } from "../../broker/clock";
import { startBroker } from "../../broker/service";

/** Beyond what any machine sends in ten seconds. */
const UNLIMITED_PACKETS = 1_000_000_000;

async function main(): Promise<void> {
  const [dataFolder] = process.argv.slice(2);
  if (!dataFolder) throw new RangeError("The data folder is missing.");
  const broker = await startBroker(
    {
      dataFolder,
      mqttPort: 0,
      httpPort: 0,
      isSimulation: true,
      packetsPer10sMax: UNLIMITED_PACKETS,
    },
    { clock: realClock, printLine: () => {} },
  );
  process.send?.({ mqttPort: broker.mqttPort });
  process.on("disconnect", () => process.exit(0));
}

void main();
